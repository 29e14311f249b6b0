import { code, count, defined, eventsOf, group, id, instant, list, optional, type DataOf, type EventOf } from '../events';
import {
  checkOutcomes,
  documentFields,
  earnedFields,
  erasedFields,
  isEnded,
  isKnown,
  isUnderWay,
  openedFields,
  reviewCauses,
  type KnownCase,
  type OpenCase,
  type Verification,
} from './verification';
import { reviewEvents } from './review.events';
import type { CaseEnd } from './verification.policy';

const { event, from } = eventsOf<Verification>();
const whenKnown = from(isKnown);
const whileOpen = from(isUnderWay);
const whenEnded = from(isEnded);

const endedFields = { reason: code(), erasesAt: instant };
const checked = { attempt: count, outcome: code(...checkOutcomes), field: optional(code()), expiresAt: instant };

export const verificationEvents = {
  VerificationOpened: event(openedFields, (_, opened) => ({ status: 'open', ...opened, attempts: 0, checks: 0, failures: 0 })),
  /** What was given lies in the vault. */
  AttemptMade: whileOpen(
    { attempt: count, documentEndsAt: optional(instant), document: optional(group(documentFields)), recordingId: optional(id) },
    ({ documentEndsAt: _before, document: _other, ...state }, { attempt, documentEndsAt, document }) => ({
      ...state,
      status: 'challenged',
      attempts: attempt,
      ...defined({ documentEndsAt, document }),
    }),
  ),
  /** From a provider. `expiresAt`: an attempt that did not pass leaves so much time for the next one. */
  AttemptChecked: whenKnown(checked, withCheck),
  /** By reference, sealed. */
  EvidenceGiven: whileOpen({ kinds: list(code()), expiresAt: instant }, (state, { kinds, expiresAt }) => ({
    ...state,
    evidence: (state.evidence ?? 0) + 1,
    evidenceKinds: [...new Set([...(state.evidenceKinds ?? []), ...kinds])],
    expiresAt,
  })),
  ManualReviewBegan: whileOpen({ cause: code(...reviewCauses) }, (state, { cause }) => ({
    ...state,
    status: 'manual_review',
    reviewCause: cause,
  })),
  ...reviewEvents,
  /** Nobody can review it yet: it waits for reviewers, however long. */
  ReviewersAwaited: whileOpen({}, (state) => ({ ...state, waitsForReviewers: true })),
  ReviewOpened: whileOpen({ approvalId: id }, ({ waitsForReviewers: _found, ...state }, { approvalId }) => ({ ...state, approvalId })),
  VerificationPassed: whileOpen(
    { by: code('provider', 'reviewer'), ...earnedFields, erasesAt: instant },
    (state, { by, erasesAt, ...earned }) => ({ ...ended(state, 'passed', { erasesAt }), by, ...defined(earned) }),
  ),
  VerificationRefused: whileOpen(endedFields, (state, why) => ended(state, 'refused', why)),
  VerificationExpired: whileOpen(endedFields, (state, why) => ended(state, 'expired', why)),
  /** `approvalId`: its review is pointless now. */
  VerificationWithdrawn: whileOpen(
    { reason: optional(code()), approvalId: optional(id), erasesAt: instant },
    (state, { reason, erasesAt }) => ended(state, 'withdrawn', { erasesAt, ...defined({ reason }) }),
  ),
  RetentionShortened: whenEnded({ erasesAt: instant }, (state, { erasesAt }) => ({ ...state, erasesAt })),
  RetentionEnded: whenEnded({}, (state) => ({ ...state, retentionOver: true })),
  VerificationErased: whenKnown(erasedFields, (state, erased) => ({ ...state, erased })),
};
export type VerificationEvent = EventOf<typeof verificationEvents>;

/** A check that answers when nobody waits for it any more is kept, and changes nothing else. */
function withCheck(state: KnownCase, { attempt, outcome, field, expiresAt }: DataOf<typeof checked>): Verification {
  const { unreadable: _before, ...known } = state;
  const counted = { ...known, checks: attempt };
  if (counted.status !== 'challenged') return { ...counted, ...defined({ unreadable: state.unreadable }) };
  const failures = counted.failures + (outcome === 'unconfirmed' ? 1 : 0);
  return { ...counted, status: 'open', failures, lastOutcome: outcome, expiresAt, ...defined({ unreadable: field }) };
}

function ended({ waitsForReviewers: _over, ...state }: OpenCase, status: CaseEnd, why: { reason?: string; erasesAt: number }) {
  return { ...state, status, retentionOver: false, ...why };
}
