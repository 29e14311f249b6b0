import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { Engine, type Caller, type CallerCommand } from '#engine';
import { Keys } from '#vault';
import { permitInCompany } from '../authority/administrators';
import type { Call } from '../authority/call';
import { Naming, type Approvers } from '../authority/naming';
import { durationMs, rfc3339 } from '../http/time';
import { Processes } from '../process/processes';

const codeBytes = 16;

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

  private code({ commandId }: Caller): string {
    return this.keys.hmac('invite-code', commandId).subarray(0, codeBytes).toString('base64url');
  }
}
