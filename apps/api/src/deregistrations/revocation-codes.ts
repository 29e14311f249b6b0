import { Injectable } from '@nestjs/common';
import { processUnder, revocationPurpose } from '#domain';
import { streamIdOf, type Caller, type ProcessState } from '#engine';
import type { Tx } from '#event-store';
import { Keys, Vault } from '#vault';
import type { Call } from '../authority/call';
import { CodeSender } from '../challenges/code-sender';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Codes to the original phone, valid only for the undo of this deregistration. */
@Injectable()
export class RevocationCodes {
  constructor(
    private readonly processes: Processes,
    private readonly sender: CodeSender,
    private readonly vault: Vault,
    private readonly keys: Keys,
  ) {}

  async send(id: string, call: Call) {
    const found = await this.processes.find('deregistration', id, call.authority);
    const { caller } = call;
    const { accountId, subjectId, phoneId } = found.state;
    const describe = async (tx: Tx) => {
      refuseWhenTooLate(found);
      const phone = await this.phone(tx, subjectId, caller);
      const key = this.keys.blindIndex('phone', phone);
      return { kind: 'phone' as const, to: phone, key, purpose: revocationPurpose, boundTo: id, identifierId: phoneId, owner: accountId };
    };
    return this.sender.send(call, describe, { about: streamIdOf('deregistration', id) });
  }

  /** Opens the sealed number; records who looked and why. */
  private async phone(tx: Tx, subjectId: string, { actor }: Caller): Promise<string> {
    const opening = { subjectId, dataClass: 'contact', field: 'phone', actor: actor.principalId, purpose: revocationPurpose };
    const phone = await this.vault.openField(tx, opening);
    if (phone === undefined) throw refusal('cooling-off-over');
    return phone;
  }
}

/** By the same rule that would refuse the undo itself. */
function refuseWhenTooLate({ state, policyVersion, now }: ProcessState): void {
  if (processUnder('deregistration', policyVersion).allowed(state, now).includes('RevokeDeregistration')) return;
  throw refusal(state.status === 'revoked' ? 'deregistration-revoked' : 'cooling-off-over');
}
