import type { Instant } from '../decider';
import type { Account } from '../account/account';
import { defined } from '../events';
import { release } from './releasing';
import { levelOf, type Factor } from './factors';
import type { OpenCase } from './verification';
import { caseErasure, methodOf, validUntil, type VerificationPolicy } from './verification.policy';

interface Passing {
  state: OpenCase;
  account: Account | undefined;
  now: Instant;
  policy: VerificationPolicy;
}

/**
 * The end that earns something: the account gets it in the same transaction. An account that is gone earns nothing, and
 * its case ends without an outcome.
 */
export function pass({ state, account, now, policy }: Passing, by: 'provider' | 'reviewer') {
  if (account?.status !== 'living') {
    const erasesAt = caseErasure(now, 'withdrawn', policy);
    return release(state, { type: 'VerificationWithdrawn' as const, reason: 'account-gone', erasesAt });
  }
  const erasesAt = caseErasure(now, 'passed', policy);
  return release(state, { type: 'VerificationPassed' as const, by, ...earned(state, by, now, policy), erasesAt });
}

/** V1, V4: the credential of the method with its term, and the level that its factors add up to. */
function earned({ method: name, credentialId }: OpenCase, by: 'provider' | 'reviewer', now: Instant, policy: VerificationPolicy) {
  const method = methodOf(name, policy);
  const factors: readonly Factor[] = [...(method?.proves ?? []), ...(by === 'reviewer' ? (['human'] as const) : [])];
  const level = levelOf(factors);
  return defined({
    credentialId: method?.credential && credentialId,
    validUntil: method?.credential && validUntil(now, method.credential),
    level: level === 0 ? undefined : level,
  });
}
