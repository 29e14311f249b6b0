import { day, type Instant } from '../decider';

/** How a person comes to an account. Source: S0 member registration, S1 personal account (docs/rules.md). */
export const registrationPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: a draft lapses unless the applicant submits it within 7 days. */
  draftDays: 7,
  /** R5, S0: the number of live checks that may fail; after one more a reviewer decides. */
  failuresBeforeReview: 3,
  /**
   * R14, X17, S1: where people may register, and whether a signed-in device must scan a code first. The web is for
   * signing in only.
   */
  channels: {
    ios: 'scan-optional',
    android: 'scan-required',
    harmonyos: 'scan-required',
    windows: 'scan-required',
    macos: 'scan-required',
    web: 'not-allowed',
  },
  /** R19, S1: the number of accounts of a device; one more is refused. */
  accountsPerDevice: 3,
  /**
   * Our choice: how long the data of an applicant is kept after an end without an account, so that they can ask why.
   */
  keptDays: { withdrawn: 7, expired: 7, rejected: 30 },
} as const;
export type RegistrationPolicy = typeof registrationPolicy;

export const registrationPolicies = { 1: registrationPolicy } as const;

export const platforms = Object.keys(registrationPolicy.channels) as (keyof RegistrationPolicy['channels'])[];
export type UnhappyEnd = keyof RegistrationPolicy['keptDays'];

export const draftExpiry = (from: Instant, policy: RegistrationPolicy): Instant => from + policy.draftDays * day;
export const erasure = (endedAt: Instant, end: UnhappyEnd, policy: RegistrationPolicy): Instant => endedAt + policy.keptDays[end] * day;
