import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { companiesOf, type Account } from '#domain';
import { permitInAny } from '../authority/administrators';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { isOwn } from './memberships';

/** Ends locks before their time: by operators, and by the super admins of a company of the person. */
@Injectable()
export class Locks {
  constructor(private readonly processes: Processes) {}

  /** @throws Refusal `forbidden` for the person whose account it is */
  end(id: string, reason: BodyOf<'account', 'UnlockAccount'>['reason'], call: Call) {
    const { authority } = call;
    if (isOwn(authority, id)) throw refusal('forbidden');
    const command = { type: 'UnlockAccount', reason } as const;
    return this.processes.run('account', id, command, call, (row) => ({
      permit: permitInAny<'account'>(authority, companiesOf(row.state as Account), () => ({ process: 'account', id, command })),
    }));
  }
}
