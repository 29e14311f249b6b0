import { Injectable } from '@nestjs/common';
import type { Assertion } from '#assertions';
import { assertionPolicy, type Problem } from '#domain';
import { Database } from '#event-store';
import { useAssertion } from '#iam';
import { Keys } from '#vault';

/** Why an assertion does not do for an act that cannot be undone. */
export type StepUpProblem = Problem<'sign-in-too-old' | 'assertion-replayed'>;

/** What an act that cannot be undone asks of an assertion, beyond its being valid. */
@Injectable()
export class StepUp {
  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {}

  /**
   * Uses the assertion up for this command. What it returns keeps the command from being decided, and nobody from the
   * recorded answer of one that was: a repetition may bring the assertion again, a fresh one, or an old sign-in.
   * @returns the problem `sign-in-too-old` or `assertion-replayed`
   */
  async use({ issuer, id, endsAt, signedInAt = 0 }: Assertion, commandId: Buffer): Promise<StepUpProblem | undefined> {
    const { signInAgeMaxSeconds, toleranceSeconds } = assertionPolicy;
    if (Date.now() - signedInAt > (signInAgeMaxSeconds + toleranceSeconds) * 1_000) return { code: 'sign-in-too-old' };
    const assertion = this.keys.hmac('used-assertion', issuer.issuer, id);
    const isOurs = await useAssertion(this.database, { assertion, commandId, endsAt: new Date(endsAt) });
    return isOurs ? undefined : { code: 'assertion-replayed' };
  }
}
