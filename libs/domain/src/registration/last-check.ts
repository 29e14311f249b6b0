import type { KnownRegistration } from './registration';
import type { RegistrationPolicy } from './registration.policy';

/**
 * R5, R18: that the last check failed, and how often the applicant may try again. Of an identity the answer does not
 * tell the name from the number; of a picture that could not be read it names the field.
 */
export function lastCheck(state: KnownRegistration, policy: RegistrationPolicy) {
  if (state.status !== 'draft') return undefined;
  const { failures, verified, unverified, liveness, unreadable } = state;
  if (liveness?.isLast)
    return liveness.outcome === undefined && liveness.failures > 0
      ? failed(liveness.unusable ? 'recording-unusable' : 'liveness-failed', policy.livenessFailuresBeforeReview ?? 0, liveness.failures)
      : undefined;
  if (unreadable !== undefined) return { ...failed('document-unreadable', policy.failuresBeforeReview, failures), field: unreadable };
  return failures > 0 && verified === undefined && !unverified
    ? failed('identity-unconfirmed', policy.failuresBeforeReview, failures)
    : undefined;
}

const failed = (code: string, failuresBeforeReview: number, failures: number) => ({
  code,
  attemptsLeft: Math.max(0, failuresBeforeReview + 1 - failures),
});
