import { day, type Instant } from '../decider';
import { growthPolicy, type GrowthPolicy } from './growth.policy';
import { behaviourPolicy, type BehaviourPolicy } from './behaviour.policy';
import { devicesPolicy, type DevicesPolicy } from './devices.policy';
import { lockPolicy, type LockPolicy } from './lock.policy';
import { keepingPolicy, type KeepingPolicy } from './keeping.policy';
import { phoneChangePolicy, type PhoneChangePolicy } from './phone-change.policy';
import { provenPolicy, type ProvenPolicy } from './proven.policy';
import { restrictionPolicy, type RestrictionPolicy } from './restriction.policy';

/** What an account must have before it gets a capability, and how much of it. */
export interface Condition {
  condition: string;
  atLeast?: number;
}

interface TierPolicy {
  capabilities: readonly string[];
  fileLimitMb?: number;
  contactAddsPerDay?: number;
  riskLevel: 'high' | 'mid' | 'low';
}

export interface AccountPolicy {
  version: number;
  tierOneDay: number;
  tierTwoDay: number;
  tiers: readonly [TierPolicy, TierPolicy, TierPolicy];
  sensitive: readonly string[];
  sensitiveNeeds: readonly Condition[];
  insideCompanies: readonly string[];
  /** How often the membership in one company may end; left out: by the limit of the stream alone. */
  membershipEnds?: number;
  /** How often the person may change the department; left out: by the limit of the stream alone. */
  departmentChanges?: number;
  /** How often it may adopt another version of its policy; left out: by the limit of the stream alone. */
  policyAdoptions?: number;
  /** Capabilities that an account on a limited device does not get; left out: none. */
  limitedDevice?: readonly string[];
  /** What depends on what the person has proven; left out: nothing does. */
  proven?: ProvenPolicy;
  /** What holds an account back, and what it leaves; left out: only the end of the account does. */
  restrictions?: RestrictionPolicy;
  /** Doubt about an account is evaluated as strictly as its strictest company asks; left out: by the draw alone. */
  evaluatesByProfile?: true;
  /** How positions, companies and days bound what it may do; left out: they do not. */
  growth?: GrowthPolicy;
  /** What is counted of how it is used; left out: nothing, so that conditions on it are never met. */
  behaviour?: BehaviourPolicy;
  /** When failed sign-ins lock it; left out: never. */
  lock?: LockPolicy;
  /** On which devices a person signs in; left out: devices are bound by registrations alone. */
  devices?: DevicesPolicy;
  /** How companies keep and let go their members; left out: waking asks for no level, and nothing is counted. */
  keeping?: KeepingPolicy;
  /** How a person changes their number; left out: as often as the stream lets them. */
  phoneChange?: PhoneChangePolicy;
}

/** What of a policy says which observations count. */
export type ObservedPolicy = Pick<AccountPolicy, 'behaviour' | 'lock'>;

/** How an account grows: by time alone. */
export const firstAccountPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** G2, S1: tier 1 from the 8th day. */
  tierOneDay: 8,
  /** G2, S1: tier 2 from the 31st day. */
  tierTwoDay: 31,
  /** G2, X3, S1: what tier 0, 1 and 2 may do; files up to 10 MB from the first day. */
  tiers: [
    { capabilities: ['internal-chat', 'files'], fileLimitMb: 10, riskLevel: 'high' },
    { capabilities: ['internal-chat', 'files', 'external-contacts', 'payment'], contactAddsPerDay: 50, riskLevel: 'mid' },
    { capabilities: ['internal-chat', 'files', 'external-contacts', 'payment', 'company-apps'], riskLevel: 'low' },
  ],
  /** Our choice: no capability needs more than time. */
  sensitive: [],
  /** Our choice: so nothing has to be observed. */
  sensitiveNeeds: [],
  /** Our choice: each capability is of every account. */
  insideCompanies: [],
} as const satisfies AccountPolicy;

/** How an account grows: by time, and by what has been observed of it. */
export const secondAccountPolicy = {
  ...firstAccountPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 2,
  /**
   * G1, G2, X3, X19, S0, S1: what tier 0, 1 and 2 may do. S0 names voice calls and the calendar for the start, and
   * locations and third-party apps after it; the tiers and their limits are those of S1. That locations come with
   * tier 1 and third-party apps with tier 2 is our choice.
   */
  tiers: [
    { capabilities: ['internal-chat', 'voice-calls', 'calendar', 'files'], fileLimitMb: 10, riskLevel: 'high' },
    {
      capabilities: ['internal-chat', 'voice-calls', 'calendar', 'files', 'location-sharing', 'external-contacts', 'payment'],
      contactAddsPerDay: 50,
      riskLevel: 'mid',
    },
    {
      capabilities: [
        'internal-chat',
        'voice-calls',
        'calendar',
        'files',
        'location-sharing',
        'external-contacts',
        'payment',
        'third-party-apps',
        'company-apps',
      ],
      riskLevel: 'low',
    },
  ],
  /** G3, X4, S1: capabilities of a tier that an account gets only once all of `sensitiveNeeds` has been observed. */
  sensitive: ['external-contacts', 'payment'],
  /**
   * G3, X4, S1: 20 active days, so day 20 at the earliest, 3 verified sign-ins, and a stable fingerprint of the device.
   * Nothing observes them yet: until then they are unmet.
   */
  sensitiveNeeds: [
    { condition: 'active-days', atLeast: 20 },
    { condition: 'verified-sign-ins', atLeast: 3 },
    { condition: 'stable-fingerprint' },
  ],
  /** G2, S1, our choice: capabilities of a tier that only a member of a company has. */
  insideCompanies: ['company-apps'],
  /** Our choice: the membership in one company ends 100 times at most, and so begins no more often. */
  membershipEnds: 100,
  /** Our choice: a person changes the department 200 times at most, in all companies together. */
  departmentChanges: 200,
} as const satisfies AccountPolicy;

/** How an account grows: by time, by what has been observed of it, and by what its person has proven. */
export const thirdAccountPolicy = {
  ...secondAccountPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 3,
  /** G2, V1, S0, S1, our choice: capabilities that only a member of a company has. */
  insideCompanies: ['company-apps', 'directory', 'sensitive-files', 'core-groups', 'administration'],
  /** V1, V4, X18, S0, S1: what depends on proofs: the table *proven*. */
  proven: provenPolicy,
} as const satisfies AccountPolicy;

/** The same, and by the devices that it is bound to. */
export const fourthAccountPolicy = {
  ...thirdAccountPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 4,
  /**
   * R19, S1, our choice: S1 limits what rooted and jailbroken devices may do, and does not say what: an account that is
   * bound to one does not get these.
   */
  limitedDevice: ['external-contacts', 'payment', 'sensitive-files', 'core-groups', 'administration'],
} as const satisfies AccountPolicy;

/** Further ways to reach people outside. */
const outward = ['moments', 'external-files', 'customer-contact'] as const;

/** The same, with the whole life of an account. */
export const accountPolicy = {
  ...fourthAccountPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 5,
  /** V2, V4, R9, E12, S0, S1: what holds an account back: the table *restrictions*. */
  restrictions: restrictionPolicy,
  /** Our choice: an account adopts another version of its policy 50 times at most. */
  policyAdoptions: 50,
  /** X6, X18, our choice: one company with the profile `strict` is enough, since the account is one. */
  evaluatesByProfile: true,
  /**
   * G1, G2, G4, R22, S0, S1: what tier 0, 1 and 2 may do. S0 names customer contact and external files, S1 moments;
   * that they come with the external contacts, at tier 1, is our choice.
   */
  tiers: [
    fourthAccountPolicy.tiers[0],
    { ...fourthAccountPolicy.tiers[1], capabilities: [...fourthAccountPolicy.tiers[1].capabilities, ...outward] },
    { ...fourthAccountPolicy.tiers[2], capabilities: [...fourthAccountPolicy.tiers[2].capabilities, ...outward] },
  ],
  /** G3, G4, X4, S1: the same, and what a template gives of the kind. */
  sensitive: [...fourthAccountPolicy.sensitive, 'customer-contact'],
  /** G2, G4, V1, S0, S1, our choice: capabilities that only a member of a company has. */
  insideCompanies: [...fourthAccountPolicy.insideCompanies, 'customer-contact'],
  /** R19, G4, our choice: nor this one. */
  limitedDevice: [...fourthAccountPolicy.limitedDevice, 'customer-contact'],
  /** G4, V1, V4, S1: of the further capabilities the shares and levels, as of those that are like them: our choice. */
  proven: {
    ...provenPolicy,
    levelNeedsWithFace: { ...provenPolicy.levelNeedsWithFace, 'customer-contact': 2 },
    shareNeeds: { ...provenPolicy.shareNeeds, moments: 50, 'external-files': 80, 'customer-contact': 80 },
  },
  /** G4, G8, R22, X3, P7, S0, S1: what bounds it beside that: the table *growth*. */
  growth: growthPolicy,
  /** G3, X4, S1: active days, verified sign-ins and the fingerprint are counted: the table *behaviour*. */
  behaviour: behaviourPolicy,
  /** E12, S4: failed sign-ins lock the account: the table *lock*. */
  lock: lockPolicy,
  /** R19, R21, S1: devices are bound and signed out: the table *devices*. */
  devices: devicesPolicy,
  /** G8, G9, S0, S2, S3: how companies keep and let go their members: the table *keeping*. */
  keeping: keepingPolicy,
  /** R7: how a person changes their number: the table *phone change*. */
  phoneChange: phoneChangePolicy,
} as const satisfies AccountPolicy;

/** By version: an account keeps the one that it was opened under. */
export const accountPolicies: Readonly<Record<number, AccountPolicy>> = {
  1: firstAccountPolicy,
  2: secondAccountPolicy,
  3: thirdAccountPolicy,
  4: fourthAccountPolicy,
  5: accountPolicy,
};

export type Tier = 0 | 1 | 2;

/** From when on an account has tier 1 and tier 2. Day N is N × 24 h after activation. */
export const tierInstants = (activatedAt: Instant, policy: AccountPolicy): readonly [Instant, Instant] => [
  activatedAt + policy.tierOneDay * day,
  activatedAt + policy.tierTwoDay * day,
];
