import type { Awaited, Deadline, Effect } from '../decider';
import { identityReviewer } from '../role/role';
import { streamIdOf } from '../stream-id';
import { awaitsReviewers, isKept, isUnderWay, pendingReview, type KnownCase } from './verification';
import { methodOf, type VerificationPolicy } from './verification.policy';

export const effectKinds = ['verifyBankCard', 'verifyDocument', 'verifyPassport', 'verifyFace', 'eraseVerification'] as const;
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
  return !isUnderWay(state) && state.retentionOver && !state.erased ? [{ kind: 'eraseVerification', n: 1 }] : [];
}

/** Beside its time: the review that decides it, or somebody who can do one. */
export function awaits(state: KnownCase): readonly Awaited[] {
  const approvalId = pendingReview(state);
  if (approvalId !== undefined) return [{ what: streamIdOf('approval', approvalId) }];
  return awaitsReviewers(state) ? [{ what: `role:${identityReviewer}` }] : [];
}
