import type { ClaimChange, Instant } from '../decider';
import type { Account } from '../account/account';
import { endOfCredential, type CredentialMethod } from '../account/levels.policy';
import { defined } from '../events';
import { documentOf, standingOf, type DocumentFacts } from './documents';
import { release } from './releasing';
import { levelOfFactors } from './factors';
import type { Factor } from './factors.policy';
import type { OpenCase } from './verification';
import { caseErasure, methodOf, type VerificationPolicy } from './verification.policy';

interface Passing {
  state: OpenCase;
  facts: DocumentFacts & { account?: Account | undefined };
  now: Instant;
  policy: VerificationPolicy;
}

/**
 * The end that earns something: the account gets it in the same transaction, and with it the document. An account that
 * is gone earns nothing, and its case ends without an outcome. One document proves one account (R17), and none proves
 * anything from its own end on, however late the answer is.
 */
export function pass({ state, facts, now, policy }: Passing, by: 'provider' | 'reviewer') {
  const { account } = facts;
  if (account?.status !== 'living') {
    const erasesAt = caseErasure(now, 'withdrawn', policy);
    return release(state, { type: 'VerificationWithdrawn' as const, reason: 'account-gone', erasesAt });
  }
  const refused = whyNot(state, account, facts, now);
  if (refused) {
    const erasesAt = caseErasure(now, 'refused', policy);
    return release(state, { type: 'VerificationRefused' as const, reason: refused, erasesAt });
  }
  const { identityId, claims } = documentOf(state, facts);
  const earned = earnedBy(state, identityId, by, now, policy);
  const passed = { type: 'VerificationPassed' as const, by, ...earned, erasesAt: caseErasure(now, 'passed', policy) };
  const { events, claims: freed } = release(state, passed);
  return { events, claims: [...freed, ...claims] satisfies readonly ClaimChange[] };
}

/** R17: the reason never tells that somebody else has the document. */
function whyNot(state: OpenCase, account: Account, facts: DocumentFacts, now: Instant) {
  if (state.documentEndsAt !== undefined && now >= state.documentEndsAt) return 'document-ended';
  return standingOf(state, account, facts) === 'elsewhere' ? 'identity-not-confirmed' : undefined;
}

/** V1, V4: the credential of the method until its end, and the level that its factors add up to. */
function earnedBy(state: OpenCase, identityId: string | undefined, by: 'provider' | 'reviewer', now: Instant, policy: VerificationPolicy) {
  const method = methodOf(state.method, policy);
  const factors: readonly Factor[] = [...(method?.proves ?? []), ...(by === 'reviewer' ? (['human'] as const) : [])];
  const level = levelOfFactors(factors);
  return defined({
    credential: method?.credential && { ...credentialOf(state, method.credential, now), ...defined({ identityId }) },
    level: level === 0 ? undefined : level,
  });
}

/** It counts no longer than its method, and no longer than the document by which it was earned. */
function credentialOf({ credentialId, documentEndsAt }: OpenCase, method: CredentialMethod, now: Instant) {
  const ends = [documentEndsAt, endOfCredential(method, now)].filter((each) => each !== undefined);
  return { credentialId, method, ...(ends.length > 0 && { validUntil: Math.min(...ends) }) };
}
