import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { Engine, type Caller } from '#engine';
import { Keys } from '#vault';
import { permitInCompany } from '../authority/administrators';
import type { Call } from '../authority/call';
import { People } from '../authority/people';
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
    private readonly people: People,
  ) {}

  async issue(companyId: string, { positionId, departmentId, managers, expiresIn }: BodyOf<'company', 'IssueInvite'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const { caller } = call;
    const code = this.code(caller);
    const named = await this.people.principalsOf(managers);
    const command = {
      type: 'IssueInvite',
      companyId,
      positionStreamId: this.engine.ids.position(companyId, positionId),
      ...(departmentId !== undefined && { departmentId }),
      managers: named,
      ...(expiresIn !== undefined && { expiresInMs: durationMs(expiresIn) }),
    } as const;
    const invite = { process: 'invite', id: this.engine.ids.invite(code), command } as const;
    const permit = permitInCompany<'invite'>(call.authority, companyId, invite);
    const outcome = await this.engine.execute(
      {
        ...invite,
        ...(permit && { permit }),
        names: named,
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
