import type { Instant } from '../decider';
import type { Account } from '../account/account';
import { endOfCredential, type CredentialMethod } from '../account/levels.policy';
import { defined } from '../events';
import { release } from './releasing';
import { levelOfFactors } from './factors';
import type { Factor } from './factors.policy';
import type { OpenCase } from './verification';
import { caseErasure, methodOf, type VerificationPolicy } from './verification.policy';

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

/** V1, V4: the credential of the method until its end, and the level that its factors add up to. */
function earned(state: OpenCase, by: 'provider' | 'reviewer', now: Instant, policy: VerificationPolicy) {
  const method = methodOf(state.method, policy);
  const factors: readonly Factor[] = [...(method?.proves ?? []), ...(by === 'reviewer' ? (['human'] as const) : [])];
  const level = levelOfFactors(factors);
  return defined({
    credential: method?.credential && credentialOf(state, method.credential, now),
    level: level === 0 ? undefined : level,
  });
}

const credentialOf = ({ credentialId, documentEndsAt }: OpenCase, method: CredentialMethod, now: Instant) => ({
  credentialId,
  method,
  ...defined({ validUntil: documentEndsAt ?? endOfCredential(method, now) }),
});
