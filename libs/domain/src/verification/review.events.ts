import { code, count, defined, eventsOf, group, id, optional, type DataOf } from '../events';
import { isKnown, isUnderWay, reviewCauses, type OpenCase, type Verification } from './verification';

const { from } = eventsOf<Verification>();
const whileOpen = from(isUnderWay);
const whenKnown = from(isKnown);

const reviewNeeded = {
  cause: code(...reviewCauses),
  /** The answer that did not settle it: alone it would tell. */
  check: optional(group({ attempt: count, outcome: code('confirmed', 'unconfirmed', 'unavailable') })),
  /** Left out: there is no reviewer yet, and the case waits for one. */
  approvalId: optional(id),
};

/** R17: people look, and nobody else learns it. Of these only the wish of the person moves the public version. */
export const reviewEvents = {
  ReviewAskedFor: whileOpen({}, (state) => ({ ...state, isAskedFor: true })),
  ReviewNeeded: whileOpen(reviewNeeded, withReview, { minor: true }),
  ReviewerFound: whileOpen({ approvalId: id }, ({ waitsForReviewers: _found, ...state }, { approvalId }) => ({ ...state, approvalId }), {
    minor: true,
  }),
  /** An answer that nobody waited for any more. */
  LateAnswerKept: whenKnown({ attempt: count }, (state, { attempt }) => ({ ...state, checks: attempt }), { minor: true }),
};

function withReview(state: OpenCase, { cause, check, approvalId }: DataOf<typeof reviewNeeded>): Verification {
  const failures = state.failures + (check?.outcome === 'unconfirmed' ? 1 : 0);
  const answered = check && { checks: check.attempt, failures, lastOutcome: check.outcome };
  const waits = approvalId === undefined ? { waitsForReviewers: true as const } : { approvalId };
  const inside = { looksInside: true, failuresTold: state.failures } as const;
  return { ...state, ...defined({ ...answered }), ...inside, ...waits, status: 'manual_review', reviewCause: cause };
}
