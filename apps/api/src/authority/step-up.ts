import type { Assertion } from '#assertions';
import { assertionPolicy, type Problem } from '#domain';
import type { Once } from '#engine';
import { spareAssertion, useAssertion } from '#iam';
import type { Keys } from '#vault';

/** Why an assertion does not do for an act that cannot be undone. */
export type StepUpProblem = Problem<'sign-in-too-old'>;

/** An assertion is too old for an act that cannot be undone if the person has signed in too long ago. */
export function refuseOldSignIn({ signedInAt = 0 }: Assertion): StepUpProblem | undefined {
  const { signInAgeMaxSeconds, toleranceSeconds } = assertionPolicy;
  return Date.now() - signedInAt > (signInAgeMaxSeconds + toleranceSeconds) * 1_000 ? { code: 'sign-in-too-old' } : undefined;
}

/**
 * The assertion serves this command alone: it is used up in the transaction of the act, so that what is refused uses
 * none up, and of two acts at once one has it. Nobody is kept from the recorded answer of a command: a repetition may
 * bring the assertion again, a fresh one, or an old sign-in.
 */
export function servesOnce(keys: Keys, { issuer, id, endsAt }: Assertion, commandId: Buffer): Once {
  const used = { assertion: keys.hmac('used-assertion', issuer.issuer, id), commandId, endsAt: new Date(endsAt) };
  return {
    use: async (tx) => ((await useAssertion(tx, used)) ? undefined : { code: 'assertion-replayed' }),
    spare: (tx) => spareAssertion(tx, used),
  };
}
