import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { companiesOf, type Account } from '#domain';
import type { CallerCommand } from '#engine';
import { permitInCompany } from '../authority/administrators';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Ends locks before their time: by operators, and by the super admins of a company of the person. */
@Injectable()
export class Locks {
  constructor(private readonly processes: Processes) {}

  /** @throws Refusal `forbidden` for the person whose account it is */
  end(id: string, reason: BodyOf<'account', 'UnlockAccount'>['reason'], call: Call) {
    const { authority } = call;
    if (authority.person?.userId === id) throw refusal('forbidden');
    const command = { type: 'UnlockAccount', reason } as const;
    return this.processes.run('account', id, command, call, (row) => {
      const companies = companiesOf(row.state as Account);
      const permits = companies.map((companyId) => permitInCompany<'account'>(authority, companyId, { process: 'account', id, command }));
      return { permit: anyOf(permits) };
    });
  }
}

/** The refusal of all of them; none where one lets it pass, or none has anything to say. */
const anyOf =
  (permits: readonly CallerCommand['permit'][]): NonNullable<CallerCommand['permit']> =>
  (streams, claims) => {
    const refused = permits.map((permit) => permit?.(streams, claims));
    return refused.every((problem) => problem !== undefined) ? refused[0] : undefined;
  };
