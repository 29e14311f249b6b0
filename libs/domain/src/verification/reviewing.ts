import { internal, refuse, type Instant } from '../decider';
import { accounts } from '../account/account';
import { approvals, outcomes } from '../approval/approval';
import { policiesAsked, policyInForce, type PolicyFacts } from '../approval-policy/choice';
import { areEnough } from '../approval-policy/enough';
import { calendars, platformCalendar } from '../calendar/stored';
import { code, defined, id, list, optional } from '../events';
import { holdersOf, identityReviewer, roles, type Role } from '../role/role';
import { accept, inTime, rule, stillUnderWay, underWay } from './conditions';
import { holderAsked, namedBy } from './documents';
import { pass } from './passing';
import { release } from './releasing';
import { awaitsReviewers, mayAskForReview, type CaseReviewCause, type OpenCase } from './verification';
import { caseErasure, caseExpiry, methodOf, type VerificationPolicy } from './verification.policy';

const matter = 'verification-review';

/** What opening the review of a case needs; its working days are those of the platform (R16). */
export const askingReviewers = ({ reviewId, roleStreams }: OpenCase) => ({
  approval: approvals.move(reviewId),
  reviewers: roles.read(roleStreams[identityReviewer]),
  ...policiesAsked(undefined, matter),
  ofPlatform: calendars.read(platformCalendar.storedId),
});
type ReviewFacts = PolicyFacts & { reviewers?: Role | undefined };

interface Deciding {
  state: OpenCase;
  facts: ReviewFacts;
  policy: VerificationPolicy;
}

/** The answer of a check that did not settle it. */
interface Answer {
  type: 'AttemptChecked';
  attempt: number;
  outcome: 'confirmed' | 'unconfirmed' | 'unavailable';
  expiresAt: Instant;
}

/**
 * A person decides from here on. Where nobody can yet, the case waits, and an operator sees it. R17: the answer that
 * led there is recorded with it, since alone it would tell.
 */
export function beginReview<const A extends Answer = never>({ state, facts, policy }: Deciding, cause: CaseReviewCause, answer?: A) {
  const approvalId = reviewOpened(state, facts);
  if (policy.looksInside) {
    const check = answer && { attempt: answer.attempt, outcome: answer.outcome };
    return [{ type: 'ReviewNeeded', cause, ...defined({ check, approvalId }) } as const];
  }
  const opened = approvalId === undefined ? ({ type: 'ReviewersAwaited' } as const) : ({ type: 'ReviewOpened', approvalId } as const);
  return [...(answer ? [answer] : []), { type: 'ManualReviewBegan', cause } as const, opened];
}

/** The review, where there are enough reviewers beside the person themself. */
function reviewOpened({ personId, reviewId, roleStreams }: OpenCase, facts: ReviewFacts): string | undefined {
  const people = holdersOf(facts.reviewers).filter((reviewer) => reviewer !== personId);
  const [stage] = policyInForce(facts, matter, roleStreams).stages;
  return stage && areEnough(people, stage) ? reviewId : undefined;
}

export const reviewRules = {
  /**
   * A face is never the only way, nor is any provider: the person may ask for a person to look, also during a check.
   * R17: where people look already, that changes nothing, and tells nothing.
   */
  AskForReview: rule({
    origin: 'caller',
    right: 'changeVerification',
    given: inTime.when(mayAskForReview, 'case-under-way'),
    needs: (_, state) => askingReviewers(state),
    emits: ['ReviewAskedFor', 'ReviewNeeded', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    refuses: ['attempt-missing'],
    decide: ({ state, facts, policy }) => {
      const unmet = unread(state, policy);
      if (unmet !== undefined) return refuse('attempt-missing', { unmet: [unmet] });
      const asked = policy.looksInside ? [{ type: 'ReviewAskedFor' } as const] : [];
      return accept(...asked, ...(state.status === 'manual_review' ? [] : beginReview({ state, facts, policy }, 'asked-for')));
    },
  }),
  /** V1: by reference. A work proof has no provider: people look at it as soon as it is here. */
  GiveEvidence: rule({
    origin: 'caller',
    right: 'changeVerification',
    takes: { kinds: list(code()) },
    given: inTime,
    needs: (_, state) => (state.status === 'open' ? askingReviewers(state) : {}),
    atMost: { times: ({ evidence }) => evidence, soFar: ({ evidence = 0 }) => evidence },
    emits: ['EvidenceGiven', 'ReviewNeeded', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    refuses: ['evidence-kind-unknown', 'work-proof-missing'],
    decide: ({ state, command: { kinds }, facts, now, policy }) => {
      const unmet = kinds.filter((kind) => !policy.evidenceKinds.includes(kind));
      if (unmet.length > 0) return refuse('evidence-kind-unknown', { unmet });
      const given = { type: 'EvidenceGiven', kinds, expiresAt: caseExpiry(now, policy) } as const;
      if (state.status !== 'open' || methodOf(state.method, policy)?.takes !== 'evidence') return accept(given);
      if (!kinds.some((kind) => policy.workProofs.includes(kind))) return refuse('work-proof-missing', { unmet: policy.workProofs });
      return accept(given, ...beginReview({ state, facts, policy }, 'evidence'));
    },
  }),
  /** By an operator, once there is a reviewer. */
  OpenCaseReview: rule({
    origin: 'caller',
    right: 'openCaseReview',
    given: underWay.when(awaitsReviewers, 'review-not-awaited'),
    needs: (_, state) => askingReviewers(state),
    emits: ['ReviewOpened', 'ReviewerFound'],
    refuses: ['reviewers-missing'],
    decide: ({ state, facts }) => {
      const approvalId = reviewOpened(state, facts);
      if (approvalId === undefined) return refuse('reviewers-missing');
      return accept({ type: state.looksInside ? 'ReviewerFound' : 'ReviewOpened', approvalId });
    },
  }),
  /** The people have decided, or nobody can any more. */
  RecordApprovalOutcome: rule({
    origin: 'reaction',
    takes: { approvalId: id, outcome: code(...outcomes), reasonCode: optional(code()) },
    given: stillUnderWay,
    needs: (_, state) => ({ account: accounts.move(state.accountId), named: namedBy(state) }),
    then: holderAsked,
    emits: ['VerificationPassed', 'VerificationRefused', 'VerificationExpired', 'VerificationWithdrawn'],
    decide: ({ state, command: { approvalId, outcome }, facts, now, policy }) => {
      if (state.status !== 'manual_review' || state.approvalId !== approvalId) return refuse(internal('approval-not-awaited'));
      if (outcome === 'approved') return pass({ state, facts, now, policy }, 'reviewer');
      return release(
        state,
        endBy(outcome, (end) => caseErasure(now, end, policy)),
      );
    },
  }),
};

/** V4: what people must have before them, since it tells whose the document is and when it ends. */
function unread({ method, attempts }: OpenCase, policy: VerificationPolicy) {
  const takes = methodOf(method, policy)?.takes;
  return policy.claimsDocuments && attempts === 0 && (takes === 'document' || takes === 'bank-card') ? takes : undefined;
}

/** R17: the reason that a reviewer gave could tell the cause, so that the case does not have it. */
function endBy(outcome: 'rejected' | 'expired' | 'withdrawn', erasesAt: (end: 'refused' | 'expired' | 'withdrawn') => number) {
  switch (outcome) {
    case 'rejected':
      return { type: 'VerificationRefused', reason: 'identity-not-confirmed', erasesAt: erasesAt('refused') } as const;
    case 'expired':
      return { type: 'VerificationExpired', reason: 'review-expired', erasesAt: erasesAt('expired') } as const;
    case 'withdrawn':
      return { type: 'VerificationWithdrawn', reason: 'review-withdrawn', erasesAt: erasesAt('withdrawn') } as const;
  }
}
