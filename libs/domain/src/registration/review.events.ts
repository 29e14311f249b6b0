import { code, count, defined, eventsOf, flag, group, id, instant, optional, type DataOf } from '../events';
import { reviewsLiveness } from './liveness';
import { isOpen, reviewCauses, type OpenRegistration, type Registration, type ReviewCause } from './registration';

const whenOpen = eventsOf<Registration>().from(isOpen);

/** The approval that is asked for, where there are people to ask. */
const asked = { approvalId: optional(id), approvalExpiresAt: optional(instant) };

/** The answer that did not settle it. */
const check = group({ of: code('identity', 'liveness'), attempt: count, outcome: code('confirmed', 'unconfirmed', 'unavailable') });

const reviewNeeded = {
  cause: code(...reviewCauses),
  check: optional(check),
  /** What the claim on the document showed at that instant, and whose principal has it. */
  elsewhere: flag,
  ownerId: optional(id),
  /** The account or registration that has it: whom a merge would be with. */
  holder: optional(id),
  /** By which of their documents. */
  heldAs: optional(id),
  ...asked,
};

/**
 * R17: a person looks. None of these moves the public version, and none is shown but to reviewers and operators: to the
 * applicant it is being verified, as before.
 */
export const reviewEvents = {
  ReviewNeeded: whenOpen(reviewNeeded, withReviewNeeded, { minor: true }),
  /** There is a reviewer by now, whom it has waited for. */
  ReviewerFound: whenOpen(asked, (state, found) => withReviewer(state, found), { minor: true }),
  /** By another policy or calendar of its approval. */
  ReviewEndMoved: whenOpen(
    { approvalExpiresAt: optional(instant) },
    ({ approvalExpiresAt: _before, ...state }, moved) => ({ ...state, ...defined(moved) }),
    { minor: true },
  ),
};

function withReviewNeeded(
  state: OpenRegistration,
  { cause, check: answer, elsewhere, ownerId, holder, heldAs, ...approval }: DataOf<typeof reviewNeeded>,
) {
  const reviewed = inReview(answer === undefined ? state : withAnswer(state, answer), cause);
  const known = withStanding(reviewed, { elsewhere, ...defined({ ownerId, holder, heldAs }) });
  return approval.approvalId === undefined ? { ...known, waitsForReviewers: true as const } : withReviewer(known, approval);
}

interface Standing {
  elsewhere: boolean;
  ownerId?: string;
  holder?: string;
  heldAs?: string;
}

/** Whose the document is, as far as that was looked up last. */
export function withStanding(state: OpenRegistration, standing: Standing): OpenRegistration {
  if (!state.profile) return state;
  const { ownerId: _owner, holder: _before, heldAs: _former, ...profile } = state.profile;
  return { ...state, profile: { ...profile, ...standing } };
}

/** Counted like every other answer. */
function withAnswer(
  state: OpenRegistration,
  { of, attempt, outcome }: NonNullable<DataOf<typeof reviewNeeded>['check']>,
): OpenRegistration {
  const failed = outcome === 'unconfirmed' ? 1 : 0;
  if (of === 'identity') return { ...state, checks: attempt, failures: state.failures + failed };
  const { liveness } = state;
  return liveness ? { ...state, liveness: { ...liveness, checks: attempt, failures: liveness.failures + failed, isLast: true } } : state;
}

const withReviewer = (
  { waitsForReviewers: _found, ...state }: OpenRegistration,
  { approvalId, approvalExpiresAt }: DataOf<typeof asked>,
): OpenRegistration => ({ ...state, ...defined({ approvalId, approvalExpiresAt }) });

/**
 * Nothing is verified during a review of the identity, also where the registry confirmed: what the applicant sees must
 * not tell the cause (R17).
 */
export function inReview(state: OpenRegistration, cause: ReviewCause): OpenRegistration {
  const { verified, ...rest } = withoutApproval(state);
  const kept = reviewsLiveness({ reviewCause: cause }) ? defined({ verified }) : {};
  return { ...rest, ...kept, status: 'manual_review', reviewCause: cause };
}

export function withoutApproval({
  approvalId: _decided,
  approvalExpiresAt: _over,
  evidence: _owed,
  ...rest
}: OpenRegistration): OpenRegistration {
  return rest;
}
