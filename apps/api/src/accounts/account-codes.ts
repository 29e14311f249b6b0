import { Injectable } from '@nestjs/common';
import type { AccountChallenge } from '#contracts';
import { whyNotLeave, type Account } from '#domain';
import { streamIdOf } from '#engine';
import type { Tx } from '#event-store';
import { Keys, Vault } from '#vault';
import type { Call } from '../authority/call';
import { CodeSender } from '../challenges/code-sender';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Codes to the phone of an account. Each is valid for one act of its owner, and for this account alone. */
@Injectable()
export class AccountCodes {
  constructor(
    private readonly processes: Processes,
    private readonly sender: CodeSender,
    private readonly vault: Vault,
    private readonly keys: Keys,
  ) {}

  async send(id: string, { purpose }: AccountChallenge, call: Call) {
    const found = await this.processes.find('account', id, call.authority);
    const actor = call.caller.actor.principalId;
    const describe = async (tx: Tx) => {
      const { subjectId, phoneId } = livingIn(found.state);
      const to = await this.vault.openField(tx, { subjectId, dataClass: 'contact', field: 'phone', actor, purpose });
      if (to === undefined) throw refusal('account-not-active');
      const key = this.keys.blindIndex('phone', to);
      return { kind: 'phone' as const, to, key, purpose, boundTo: id, identifierId: phoneId, owner: id };
    };
    return this.sender.send(call, describe, { about: streamIdOf('account', id) });
  }
}

/** @throws Refusal by the same rule that would refuse the request itself */
function livingIn(account: Account): Extract<Account, { status: 'living' }> {
  const why = whyNotLeave(account);
  if (why !== undefined || account.status !== 'living') throw refusal(why ?? 'account-not-active');
  return account;
}
