import { day, type Instant } from '../decider';

/** How somebody comes to an account. Source: S0 member registration, S1 personal account (docs/rules.md). */
export const registrationPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: what is not submitted within 7 days lapses. */
  draftDays: 7,
  /** R5, S0: so many live checks may fail; one more, and a person looks at it. */
  failuresBeforeReview: 3,
  /** R14, X17, S1: where one may register, and whether a scan by a device that is signed in must prove it. On the web one only signs in. */
  channels: {
    ios: 'scan-optional',
    android: 'scan-required',
    harmonyos: 'scan-required',
    windows: 'scan-required',
    macos: 'scan-required',
    web: 'not-allowed',
  },
  /** R19, S1: so many accounts a device may have; one more is refused. */
  accountsPerDevice: 3,
  /** Our choice: so long what an applicant has told is kept after an end that gave him no account, so that he can ask why. */
  keptDays: { withdrawn: 7, expired: 7, rejected: 30 },
} as const;
export type RegistrationPolicy = typeof registrationPolicy;

export type Platform = keyof RegistrationPolicy['channels'];
export type UnhappyEnd = keyof RegistrationPolicy['keptDays'];

export const draftExpiry = (from: Instant, policy: RegistrationPolicy): Instant => from + policy.draftDays * day;
export const erasure = (endedAt: Instant, end: UnhappyEnd, policy: RegistrationPolicy): Instant => endedAt + policy.keptDays[end] * day;
