import type { Deadline, Instant } from '../decider';
import type { AccountCommand } from './account.decide';
import type { Tier } from './account.policy';

/** active ⇄ frozen → purged. The tier grows beside it, frozen or not. */
export type AccountEvent =
  | {
      type: 'AccountTakenIn';
      subjectId: string;
      phoneId: string;
      activatedAt: Instant;
      tier: Tier;
      tierOneAt: Instant;
      tierTwoAt: Instant;
      /** The number was somebody else's until then (D6): recipients must forget what they knew by it. */
      phoneFreeSince?: Instant;
    }
  | { type: 'TierRaised'; tier: Tier }
  | { type: 'AccountFrozen'; deregistrationId: string }
  | { type: 'AccountUnfrozen'; deregistrationId: string }
  | { type: 'AccountPurged'; deregistrationId: string; phoneFreeAt: Instant };

export interface LivingAccount {
  status: 'living';
  subjectId: string;
  phoneId: string;
  activatedAt: Instant;
  tier: Tier;
  tierOneAt: Instant;
  tierTwoAt: Instant;
  frozenBy?: string;
}

export type Account =
  { status: 'none' } | LivingAccount | { status: 'purged'; subjectId: string; activatedAt: Instant; tier: Tier; deregistrationId: string };

export const noAccount: Account = { status: 'none' };

export function evolve(account: Account, event: AccountEvent): Account {
  if (event.type === 'AccountTakenIn') {
    const { subjectId, phoneId, activatedAt, tier, tierOneAt, tierTwoAt } = event;
    return { status: 'living', subjectId, phoneId, activatedAt, tier, tierOneAt, tierTwoAt };
  }
  if (account.status !== 'living') return account;
  switch (event.type) {
    case 'TierRaised':
      return { ...account, tier: event.tier };
    case 'AccountFrozen':
      return { ...account, frozenBy: event.deregistrationId };
    case 'AccountUnfrozen':
      return unfrozen(account);
    case 'AccountPurged': {
      const { subjectId, activatedAt, tier } = account;
      return { status: 'purged', subjectId, activatedAt, tier, deregistrationId: event.deregistrationId };
    }
  }
}

/** Without the key, not with an undefined one: undone, the account is exactly what it was. */
function unfrozen(account: LivingAccount): LivingAccount {
  const { frozenBy: _lifted, ...rest } = account;
  return rest;
}

export function due(account: Account): readonly Deadline<AccountCommand>[] {
  if (account.status !== 'living') return [];
  const tierTwo: Deadline<AccountCommand> = { command: { type: 'RaiseTier', tier: 2 }, dueAt: account.tierTwoAt };
  if (account.tier === 0) return [{ command: { type: 'RaiseTier', tier: 1 }, dueAt: account.tierOneAt }, tierTwo];
  return account.tier === 1 ? [tierTwo] : [];
}

/** Derived by precedence: purged, frozen, active. */
export function status(account: Account): 'none' | 'active' | 'frozen' | 'purged' {
  if (account.status !== 'living') return account.status;
  return account.frozenBy === undefined ? 'active' : 'frozen';
}
