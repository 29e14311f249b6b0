import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { credentialsOf, levelEndsAt, levelOf, stateOfCredential } from '#domain';
import { Engine, streamIdOf } from '#engine';
import type { Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { rfc3339 } from '../http/time';
import { permitOn, Processes } from '../process/processes';

/** What the people of accounts have proven. */
@Injectable()
export class Credentials {
  constructor(
    private readonly engine: Engine,
    private readonly processes: Processes,
  ) {}

  async list(id: string, authority: Authority) {
    const { state, now } = await this.processes.find('account', id, authority);
    const level = levelOf(state, now);
    const endsAt = state.status === 'living' && level > 0 ? levelEndsAt(state) : undefined;
    const items = Object.entries(credentialsOf(state)).map(([method, credential]) => {
      const { credentialId, grantedAt, validUntil, ended, caseId, attested } = credential;
      return {
        ...{ credentialId, method, state: stateOfCredential(credential, now), grantedAt: rfc3339(grantedAt) },
        ...(validUntil !== undefined && { validUntil: rfc3339(validUntil) }),
        ...(ended && { endedAt: rfc3339(ended.at) }),
        ...(caseId !== undefined && { caseId }),
        ...(attested && { attested }),
      };
    });
    return { id, level, ...(endsAt !== undefined && { levelEndsAt: rfc3339(endsAt) }), items };
  }

  async revoke(accountId: string, credentialId: string, reason: BodyOf<'account', 'RevokeCredential'>['reason'], call: Call) {
    const revoked = { process: 'account', id: accountId, command: { type: 'RevokeCredential', credentialId, reason } } as const;
    const permit = permitOn(call.authority, streamIdOf('account', accountId));
    const outcome = await this.engine.execute<'account'>({ ...revoked, permit, caller: call.caller }, () => ({
      accountId,
      credentialId,
      reason,
    }));
    return call.take(outcome).body;
  }
}
