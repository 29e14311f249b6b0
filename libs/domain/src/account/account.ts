import type { Deadline, Instant } from '../decider';
import { streamsOf } from '../needs';
import type { AccountCommand } from './account.decide';
import type { Tier } from './account.policy';

/** opening → active ⇄ frozen → purged; an opening that came to nothing is undone. The tier grows beside it, frozen or not; so do memberships, one a company. */
export type AccountEvent =
  | {
      type: 'AccountTakenIn';
      subjectId: string;
      phoneId: string;
      identityId?: string;
      companyId?: string;
      activatedAt: Instant;
      tier: Tier;
      tierOneAt: Instant;
      tierTwoAt: Instant;
      /** The number was somebody else's until then (D6): recipients must forget what they knew by it. */
      phoneFreeSince?: Instant;
    }
  | {
      type: 'AccountOpened';
      registrationId: string;
      subjectId: string;
      phoneId: string;
      identityId?: string;
      /** R20: its place among the accounts of the device that it was registered with. */
      deviceId?: string;
      companyId?: string;
      positionStreamId?: string;
    }
  | { type: 'AccountActivated'; activatedAt: Instant; tierOneAt: Instant; tierTwoAt: Instant }
  | { type: 'AccountOpeningUndone'; registrationId: string }
  | { type: 'MembershipProposed'; companyId: string; positionStreamId: string; registrationId: string }
  | { type: 'MembershipActivated'; companyId: string; at: Instant; identityId?: string }
  | { type: 'MembershipUndone'; companyId: string; registrationId: string }
  | { type: 'TierRaised'; tier: Tier }
  | { type: 'AccountFrozen'; deregistrationId: string }
  | { type: 'AccountUnfrozen'; deregistrationId: string }
  | { type: 'AccountPurged'; deregistrationId: string; phoneFreeAt: Instant };

/** What a person is in a company. `joining`: while the registration that brings him there is being activated. */
export interface Membership {
  status: 'joining' | 'active';
  registrationId?: string;
  positionStreamId?: string;
}

interface Identifiers {
  subjectId: string;
  phoneId: string;
  identityId?: string;
  deviceId?: string;
  /** By company. */
  memberships: Readonly<Record<string, Membership>>;
}

/** Opened by a registration that is not active yet: nobody can sign in, and all of it can be undone. */
export interface OpeningAccount extends Identifiers {
  status: 'opening';
  registrationId: string;
}

export interface LivingAccount extends Identifiers {
  status: 'living';
  activatedAt: Instant;
  tier: Tier;
  tierOneAt: Instant;
  tierTwoAt: Instant;
  frozenBy?: string;
}

export type Account =
  | { status: 'none' }
  | OpeningAccount
  | { status: 'undone'; subjectId: string; registrationId: string }
  | LivingAccount
  | {
      status: 'purged';
      subjectId: string;
      activatedAt: Instant;
      tier: Tier;
      deregistrationId: string;
      /** Where he belonged: their directories keep him for a while (D5). */
      companies: readonly string[];
    };

export const accounts = streamsOf<Account>('account');

export const noAccount: Account = { status: 'none' };

export function evolve(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case 'AccountTakenIn': {
      const { activatedAt, tier, tierOneAt, tierTwoAt } = event;
      return { status: 'living', ...identifiers(event, 'active'), activatedAt, tier, tierOneAt, tierTwoAt };
    }
    case 'AccountOpened':
      return { status: 'opening', ...identifiers(event, 'joining'), registrationId: event.registrationId };
    case 'AccountActivated':
      return account.status === 'opening' ? activated(account, event) : account;
    case 'AccountOpeningUndone':
      if (account.status !== 'opening') return account;
      return { status: 'undone', subjectId: account.subjectId, registrationId: event.registrationId };
    default:
      return account.status === 'living' ? evolveLiving(account, event) : account;
  }
}

type Opening = Extract<AccountEvent, { type: 'AccountTakenIn' | 'AccountOpened' }>;

function identifiers(event: Opening, status: Membership['status']): Identifiers {
  const { subjectId, phoneId, identityId, companyId } = event;
  const membership: Membership =
    event.type === 'AccountOpened'
      ? {
          status,
          registrationId: event.registrationId,
          ...(event.positionStreamId !== undefined && { positionStreamId: event.positionStreamId }),
        }
      : { status };
  return {
    subjectId,
    phoneId,
    ...(identityId !== undefined && { identityId }),
    ...(event.type === 'AccountOpened' && event.deviceId !== undefined && { deviceId: event.deviceId }),
    memberships: companyId === undefined ? {} : { [companyId]: membership },
  };
}

function activated(account: OpeningAccount, event: Extract<AccountEvent, { type: 'AccountActivated' }>): LivingAccount {
  const { status: _status, registrationId: _done, memberships, ...rest } = account;
  const { activatedAt, tierOneAt, tierTwoAt } = event;
  const active = Object.entries(memberships).map(([companyId, membership]) => [companyId, { ...membership, status: 'active' as const }]);
  return {
    status: 'living',
    ...rest,
    memberships: Object.fromEntries(active) as LivingAccount['memberships'],
    activatedAt,
    tier: 0,
    tierOneAt,
    tierTwoAt,
  };
}

type LivingEvent = Exclude<AccountEvent, { type: 'AccountTakenIn' | 'AccountOpened' | 'AccountActivated' | 'AccountOpeningUndone' }>;

function evolveLiving(account: LivingAccount, event: LivingEvent): Account {
  switch (event.type) {
    case 'TierRaised':
      return { ...account, tier: event.tier };
    case 'AccountFrozen':
      return { ...account, frozenBy: event.deregistrationId };
    case 'AccountUnfrozen':
      return unfrozen(account);
    case 'MembershipProposed': {
      const { companyId, positionStreamId, registrationId } = event;
      return withMembership(account, companyId, { status: 'joining', registrationId, positionStreamId });
    }
    case 'MembershipActivated': {
      const { companyId, identityId } = event;
      const membership = account.memberships[companyId];
      if (!membership) return account;
      const known = { ...account, ...(identityId !== undefined && { identityId }) };
      return withMembership(known, companyId, { ...membership, status: 'active' });
    }
    case 'MembershipUndone': {
      const { [event.companyId]: _undone, ...memberships } = account.memberships;
      return { ...account, memberships };
    }
    case 'AccountPurged': {
      const { subjectId, activatedAt, tier, memberships } = account;
      const companies = Object.keys(memberships);
      return { status: 'purged', subjectId, activatedAt, tier, deregistrationId: event.deregistrationId, companies };
    }
  }
}

const withMembership = (account: LivingAccount, companyId: string, membership: Membership): LivingAccount => ({
  ...account,
  memberships: { ...account.memberships, [companyId]: membership },
});

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
export function status(account: Account): 'none' | 'opening' | 'undone' | 'active' | 'frozen' | 'purged' {
  if (account.status !== 'living') return account.status;
  return account.frozenBy === undefined ? 'active' : 'frozen';
}

/**
 * D2, D4: who leaves does nothing any more but that, from the moment he asks for it; who has left is nobody to act for. Somebody whose account is not open yet is
 * whoever he is without one.
 */
export function standing(account: Account): 'present' | 'leaving' | 'gone' {
  const is = status(account);
  if (is === 'frozen') return 'leaving';
  return is === 'purged' || is === 'undone' ? 'gone' : 'present';
}

/** The company in which this registration's membership still waits to be activated; '' of an account that it opens without one. */
export function joiningBy(account: Account | undefined, registrationId: string): string | undefined {
  if (account?.status === 'opening')
    return account.registrationId === registrationId ? (Object.keys(account.memberships)[0] ?? '') : undefined;
  if (account?.status !== 'living') return undefined;
  const joining = Object.entries(account.memberships).find(
    ([, each]) => each.status === 'joining' && each.registrationId === registrationId,
  );
  return joining?.[0];
}

/** Whether the person with this account is a member there, or about to become one. */
export const isIn = (account: Account | undefined, companyId: string): boolean =>
  account?.status === 'living' && account.memberships[companyId] !== undefined;

/** Whether a person with this account may become a member there: he lives in it, does not leave, and is none yet. */
export const mayJoin = (account: Account | undefined, companyId: string): account is LivingAccount =>
  account?.status === 'living' && account.frozenBy === undefined && !isIn(account, companyId);
