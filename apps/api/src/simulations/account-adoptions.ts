import { Injectable } from '@nestjs/common';
import type { AdoptAccountPolicy } from '#contracts';
import { accountPolicies } from '#domain';
import { Engine } from '#engine';
import { Keys } from '#vault';
import type { Call } from '../authority/call';
import { callerOfPart } from '../authority/part-of-call';
import { failedPart } from '../http/failed-part';
import { PartLog } from '../http/log';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Lets accounts live by another version of their policy. */
@Injectable()
export class AccountAdoptions {
  private readonly log = new PartLog('accounts');

  constructor(
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly processes: Processes,
  ) {}

  /** Each account by a command with a key that derives from the call's: the same call goes on where it broke off. */
  async adopt({ accounts, version, reason }: AdoptAccountPolicy, call: Call) {
    if (!Object.hasOwn(accountPolicies, version)) throw refusal('account-policy-unknown');
    call.take(await this.engine.executeWithoutStream(call.caller, async () => ({ ok: true, body: { items: accounts.length } })));
    const answers = [];
    const replayed: boolean[] = [];
    for (const accountId of new Set(accounts)) {
      const named = { purpose: 'account-adoption-of-command', name: accountId };
      const part = call.partAs(callerOfPart(this.keys, call.caller, named, { accountId, version, reason }));
      answers.push(await this.one(accountId, { version, reason }, part));
      replayed.push(part.replays);
    }
    call.showReplayed(replayed.every(Boolean));
    return { adopted: answers.filter(({ status }) => status === 200).length, items: answers };
  }

  private async one(accountId: string, asked: { version: number; reason: string }, part: Call) {
    try {
      const view = await this.processes.run('account', accountId, { type: 'AdoptPolicy', ...asked }, part);
      return { accountId, status: 200, version: view['version'] as number };
    } catch (error) {
      return { accountId, ...failedPart(error, this.log, part.traceId) };
    }
  }
}
