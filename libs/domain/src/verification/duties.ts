import type { Awaited, Deadline, Effect } from '../decider';
import { identityReviewer } from '../role/role';
import { streamIdOf } from '../stream-id';
import { awaitsReviewers, isEnded, isKept, pendingReview, type EndedCase, type KnownCase } from './verification';
import { methodOf, type VerificationPolicy } from './verification.policy';

/** What the person of a case is told. */
export const messageKinds = ['tellEndOfReview'] as const;
export const effectKinds = [
  ...(['verifyBankCard', 'verifyDocument', 'verifyPassport', 'verifyFace', 'eraseVerification'] as const),
  ...messageKinds,
] as const;
type Kind = (typeof effectKinds)[number];

const checks = { 'bank-card': 'verifyBankCard', document: 'verifyDocument', liveness: 'verifyFace' } as const;

/** The end of a case that nobody touches, and of what is kept after the end. */
export function due(state: KnownCase): readonly Deadline<{ type: 'ExpireVerification' | 'EndRetention' }>[] {
  if (isKept(state)) return [{ command: { type: 'EndRetention' }, dueAt: state.erasesAt }];
  return state.status === 'open' ? [{ command: { type: 'ExpireVerification' }, dueAt: state.expiresAt }] : [];
}

/** The check of the newest attempt, or the erasure of what was given. */
export function owed(state: KnownCase, policy: VerificationPolicy): readonly Effect<Kind>[] {
  if (state.status === 'challenged') {
    const { takes, documents = [] } = methodOf(state.method, policy) ?? {};
    if (takes === undefined || takes === 'evidence') return [];
    // No register of the police has passports and permits (R9).
    const isForeign = takes === 'document' && !documents.includes('id-card');
    return [{ kind: isForeign ? 'verifyPassport' : checks[takes], n: state.attempts }];
  }
  if (!isEnded(state)) return [];
  const erases = state.retentionOver && !state.erased ? [{ kind: 'eraseVerification', n: 1 } as const] : [];
  return [...erases, ...(policy.tellsEndOfReview ? noticeOfEnd(state) : [])];
}

/** Who has withdrawn knows it; who was answered by a provider, too. */
function noticeOfEnd(state: EndedCase): readonly Effect<Kind>[] {
  const isTold = state.reviewCause !== undefined && state.status !== 'withdrawn' && !state.retentionOver;
  return isTold ? [{ kind: 'tellEndOfReview', n: 1, usefulUntil: state.erasesAt }] : [];
}

/** Beside its time: the review that decides it, or somebody who can do one. */
export function awaits(state: KnownCase): readonly Awaited[] {
  const approvalId = pendingReview(state);
  if (approvalId !== undefined) return [{ what: streamIdOf('approval', approvalId) }];
  return awaitsReviewers(state) ? [{ what: `role:${identityReviewer}` }] : [];
}
