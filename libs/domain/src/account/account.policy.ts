import { day, type Instant } from '../decider';

/** How an account grows. */
export const accountPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** G2, S1: from the 8th day external contacts and payment. */
  tierOneDay: 8,
  /** G2, S1: from the 31st day all company apps, without limit. */
  tierTwoDay: 31,
  /** G2, X3, S1: what tier 0, 1 and 2 may do; files up to 10 MB from the first day. */
  tiers: [
    { capabilities: ['internal-chat', 'files'], fileLimitMb: 10, riskLevel: 'high' },
    { capabilities: ['internal-chat', 'files', 'external-contacts', 'payment'], contactAddsPerDay: 50, riskLevel: 'mid' },
    { capabilities: ['internal-chat', 'files', 'external-contacts', 'payment', 'company-apps'], riskLevel: 'low' },
  ],
} as const;
export type AccountPolicy = typeof accountPolicy;
export const accountPolicies = { 1: accountPolicy } as const;

export type Tier = 0 | 1 | 2;

/** From when on an account has tier 1 and tier 2. Day N is N × 24 h after activation. */
export const tierInstants = (activatedAt: Instant, policy: AccountPolicy): readonly [Instant, Instant] => [
  activatedAt + policy.tierOneDay * day,
  activatedAt + policy.tierTwoDay * day,
];
