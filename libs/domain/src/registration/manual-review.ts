import type { Instant } from '../decider';
import { holdersOf, type Role } from '../role/role';
import { policyInForce, type PolicyFacts } from '../approval-policy/choice';
import { areEnough } from '../approval-policy/enough';
import { asked } from './parties';
import type { OpenRegistration, ReviewCause } from './registration';
import type { RegistrationPolicy } from './registration.policy';

type Facts = PolicyFacts & { reviewers?: Role | undefined };

interface Deciding {
  state: OpenRegistration;
  facts: Facts;
  now: Instant;
  policy: RegistrationPolicy;
}

/** A person is to look: their review opens, or waits for reviewers where the policy lets it. */
export function beginReview({ state, facts, now, policy }: Deciding, cause: ReviewCause, reviewId: string | undefined) {
  const opened = openReview(state, reviewId, facts, now);
  const awaited = opened.length === 0 && policy.waitsForReviewers ? [{ type: 'ReviewersAwaited' } as const] : [];
  return [{ type: 'ManualReviewBegan', cause } as const, ...opened, ...awaited];
}

/**
 * Opens the review where there are enough reviewers other than the applicant and the document's owner; else an operator
 * sees that there are none.
 */
export function openReview(state: OpenRegistration, reviewId: string | undefined, facts: Facts, now: Instant) {
  const { profile, roleStreams } = state;
  const people = holdersOf(facts.reviewers).filter((reviewer) => reviewer !== profile?.applicantId && reviewer !== profile?.ownerId);
  const [stage] = policyInForce(facts, 'identity-review', roleStreams).stages;
  if (reviewId === undefined || !stage || !areEnough(people, stage)) return [];
  return [{ type: 'ReviewOpened', ...asked(state, { type: 'identity-review', approvalId: reviewId, now, facts }) } as const];
}
