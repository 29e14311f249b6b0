import { Injectable } from '@nestjs/common';
import type { Assertion } from '#assertions';
import { assertionPolicy } from '#domain';
import { Database } from '#event-store';
import { useAssertion } from '#iam';
import { Keys } from '#vault';
import { refusal } from '../http/refusal';

/** What an act that cannot be undone asks of an assertion, beyond its being valid. */
@Injectable()
export class StepUp {
  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {}

  /**
   * Uses the assertion up for this command; a repetition of the command may bring it again, or a fresh one.
   * @throws Refusal `sign-in-too-old`, `assertion-replayed`
   */
  async use({ issuer, id, endsAt, signedInAt = 0 }: Assertion, commandId: Buffer): Promise<void> {
    const { signInAgeMaxSeconds, toleranceSeconds } = assertionPolicy;
    if (Date.now() - signedInAt > (signInAgeMaxSeconds + toleranceSeconds) * 1_000) throw refusal('sign-in-too-old');
    const assertion = this.keys.hmac('used-assertion', issuer.issuer, id);
    if (!(await useAssertion(this.database, { assertion, commandId, endsAt: new Date(endsAt) }))) throw refusal('assertion-replayed');
  }
}
