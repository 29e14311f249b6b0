import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { Engine, type Caller, type CallerCommand } from '#engine';
import { Keys } from '#vault';
import { idsOf, permitInCompany } from '../authority/administrators';
import type { Authority, Person } from '../authority/authority';
import type { Call } from '../authority/call';
import { Naming, type Approvers } from '../authority/naming';
import { refusal } from '../http/refusal';
import { durationMs, rfc3339 } from '../http/time';
import { Processes } from '../process/processes';

const codeBytes = 16;

/** They issue by their role, and an invite works as long as they might issue it. A key issues for its company. */
const isAdministrator = (authority: Authority): authority is Authority & { person: Person } =>
  (authority.administers?.length ?? 0) > 0 && authority.person !== undefined;

/**
 * Single-use invites into a company.
 * A code derives from the call that issues it: a replay returns the same, and the code is not stored.
 */
@Injectable()
export class Invites {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly naming: Naming,
  ) {}

  async issue(companyId: string, body: BodyOf<'company', 'IssueInvite'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    return this.naming.by(body.managers, companyId, call.authority, (approvers) => this.run(companyId, body, approvers, call));
  }

  private async run(
    companyId: string,
    { positionId, departmentId, expiresIn }: BodyOf<'company', 'IssueInvite'>,
    { principals, naming, refuse }: Approvers,
    call: Call,
  ) {
    const { caller } = call;
    const code = this.code(caller);
    const command = {
      type: 'IssueInvite',
      companyId,
      positionStreamId: this.engine.ids.position(companyId, positionId),
      ...(departmentId !== undefined && { departmentId }),
      managers: principals,
      ...(expiresIn !== undefined && { expiresInMs: durationMs(expiresIn) }),
      ...(isAdministrator(call.authority) && { issuedBy: [...idsOf(call.authority.person)] }),
    } as const;
    const invite = { process: 'invite', id: this.engine.ids.invite(code), command } as const;
    const permitted = permitInCompany<'invite'>(call.authority, companyId, invite);
    const permit: CallerCommand['permit'] = (streams, claims) => permitted?.(streams, claims) ?? refuse(streams);
    const outcome = await this.engine.execute(
      {
        ...invite,
        ...naming,
        permit,
        caller,
        seen: 'absent',
      },
      ({ state }) => ({ expiresAt: rfc3339((state as unknown as { expiresAt: number }).expiresAt) }),
    );
    return { code, ...(call.take(outcome).body as { expiresAt: string }) };
  }

  /**
   * Asked of the invite under lock: each administrator whose reach covers it takes it back, also where others issued
   * it.
   */
  async revoke(companyId: string, inviteId: string, call: Call) {
    const { authority, caller } = call;
    await this.findIn(companyId, inviteId, authority);
    const revoked = { process: 'invite', id: inviteId, command: { type: 'RevokeInvite' } } as const;
    const permit = permitInCompany<'invite'>(authority, companyId, revoked);
    const outcome = await this.engine.execute<'invite'>({ ...revoked, ...(permit && { permit }), caller }, () => ({
      ...{ companyId, inviteId, state: 'revoked' },
    }));
    return call.take(outcome).body;
  }

  /**
   * By those who may take it back. It is theirs from here on, so that an invite works whose issuer has lost the role.
   */
  async renew(companyId: string, inviteId: string, { expiresIn }: BodyOf<'company', 'RenewInvite'>, call: Call) {
    const { authority, caller } = call;
    await this.findIn(companyId, inviteId, authority);
    const code = this.code(caller);
    const command = {
      type: 'RenewInvite',
      renewedAs: this.engine.ids.invite(code),
      ...(expiresIn !== undefined && { expiresInMs: durationMs(expiresIn) }),
      ...(isAdministrator(authority) && { issuedBy: [...idsOf(authority.person)] }),
    } as const;
    const renewed = { process: 'invite', id: inviteId, command } as const;
    const permit = permitInCompany<'invite'>(authority, companyId, renewed);
    const outcome = await this.engine.execute<'invite'>({ ...renewed, ...(permit && { permit }), caller }, ({ state }) => ({
      expiresAt: rfc3339((state as unknown as { renewedUntil: number }).renewedUntil),
    }));
    return { code, ...(call.take(outcome).body as { expiresAt: string }) };
  }

  /** @throws Refusal `not-found`, also for an invite of another company */
  private async findIn(companyId: string, inviteId: string, authority: Authority): Promise<void> {
    await this.processes.readVisible('company', companyId, authority);
    const { state } = await this.processes.readVisible('invite', inviteId, authority);
    if (state.companyId !== companyId) throw refusal('not-found');
  }

  private code({ commandId }: Caller): string {
    return this.keys.hmac('invite-code', commandId).subarray(0, codeBytes).toString('base64url');
  }
}
