import type { Instant } from '../decider';
import { id, instant, optional, type DataOf } from '../events';
import { streamsOf } from '../needs';
import type { Tier } from './account.policy';
import type { Proofs } from './credential';
import type { BoundDevice } from './device';
import type { AccountRisk } from './evaluated';
import type { Keeping, Kept } from './keeping';
import type { AdoptedPolicy, Behaved, Lockable, PhoneChange, SignedIn } from './kept-of-life';
import { restrictionOf, type Restriction, type Restrictions } from './restriction';

/** A person by random ids: `phoneId` stands for their number, `identityId` for their document. */
export const personFields = { subjectId: id, phoneId: id, identityId: optional(id) };

/** The ids that an account keeps of its opening. */
export const identifierFields = {
  ...personFields,
  /** The place among the accounts of the device that it was registered with (R20). */
  deviceId: optional(id),
};

/** From when on an account may do more (G2). */
export const activationFields = { activatedAt: instant, tierOneAt: instant, tierTwoAt: instant };

/** What a person is in a company. `joining`: while the registration that leads there is being activated. */
export interface Membership extends Kept {
  status: 'joining' | 'active' | 'dormant';
  registrationId?: string;
  positionStreamId?: string;
  /** R6, G4: the company's word for the position, and the template of rights that it brought when they joined. */
  positionId?: string;
  template?: string;
  departmentId?: string;
  /** R12: the company that employs the person. None: this one, or nobody has said so. */
  employerId?: string;
  /** The managers whom its invite named, by their principals. */
  managers?: readonly string[];
}

/** Why a membership ended: the person left, or the company removed them. */
export const endReasons = ['left', 'removed'] as const;

/** The last end of a membership, and how often it has ended. */
interface EndedMembership {
  /** R17: the person is a member by the account that goes on. */
  reason: (typeof endReasons)[number] | 'merged';
  at: Instant;
  times: number;
  /** Its number among all that have ended: what is told of it has this number too. */
  n: number;
  /** The registration whose entry the directory of the company has. */
  entryId?: string;
}

interface Identifiers extends DataOf<typeof identifierFields> {
  /** By company. */
  memberships: Readonly<Record<string, Membership>>;
}

/** Opened by a registration that is not active yet: nobody can sign in, and all of it can be undone. */
export interface OpeningAccount extends Identifiers {
  status: 'opening';
  registrationId: string;
}

export interface LivingAccount
  extends
    Identifiers,
    DataOf<typeof activationFields>,
    Proofs,
    Restrictions,
    Behaved,
    Lockable,
    SignedIn,
    Keeping,
    PhoneChange,
    AdoptedPolicy {
  status: 'living';
  tier: Tier;
  /** When an operator took it in, where it is older than that: nothing was observed of it before. */
  takenInAt?: Instant;
  /** R10: by whose clock it is night for the person. None: nothing was recorded of it. */
  timeZone?: string;
  /** The first instant of the newest day on which it was used (V2). None: nothing was observed yet. */
  lastActivityAt?: Instant;
  /** By company, also of those that the person has joined again. */
  ended?: Readonly<Record<string, EndedMembership>>;
  /** How often the person has changed the department. */
  moves?: number;
  /** R20: by the registrations that were made on them, oldest first. */
  devices?: readonly BoundDevice[];
  /** V5: the newest evaluation of what was observed. */
  risk?: AccountRisk;
  /** V7: there is an alert about it of operators alone; and those of its companies. */
  alerted?: true;
  alertedIn?: readonly string[];
  /** R17: accounts that turned out to be this person’s too, and are closed. */
  absorbed?: readonly string[];
  formerPhones?: readonly FormerPhone[];
}

/** D6: a number that it had before; from then on it may be anybody’s. */
interface FormerPhone {
  phoneId: string;
  freeAt: Instant;
}

/** R17: closed, because its person has another account, which goes on. */
export interface MergedAccount {
  status: 'merged';
  subjectId: string;
  activatedAt: Instant;
  tier: Tier;
  mergedInto: string;
  mergedAt: Instant;
  /** The companies whose memberships went over. */
  companies: readonly string[];
  /**
   * Memberships that ended before, or that the account that goes on had too: directories may still have their entries.
   */
  ended: LivingAccount['ended'] & object;
  formerPhones: readonly FormerPhone[];
  erasesAt: Instant;
  retentionOver?: true;
  erased?: { at: Instant; items: number };
  alerted?: true;
  alertedIn?: readonly string[];
}

/** Nothing is left of it but what others must know. */
export interface PurgedAccount {
  status: 'purged';
  subjectId: string;
  activatedAt: Instant;
  tier: Tier;
  deregistrationId: string;
  /** The companies of the person: their directories keep the entry for a while (D5). */
  companies: readonly string[];
  /** D6: numbers before the last one, which cool down as it does. */
  formerPhones?: readonly FormerPhone[];
  alerted?: true;
  alertedIn?: readonly string[];
}

export type Account =
  | { status: 'none' }
  | OpeningAccount
  | { status: 'undone'; subjectId: string; registrationId: string }
  | LivingAccount
  | MergedAccount
  | PurgedAccount;

export const accounts = streamsOf<Account>('account');

export const isLiving = (account: Account): account is LivingAccount => account.status === 'living';
export const isMerged = (account: Account): account is MergedAccount => account.status === 'merged';

export const noAccount: Account = { status: 'none' };

/** An account that was taken in or opened, in any later state. */
export type KnownAccount = Exclude<Account, { status: 'none' }>;

export type AccountStatus = Exclude<Account['status'], 'living'> | 'active' | Restriction;

/** Derived by precedence: purged, merged, frozen, locked, reverify_required, restricted, active. */
export function status(account: Account): AccountStatus {
  return account.status === 'living' ? (restrictionOf(account) ?? 'active') : account.status;
}

/**
 * D2, D4: from the request on, a person who is leaving may only undo it. Nobody may act for a person who has left.
 * A person whose account is not open yet is present.
 */
export function standing(account: Account): 'present' | 'leaving' | 'gone' {
  const is = status(account);
  if (is === 'frozen') return 'leaving';
  return is === 'purged' || is === 'merged' || is === 'undone' ? 'gone' : 'present';
}

/**
 * The company in which this registration's membership still waits for its activation; '' for an account without a
 * company.
 */
export function joiningBy(account: Account | undefined, registrationId: string): string | undefined {
  if (account?.status === 'opening')
    return account.registrationId === registrationId ? (Object.keys(account.memberships)[0] ?? '') : undefined;
  if (account?.status !== 'living') return undefined;
  const joining = Object.entries(account.memberships).find(
    ([, each]) => each.status === 'joining' && each.registrationId === registrationId,
  );
  return joining?.[0];
}

/** The account with one of its memberships changed; as it is, where the person has none there. */
export const withChanged = (account: LivingAccount, companyId: string, change: (membership: Membership) => Membership): LivingAccount => {
  const membership = account.memberships[companyId];
  return membership ? { ...account, memberships: { ...account.memberships, [companyId]: change(membership) } } : account;
};

/** The department of the person in a company; undefined where they have none there. */
export const departmentIn = (account: Account, companyId: string): string | undefined =>
  account.status === 'living' ? account.memberships[companyId]?.departmentId : undefined;

/** True if the person with this account is a member there, or about to become one. */
export const isIn = (account: Account | undefined, companyId: string): boolean =>
  account?.status === 'living' && account.memberships[companyId] !== undefined;

/** True if the membership is kept, and lends nothing of the company (G8). */
const isDormantIn = (account: Account | undefined, companyId: string): boolean =>
  account?.status === 'living' && account.memberships[companyId]?.status === 'dormant';

/** True if the person was an active member there, and is none now. */
export const hasLeft = (account: Account | undefined, companyId: string): boolean =>
  account?.status === 'living' && account.memberships[companyId]?.status !== 'active' && wasMember(account, companyId);

const wasMember = (account: LivingAccount, companyId: string): boolean =>
  account.ended?.[companyId] !== undefined || isDormantIn(account, companyId);

/** The companies that the person has left; one that keeps their membership dormant is none of them. */
export const companiesLeft = (account: Account | undefined): readonly string[] =>
  account?.status === 'living'
    ? Object.keys(account.ended ?? {}).filter((companyId) => hasLeft(account, companyId) && !isDormantIn(account, companyId))
    : [];

/** How often a membership has ended or become dormant so far, in all companies. */
export const endingsOf = ({ ended = {}, dormancies = 0 }: LivingAccount): number =>
  Object.values(ended).reduce((sum, { times }) => sum + times, dormancies);

export const timesEnded = (account: Account, companyId: string): number =>
  account.status === 'living' ? (account.ended?.[companyId]?.times ?? 0) : 0;

/**
 * True if a person with this account may become a member there: it is active, not frozen, and not in the company yet.
 */
export const mayJoin = (account: Account | undefined, companyId: string): account is LivingAccount =>
  account?.status === 'living' && account.frozenBy === undefined && !isIn(account, companyId);
