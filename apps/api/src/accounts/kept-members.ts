import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import type { Account, CommandOf } from '#domain';
import { Engine } from '#engine';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { isOwn, Memberships, permitEnd, permitWithin, refuseUnnamed, type Parting } from './memberships';

type Kept = Extract<CommandOf<'account'>, { type: 'WakeMember' | 'CancelEmploymentEnd' | 'ChangePosition' }>;

type Living = Extract<Account, { status: 'living' }>;
type Membership = Living['memberships'][string];

/** Keeps and lets go members, by who acts for their company: asleep, awake, or with an end that is known before. */
@Injectable()
export class KeptMembers {
  constructor(
    private readonly engine: Engine,
    private readonly memberships: Memberships,
  ) {}

  async sleep(accountId: string, companyId: string, { reason }: BodyOf<'account', 'MakeMemberDormant'>, call: Call) {
    return this.part(
      accountId,
      { ...(await this.memberships.parting(accountId, companyId, call)), type: 'MakeMemberDormant', reason },
      call,
    );
  }

  async endEmployment(accountId: string, companyId: string, body: BodyOf<'account', 'EndEmployment'>, call: Call) {
    const parting = await this.memberships.parting(accountId, companyId, call);
    const command = { ...parting, type: 'EndEmployment', at: Date.parse(body.at), fate: body.then ?? 'end' } as const;
    return this.part(accountId, command, call);
  }

  wake(accountId: string, companyId: string, call: Call) {
    return this.keep(accountId, { type: 'WakeMember', companyId }, call);
  }

  /** G11: by who administers them; nobody changes their own. @throws Refusal `forbidden` */
  async position(accountId: string, companyId: string, { positionId }: BodyOf<'account', 'ChangePosition'>, call: Call) {
    if (isOwn(call.authority, accountId)) throw refusal('forbidden');
    const command = { type: 'ChangePosition', companyId, positionStreamId: this.engine.ids.position(companyId, positionId) } as const;
    return this.keep(accountId, command, call, ({ template }) => ({ accountId, companyId, positionId, template: template ?? '' }));
  }

  rehire(accountId: string, companyId: string, call: Call) {
    return this.keep(accountId, { type: 'CancelEmploymentEnd', companyId }, call);
  }

  private async part(accountId: string, command: Parting, call: Call) {
    const parted = { process: 'account', id: accountId, command } as const;
    const permit = permitEnd(call.authority, parted);
    const outcome = await this.engine.execute<'account'>({ ...parted, permit, caller: call.caller }, ({ state }) =>
      memberAfter(accountId, command.companyId, state as unknown as Account),
    );
    return call.take(outcome).body;
  }

  private async keep(accountId: string, command: Kept, call: Call, answer?: (membership: Membership) => Record<string, string>) {
    const { authority, caller } = call;
    refuseUnnamed(authority, accountId, command.companyId);
    const kept = { process: 'account', id: accountId, command } as const;
    const permit = permitWithin(authority, kept);
    const outcome = await this.engine.execute<'account'>({ ...kept, permit, caller }, ({ state }) => {
      const account = state as unknown as Living;
      return answer ? answer(account.memberships[command.companyId]!) : memberAfter(accountId, command.companyId, account);
    });
    return call.take(outcome).body;
  }
}

/** The membership as the command left it: who has let a person go may see the account no more. */
function memberAfter(accountId: string, companyId: string, account: Account) {
  const membership = account.status === 'living' ? account.memberships[companyId] : undefined;
  const state = membership === undefined ? 'ended' : membership.status === 'dormant' ? 'dormant' : 'active';
  return {
    ...{ accountId, companyId, state },
    ...(membership?.dormant && { dormantAt: rfc3339(membership.dormant.at) }),
    ...(membership?.leave && { employmentEndsAt: rfc3339(membership.leave.at) }),
  } as const;
}
