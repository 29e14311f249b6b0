import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IssueInvite } from '#contracts';
import { Engine, type Caller } from '#engine';
import { Keys } from '#vault';
import { authorityOf } from '../authority/callers';
import { People } from '../authority/people';
import { durationMs, rfc3339 } from '../http/time';
import { acceptedOf, Processes } from '../process/processes';

const codeBytes = 16;

/** Single-use ways into a company. A code is derived from the call that issues it: a replay tells the same, and nothing of it is stored. */
@Injectable()
export class Invites {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly people: People,
  ) {}

  async issue(
    companyId: string,
    { positionId, managers, expiresIn }: IssueInvite,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  ) {
    await this.processes.seen('company', companyId, authorityOf(request));
    const caller = this.processes.caller(request);
    const code = this.code(caller);
    const outcome = await this.engine.execute(
      {
        process: 'invite',
        id: this.engine.ids.invite(code),
        command: {
          type: 'IssueInvite',
          companyId,
          positionStreamId: this.engine.ids.position(companyId, positionId),
          managers: await this.people.namedAll(managers),
          ...(expiresIn !== undefined && { expiresInMs: durationMs(expiresIn) }),
        },
        caller,
      },
      ({ state }) => ({ expiresAt: rfc3339((state as unknown as { expiresAt: number }).expiresAt) }),
    );
    return { code, ...(acceptedOf(outcome, reply).body as { expiresAt: string }) };
  }

  private code({ commandId }: Caller): string {
    return this.keys.hmac('invite-code', commandId).subarray(0, codeBytes).toString('base64url');
  }
}
