import { accept, refuse, type Decision, type Instant } from '../decider';
import { holdersOf } from '../role/role';
import { isEnded, type OpenRegistration, type KnownRegistration, type RegistrationEvent, type ReviewCause } from './registration';
import type { RegistrationCommand, RegistrationFacts } from './registration.decide';
import type { RegistrationPolicy } from './registration.policy';

/** R5: what the registry says. Too many failures, somebody else's document, or a registry that cannot tell: a person looks at it. */
export function identityCheck(
  state: KnownRegistration,
  { attempt, outcome }: RegistrationCommand & { type: 'RecordIdentityCheck' },
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const awaited = state.profile?.attempt === attempt && state.checks < attempt;
  const checked: RegistrationEvent = { type: 'IdentityChecked', attempt, outcome };
  if (awaited && isEnded(state)) return accept(checked);
  if (!awaited || state.status !== 'verifying') return refuse('check-not-awaited');
  // A draft that has lapsed only waits for its alarm: nobody is asked about it any more.
  const cause = now < state.draftExpiresAt ? reviewCause(state, outcome, policy) : undefined;
  if (cause === undefined) return accept(checked);
  return accept<RegistrationEvent>(checked, { type: 'ManualReviewBegan', cause }, ...beginReview(state, facts));
}

function reviewCause(
  { failures, profile, joins }: OpenRegistration,
  outcome: 'confirmed' | 'unconfirmed' | 'unavailable',
  { failuresBeforeReview }: RegistrationPolicy,
): ReviewCause | undefined {
  if (outcome === 'unavailable') return 'registry-unavailable';
  if (outcome === 'unconfirmed') return failures + 1 > failuresBeforeReview ? 'identity-unconfirmed' : undefined;
  if (!profile?.elsewhere) return undefined;
  // X21, D7: the number may have come to somebody else. Whoever looks at this decides whether a stranger gets into an account.
  return joins === undefined ? 'identity-elsewhere' : 'not-the-accounts-document';
}

/** The review is opened with its cause, where somebody other than the applicant and the document's owner is there to do it; else an operator sees that nobody is. */
export function beginReview({ profile }: OpenRegistration, { reviewers }: RegistrationFacts): readonly RegistrationEvent[] {
  const someone = holdersOf(reviewers).some((reviewer) => reviewer !== profile?.applicantId && reviewer !== profile?.ownerId);
  return profile && someone ? [{ type: 'ReviewOpened', approvalId: profile.reviewId }] : [];
}
