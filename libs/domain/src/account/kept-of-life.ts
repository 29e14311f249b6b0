import type { Instant } from '../decider';

/** The devices of one day with a verified sign-in. */
export interface SignInDay {
  day: Instant;
  devices: readonly string[];
}

/**
 * What an account keeps of how it was used. Each part is a maximum or a set with a limit, so that observations in any
 * order, repeated or late add up to the same.
 */
export interface Behaved {
  /** G3: the first days (UTC) on which it was used, as many as the policy asks for. */
  activeDays?: readonly Instant[];
  /** G3: verified sign-ins, as many as the policy asks for. */
  signIns?: readonly Instant[];
  /** G3: the newest days with a verified sign-in, newest first. */
  signInDays?: readonly SignInDay[];
}

/** What an account keeps of failed sign-ins; the lock that they led to is one of its restrictions. */
export interface Lockable {
  /** E12: the newest day with failed sign-ins, by its midnight in the zone of the person. */
  failedSignIns?: { day: Instant; at: readonly Instant[] };
  /** The last unlock by people: what failed before it counts no more. */
  unlockedAt?: Instant;
  /** How often people have unlocked it. */
  unlocks?: number;
}

/** What an account keeps of devices that it has bound beside those of its registrations. */
export interface SignedIn {
  /** How many the person has bound so far. */
  binds?: number;
}

/** R7: what an account keeps of the changes of its number. */
export interface PhoneChange {
  /** Begun with a code to the old number: this one is the new one if a code to it comes before the end. */
  phoneNext?: { phoneId: string; until: number };
  phoneChangesBegun?: number;
  /** How often its entries in directories have changed: the newest number speaks for those before. */
  entryChanges?: number;
}

/** What an account keeps of the policies that it has adopted. None: it lives by the one that it was opened under. */
export interface AdoptedPolicy {
  policyVersion?: number;
  /** V2: what the version before did not count, counts from then on. */
  adoptedAt?: Instant;
  adoptions?: number;
}
