import type { Instant } from '../decider';
import { defined } from '../events';
import { holdersOf, type Role } from '../role/role';
import { policyInForce, type PolicyFacts } from '../approval-policy/choice';
import { areEnough } from '../approval-policy/enough';
import { asked } from './parties';
import { staysInside, type OpenRegistration, type ReviewCause } from './registration';
import { withStanding } from './review.events';
import type { RegistrationPolicy } from './registration.policy';

type Facts = PolicyFacts & { reviewers?: Role | undefined };

interface Deciding {
  state: OpenRegistration;
  facts: Facts;
  now: Instant;
  policy: RegistrationPolicy;
}

/** The answer of a check, as it would be recorded alone. */
interface Answer {
  type: 'IdentityChecked' | 'LivenessChecked';
  attempt: number;
  outcome: 'confirmed' | 'unconfirmed' | 'unavailable';
}

/** The answer that did not settle it, and whose the document was at that instant. */
interface Seen<A> {
  answer?: A;
  document?: { elsewhere: boolean; ownerId?: string; holder?: string; heldAs?: string };
}

/**
 * A person is to look: their review opens, or waits for reviewers where the policy lets it. The answer of a check that
 * leads there is recorded with it, since alone it would tell.
 */
export function beginReview<const A extends Answer = never>(
  of: Deciding,
  cause: ReviewCause,
  reviewId: string | undefined,
  { answer, document }: Seen<A> = {},
) {
  const { facts, now, policy } = of;
  const state = document ? withStanding(of.state, document) : of.state;
  const people = reviewAsked(state, reviewId, facts, now);
  if (staysInside(state)) {
    const { elsewhere = false, ownerId, holder, heldAs } = state.profile ?? {};
    return [
      { type: 'ReviewNeeded' as const, cause, ...defined({ check: checkOf(answer), ownerId, holder, heldAs }), elsewhere, ...people },
    ];
  }
  const awaited = !people && policy.waitsForReviewers ? [{ type: 'ReviewersAwaited' } as const] : [];
  const opened = people ? [{ type: 'ReviewOpened', ...people } as const] : [];
  return [...(answer ? [answer] : []), { type: 'ManualReviewBegan', cause } as const, ...opened, ...awaited];
}

const checkOf = (answer: Answer | undefined) =>
  answer && {
    of: answer.type === 'IdentityChecked' ? ('identity' as const) : ('liveness' as const),
    attempt: answer.attempt,
    outcome: answer.outcome,
  };

/** The same of a review that has waited for its reviewers. */
export function openReview(state: OpenRegistration, reviewId: string | undefined, facts: Facts, now: Instant) {
  const people = reviewAsked(state, reviewId, facts, now);
  if (!people) return [];
  return [staysInside(state) ? ({ type: 'ReviewerFound', ...people } as const) : ({ type: 'ReviewOpened', ...people } as const)];
}

/**
 * The review, where there are enough reviewers other than the applicant and the document's owner; else an operator sees
 * that there are none.
 */
function reviewAsked(state: OpenRegistration, reviewId: string | undefined, facts: Facts, now: Instant) {
  const { profile, roleStreams } = state;
  const people = holdersOf(facts.reviewers).filter((reviewer) => reviewer !== profile?.applicantId && reviewer !== profile?.ownerId);
  const [stage] = policyInForce(facts, 'identity-review', roleStreams).stages;
  if (reviewId === undefined || !stage || !areEnough(people, stage)) return undefined;
  return asked(state, { type: 'identity-review', approvalId: reviewId, now, facts });
}
