import { Injectable } from '@nestjs/common';
import { processUnder, registrationPhonePurpose, type KnownRegistration } from '#domain';
import { streamIdOf, type Caller, type ProcessState } from '#engine';
import { Database, type Tx } from '#event-store';
import { Challenges, counterWithin, Keys, ownersCounter, Vault, type Queryable } from '#vault';
import type { Call } from '../authority/call';
import { counterOf } from '../authority/owners-proof';
import { CodeSender } from '../challenges/code-sender';
import { refusal, Refusal } from '../http/refusal';
import { Processes } from '../process/processes';

type Found = ProcessState<KnownRegistration>;

/**
 * Codes to the number of a registration. Each is valid for the phone step of this registration and this number only.
 */
@Injectable()
export class RegistrationCodes {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly sender: CodeSender,
    private readonly challenges: Challenges,
    private readonly vault: Vault,
    private readonly keys: Keys,
  ) {}

  /** Answers the route that requests another code. */
  send(id: string, call: Call) {
    return this.sendFor(id, call, call.caller);
  }

  /**
   * Runs after a command that gave the registration a number: a recorded step of its own, whose id derives from the
   * command's.
   * A repeated call sends a code that was never sent. A code over the limit is not sent: the registration stands, and
   * the route for another code says why.
   */
  async sendAfter(id: string, call: Call): Promise<void> {
    const { ifMatch: _checked, ...caller } = call.caller;
    try {
      await this.sendFor(id, call, { ...caller, commandId: this.keys.hmac('registration-code', caller.commandId) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /**
   * The number, opened from the vault and recorded, by its blind index, with the newest code to it; undefined after an
   * erasure.
   */
  async newest(id: string, { state }: Found, caller: Caller): Promise<{ key: string; challengeId?: string } | undefined> {
    const { phoneId } = state;
    const phone = await this.phoneOf(state, caller);
    if (phone === undefined) return undefined;
    const key = this.keys.blindIndex('phone', phone);
    const challengeId = await this.challenges.newest(this.database, {
      key,
      purpose: registrationPhonePurpose,
      boundTo: id,
      identifierId: phoneId,
    });
    return { key, ...(challengeId !== undefined && { challengeId }) };
  }

  /** The number, opened from the vault and recorded; undefined after an erasure. */
  phoneOf({ subjectId }: Found['state'], caller: Caller): Promise<string | undefined> {
    return this.openField(this.database, subjectId, 'contact', 'phone', caller);
  }

  private async sendFor(id: string, call: Call, caller: Caller) {
    const found = await this.processes.find('registration', id, call.authority);
    const { subjectId, phoneId, joining } = found.state;
    const describe = async (tx: Tx) => {
      refuseWhenPointless(found);
      const to = await this.openField(tx, subjectId, 'contact', 'phone', caller);
      if (to === undefined) throw refusal('registration-closed');
      const key = this.keys.blindIndex('phone', to);
      const company = await this.company(tx, joining?.companyId, caller);
      return {
        kind: 'phone' as const,
        to,
        key,
        company,
        ...(found.state.phoneProven && { byOwner: true as const }),
        purpose: registrationPhonePurpose,
        boundTo: id,
        identifierId: phoneId,
        // An applicant proves nobody yet: without it a stranger's registrations would use up what theirs has.
        countedWithin: id,
      };
    };
    return this.sender.send(call, describe, { about: streamIdOf('registration', id), caller });
  }

  /**
   * By whose tries a code is judged: of this registration within the client; of one whose phone is proven, of the owner
   * of the number, whose reserve no stranger reaches.
   */
  counter(id: string, { state: { phoneProven } }: Found, { authority }: Call): string {
    return phoneProven ? ownersCounter : counterWithin(counterOf(authority), id);
  }

  private async company(q: Queryable, companyId: string | undefined, { actor }: Caller) {
    if (companyId === undefined) return undefined;
    const opening = { dataClass: 'company', field: 'name', actor: actor.principalId, purpose: registrationPhonePurpose };
    return { companyId, name: await this.vault.openField(q, { subjectId: companyId, ...opening }) };
  }

  /** The device of the registration, by the blind index of its fingerprint. */
  async device({ state: { subjectId } }: Found, caller: Caller): Promise<string | undefined> {
    const fingerprint = await this.openField(this.database, subjectId, 'profile', 'device', caller);
    return fingerprint === undefined ? undefined : this.keys.blindIndex('device', fingerprint);
  }

  private openField(q: Queryable, subjectId: string, dataClass: string, field: string, { actor }: Caller): Promise<string | undefined> {
    return this.vault.openField(q, { subjectId, dataClass, field, actor: actor.principalId, purpose: registrationPhonePurpose });
  }
}

/** By the same rule that would refuse the code itself. */
function refuseWhenPointless({ state, policyVersion, now }: Found): void {
  const registration = processUnder('registration', policyVersion);
  const allowed = registration.allowed(state, now);
  if (allowed.includes('ProvePhone') || allowed.includes('ProvePhoneAgain')) return;
  if (registration.outcome(state) !== undefined) throw refusal('registration-closed');
  throw refusal(state.phoneProven ? 'phone-proven' : 'registration-expired');
}
