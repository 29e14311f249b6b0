import { defined } from '../events';
import type { Account, LivingAccount } from './account';
import type { AccountPolicy } from './account.policy';

/** A capability of the account's tier that it does not have yet, and what has not been observed of it. */
interface Withheld {
  capability: string;
  unmet: AccountPolicy['sensitiveNeeds'];
}

interface MayDo {
  capabilities: readonly string[];
  withheld: readonly Withheld[];
  limits: { fileMb?: number; contactAddsPerDay?: number };
  /** None: an account that may do nothing. */
  risk?: AccountPolicy['tiers'][number]['riskLevel'];
}

const nothing: MayDo = { capabilities: [], withheld: [], limits: {} };

/**
 * G1–G3: what an account may do now by its tier, what is withheld, and its limits. A frozen one may do nothing.
 * Nothing observes an account yet, so that each condition is unmet.
 */
export function mayDo(account: Account, policy: AccountPolicy): MayDo {
  if (account.status !== 'living' || account.frozenBy !== undefined) return nothing;
  const { capabilities, fileLimitMb, contactAddsPerDay, riskLevel } = policy.tiers[account.tier];
  const inside = isMember(account) ? capabilities : capabilities.filter((each) => !policy.insideCompanies.includes(each));
  return {
    capabilities: inside.filter((each) => !policy.sensitive.includes(each)),
    withheld: inside.filter((each) => policy.sensitive.includes(each)).map((capability) => ({ capability, unmet: policy.sensitiveNeeds })),
    limits: defined({ fileMb: fileLimitMb, contactAddsPerDay }),
    risk: riskLevel,
  };
}

const isMember = ({ memberships }: LivingAccount) => Object.values(memberships).some(({ status }) => status === 'active');
