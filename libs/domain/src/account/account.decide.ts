import { accept, refuse, type Claim, type Decision, type Instant, type Needs } from '../decider';
import type { Account, AccountEvent, LivingAccount } from './account';
import { tierInstants, type AccountPolicy, type Tier } from './account.policy';

export type AccountCommand =
  | {
      type: 'TakeInAccount';
      accountId: string;
      subjectId: string;
      /** A random id stands for the number in events; `key` is its blind index. */
      phone: { identifierId: string; key: string };
      activatedAt?: Instant;
    }
  | { type: 'RaiseTier'; tier: Tier }
  | { type: 'FreezeAccount'; deregistrationId: string }
  | { type: 'UnfreezeAccount'; deregistrationId: string }
  | { type: 'PurgeAccount'; deregistrationId: string; phoneFreeAt: Instant };

/** `phone`: who holds the number that is to be taken. */
export interface AccountFacts {
  phone?: Claim;
}

export function needs(command: AccountCommand): Needs {
  return command.type === 'TakeInAccount' ? { phone: { need: 'claim', kind: 'phone', key: command.phone.key } } : {};
}

export const decideWith =
  (policy: AccountPolicy) =>
  (account: Account, command: AccountCommand, facts: AccountFacts, now: Instant): Decision<AccountEvent> => {
    if (command.type === 'TakeInAccount')
      return account.status === 'none' ? takeIn(command, facts.phone, now, policy) : refuse('account-exists');
    if (account.status === 'none') return refuse('account-unknown');
    if (account.status === 'purged') return refuse('account-not-active');
    switch (command.type) {
      case 'RaiseTier':
        return raiseTier(account, command.tier, now);
      case 'FreezeAccount':
        return account.frozenBy === undefined
          ? accept({ type: 'AccountFrozen', deregistrationId: command.deregistrationId })
          : refuse('deregistration-pending');
      case 'UnfreezeAccount':
        return whenFrozenBy(account, command.deregistrationId, () =>
          accept({ type: 'AccountUnfrozen', deregistrationId: command.deregistrationId }),
        );
      case 'PurgeAccount':
        return whenFrozenBy(account, command.deregistrationId, () => purge(account, command));
    }
  };

/** D6: a number in cooldown is nobody's until its recorded instant; from then on the next one may take it, alarm or not. */
function takeIn(
  command: AccountCommand & { type: 'TakeInAccount' },
  phone: Claim | undefined,
  now: Instant,
  policy: AccountPolicy,
): Decision<AccountEvent> {
  const activatedAt = command.activatedAt ?? now;
  if (activatedAt > now) return refuse('activated-in-future');
  if (phone?.state === 'held') return refuse('phone-taken');
  if (phone?.until !== undefined && now < phone.until) return refuse('phone-in-cooldown', { availableAt: phone.until });
  const [tierOneAt, tierTwoAt] = tierInstants(activatedAt, policy);
  const { accountId, subjectId } = command;
  const { identifierId, key } = command.phone;
  const taken: AccountEvent = {
    type: 'AccountTakenIn',
    subjectId,
    phoneId: identifierId,
    activatedAt,
    tier: now >= tierTwoAt ? 2 : now >= tierOneAt ? 1 : 0,
    tierOneAt,
    tierTwoAt,
    ...(phone?.until !== undefined && { phoneFreeSince: phone.until }),
  };
  return { events: [taken], claims: [{ change: 'hold', kind: 'phone', key, identifierId, holder: accountId }] };
}

function raiseTier(account: LivingAccount, tier: Tier, now: Instant): Decision<AccountEvent> {
  if (tier !== account.tier + 1) return refuse('tier-out-of-order');
  const dueAt = tier === 1 ? account.tierOneAt : account.tierTwoAt;
  return now >= dueAt ? accept({ type: 'TierRaised', tier }) : refuse('not-due', { availableAt: dueAt });
}

const whenFrozenBy = (account: LivingAccount, deregistrationId: string, decision: () => Decision<AccountEvent>) =>
  account.frozenBy === deregistrationId ? decision() : refuse('account-not-frozen');

function purge(
  account: LivingAccount,
  { deregistrationId, phoneFreeAt }: { deregistrationId: string; phoneFreeAt: Instant },
): Decision<AccountEvent> {
  return {
    events: [{ type: 'AccountPurged', deregistrationId, phoneFreeAt }],
    claims: [{ change: 'cool-down', identifierId: account.phoneId, until: phoneFreeAt }],
  };
}
