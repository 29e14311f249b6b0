import type { Instant } from '../decider';
import { leastOf } from '../company/member-rules';
import { defined } from '../events';
import type { Account } from './account';
import type { AccountPolicy } from './account.policy';
import { everywhere } from './context';
import { restrictionsAt } from './held-back';
import { isFree } from './restriction';
import { isActive, nextChange, strictFrom, tierOf, transferLimit, unmetFor, type Judged, type Unmet } from './unmet';

/** A capability that an account does not have, and all that it lacks for it. */
interface Withheld {
  capability: string;
  unmet: readonly Unmet[];
}

interface MayDo {
  capabilities: readonly string[];
  withheld: readonly Withheld[];
  limits: { fileMb?: number; contactAddsPerDay?: number; contacts?: number; transferPerDay?: number };
  /** None: an account that may do nothing. */
  risk?: AccountPolicy['tiers'][number]['riskLevel'];
  /** The next instant at which time alone may change the answer. */
  validUntil?: Instant;
}

const nothing: MayDo = { capabilities: [], withheld: [], limits: {} };

/**
 * G1–G4, G12, R22, V1, V4: what an account may do now, what is withheld and why, its limits, and how long time leaves
 * the answer as it is. A frozen one may do nothing.
 */
export function mayDo(account: Account, policy: AccountPolicy, now: Instant, context = everywhere(account)): MayDo {
  if (account.status !== 'living' || (!isFree(account) && !policy.growth)) return nothing;
  const asked: Judged = { account, policy, now, context, held: restrictionsAt(account, policy, now) };
  const judged = capabilitiesOf(asked).map((capability) => ({ capability, unmet: unmetFor(asked, capability) }));
  return {
    capabilities: judged.filter(({ unmet }) => unmet.length === 0).map(({ capability }) => capability),
    withheld: judged.filter(({ unmet }) => unmet.length > 0),
    ...(isFree(account) ? { limits: limitsOf(asked), risk: policy.tiers[tierOf(account, now)].riskLevel } : { limits: {} }),
    ...defined({ validUntil: nextChange(asked) }),
  };
}

/** From when on time alone gives it; undefined where something else is missing too. */
export const whenAvailable = (unmet: readonly Unmet[]): Instant | undefined =>
  unmet.length > 0 && unmet.every((each) => each.availableAt !== undefined)
    ? Math.max(...unmet.map((each) => each.availableAt!))
    : undefined;

/**
 * All that there are, so that each is either had or withheld. Before version 5: those of the tier and of every tier,
 * and those of members only for a member.
 */
function capabilitiesOf({ account, policy, now, context }: Judged): readonly string[] {
  const { tiers, proven, insideCompanies, growth } = policy;
  if (growth) return [...new Set([...tiers.flatMap(({ capabilities }) => capabilities), ...(proven?.capabilities ?? [])])];
  const all = [...tiers[tierOf(account, now)].capabilities, ...(proven?.capabilities ?? [])];
  return context.memberships.some(isActive) ? all : all.filter((each) => !insideCompanies.includes(each));
}

/** G2, P7, V4, X3, X25: of tier, company and quota the least. */
function limitsOf({ account, policy, now, context }: Judged): MayDo['limits'] {
  const tier = policy.tiers[tierOf(account, now)];
  const { growth, proven } = policy;
  const isNew = now < (strictFrom(account, growth, context) ?? -Infinity);
  const { rules } = context;
  return defined({
    fileMb: isNew ? growth!.strictFileMb : tier.fileLimitMb,
    contactAddsPerDay: growth ? leastOf(tier.contactAddsPerDay, rules.contactAddsPerDay) : tier.contactAddsPerDay,
    contacts: growth && leastOf(growth.contactQuota, rules.contactsMax),
    transferPerDay: proven && transferLimit(account, proven, now),
  });
}
