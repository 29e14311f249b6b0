import type { DataOf } from '../events';
import { code, count, eventsOf, instant } from '../events';
import { isLiving, type Account, type LivingAccount } from './account';
import { tierInstants, type AccountPolicy } from './account.policy';
import type { Instant } from '../decider';

const adoptedFields = {
  version: count,
  from: count,
  reason: code(),
  /** When the tiers come by the new version; a tier that was reached stays. */
  tierOneAt: instant,
  tierTwoAt: instant,
  at: instant,
};

const whileLiving = eventsOf<Account>().from(isLiving);

export const adoptedEvents = {
  /** The account lives by another version of its policy from here on: its deadlines are recorded anew. */
  AccountPolicyAdopted: whileLiving(adoptedFields, (account, { version, tierOneAt, tierTwoAt, at }): LivingAccount => ({
    ...account,
    policyVersion: version,
    adoptedAt: at,
    adoptions: (account.adoptions ?? 0) + 1,
    tierOneAt,
    tierTwoAt,
  })),
};

/** What an account records when it goes on by this policy. */
export function adoption(
  { activatedAt }: LivingAccount,
  { from, to, reason, at }: { from: number; to: AccountPolicy; reason: string; at: Instant },
): { type: 'AccountPolicyAdopted' } & DataOf<typeof adoptedFields> {
  const [tierOneAt, tierTwoAt] = tierInstants(activatedAt, to);
  return { type: 'AccountPolicyAdopted', version: to.version, from, reason, tierOneAt, tierTwoAt, at };
}

/** The version that it lives by, where it has adopted one. */
export const versionAdopted = (account: Account): number | undefined => (isLiving(account) ? account.policyVersion : undefined);
