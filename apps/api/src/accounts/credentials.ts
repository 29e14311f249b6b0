import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { Engine, streamIdOf } from '#engine';
import type { Call } from '../authority/call';
import { permitOn } from '../process/processes';

/** What the people of accounts have proven. */
@Injectable()
export class Credentials {
  constructor(private readonly engine: Engine) {}

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
