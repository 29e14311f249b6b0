import { internal, refuse } from '../decider';
import { accounts } from '../account/account';
import { approvals, outcomes } from '../approval/approval';
import { policiesAsked, policyInForce, type PolicyFacts } from '../approval-policy/choice';
import { areEnough } from '../approval-policy/enough';
import { calendars, platformCalendar } from '../calendar/stored';
import { code, id, list, optional } from '../events';
import { holdersOf, identityReviewer, roles, type Role } from '../role/role';
import { accept, inTime, rule, stillUnderWay, underWay } from './conditions';
import { holderAsked, namedBy } from './documents';
import { pass } from './passing';
import { release } from './releasing';
import { awaitsReviewers, type CaseReviewCause, type OpenCase } from './verification';
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

/** A person decides from here on. Where nobody can yet, the case waits, and an operator sees it. */
export function beginReview(state: OpenCase, cause: CaseReviewCause, facts: ReviewFacts) {
  const opened = openReview(state, facts);
  return [{ type: 'ManualReviewBegan', cause } as const, ...(opened.length > 0 ? opened : [{ type: 'ReviewersAwaited' } as const])];
}

/** Where there are enough reviewers beside the person themself. */
function openReview({ personId, reviewId, roleStreams }: OpenCase, facts: ReviewFacts) {
  const people = holdersOf(facts.reviewers).filter((reviewer) => reviewer !== personId);
  const [stage] = policyInForce(facts, matter, roleStreams).stages;
  return stage && areEnough(people, stage) ? [{ type: 'ReviewOpened', approvalId: reviewId } as const] : [];
}

export const reviewRules = {
  /**
   * A face is never the only way, nor is any provider: the person may ask for a person to look, also during a check.
   */
  AskForReview: rule({
    origin: 'caller',
    right: 'changeVerification',
    given: inTime.when(({ status }) => status !== 'manual_review', 'case-under-way'),
    needs: (_, state) => askingReviewers(state),
    emits: ['ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    refuses: ['attempt-missing'],
    decide: ({ state, facts, policy }) => {
      const unmet = unread(state, policy);
      return unmet === undefined ? accept(...beginReview(state, 'asked-for', facts)) : refuse('attempt-missing', { unmet: [unmet] });
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
    emits: ['EvidenceGiven', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    refuses: ['evidence-kind-unknown', 'work-proof-missing'],
    decide: ({ state, command: { kinds }, facts, now, policy }) => {
      const unmet = kinds.filter((kind) => !policy.evidenceKinds.includes(kind));
      if (unmet.length > 0) return refuse('evidence-kind-unknown', { unmet });
      const given = { type: 'EvidenceGiven', kinds, expiresAt: caseExpiry(now, policy) } as const;
      if (state.status !== 'open' || methodOf(state.method, policy)?.takes !== 'evidence') return accept(given);
      if (!kinds.some((kind) => policy.workProofs.includes(kind))) return refuse('work-proof-missing', { unmet: policy.workProofs });
      return accept(given, ...beginReview(state, 'evidence', facts));
    },
  }),
  /** By an operator, once there is a reviewer. */
  OpenCaseReview: rule({
    origin: 'caller',
    right: 'openCaseReview',
    given: underWay.when(awaitsReviewers, 'review-not-awaited'),
    needs: (_, state) => askingReviewers(state),
    emits: ['ReviewOpened'],
    refuses: ['reviewers-missing'],
    decide: ({ state, facts }) => {
      const opened = openReview(state, facts);
      return opened.length > 0 ? accept(...opened) : refuse('reviewers-missing');
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
