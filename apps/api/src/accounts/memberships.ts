import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { companyRoles, type Account } from '#domain';
import { Engine, streamIdOf, type CallerCommand } from '#engine';
import { isFor, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { People } from '../authority/people';
import { hideProcess, refusal, Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { permitOn } from '../process/processes';

type Reason = BodyOf<'account', 'EndMembership'>['reason'];
type LeftAccount = Extract<Account, { status: 'living' }>;

/** Ends memberships: by the person, or by who acts for the company. */
@Injectable()
export class Memberships {
  constructor(
    private readonly engine: Engine,
    private readonly people: People,
  ) {}

  /**
   * Asks under lock alone who may: a company that has removed a person sees their account no more, and its repeated call
   * must get the recorded answer.
   */
  async end(accountId: string, companyId: string, reason: Reason, call: Call) {
    const { authority, caller } = call;
    if (authority.person && reason !== 'left') throw refusal('forbidden');
    const streamId = streamIdOf('account', accountId);
    if (!isFor(authority, companyId)) throw new Refusal(hideProcess(streamId));
    const principalId = await this.people.findPrincipal(accountId);
    const outcome = await this.engine.execute<'account'>(
      {
        process: 'account',
        id: accountId,
        command: {
          type: 'EndMembership',
          companyId,
          reason,
          ...(principalId !== undefined && { principalId }),
          roleStreams: Object.fromEntries(companyRoles.map((role) => [role, this.engine.ids.role(companyId, role)])),
        },
        permit: permitEnd(authority, streamId, companyId),
        caller,
      },
      ({ state }) => ({
        accountId,
        companyId,
        reason,
        endedAt: rfc3339((state as unknown as LeftAccount).ended![companyId]!.at),
      }),
    );
    return call.take(outcome).body;
  }
}

/** Who sees the account may; a person only their own. */
const permitEnd =
  (authority: Authority, streamId: string, companyId: string): NonNullable<CallerCommand['permit']> =>
  (streams, claims) => {
    const hidden = permitOn(authority, streamId)(streams, claims);
    if (hidden) return hidden;
    const isOwn = authority.person === undefined || streamIdOf('account', authority.person.userId) === streamId;
    return isOwn && isFor(authority, companyId) ? undefined : { code: 'forbidden' };
  };
