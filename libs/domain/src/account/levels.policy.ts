import { day, type Instant } from '../decider';

/** Each way to prove an identity. `unverified`: nothing but the phone is proven (V10). */
export const credentialMethods = ['unverified', 'bank-card', 'id-card', 'passport', 'residence-permit', 'work-pass'] as const;
export type CredentialMethod = (typeof credentialMethods)[number];

/** V1: what the factors that a person has shown add up to: 0 nothing that counts now, 1 basic, 2 mid, 3 high. */
export const levels = [0, 1, 2, 3] as const;
export type Level = (typeof levels)[number];

/** How long a proof counts, and what is left when it ends. */
export const levelPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once; the end of a credential is recorded. */
  version: 1,
  /**
   * V4, X7, S1: an account may be unverified for 30 days, a bank card counts for a year. An identity card counts for
   * good; a passport and a permit count until the date in them. That a work pass counts for a year is our choice.
   */
  validDays: { unverified: 30, 'bank-card': 365, 'work-pass': 365 },
  /** Our choice: the end of a credential is announced 30, 7 and 1 day before it. */
  expiryNoticeDays: [30, 7, 1],
  /** Our choice: only in a term that is so many times as long, so that nobody hears of the end on the first day. */
  noticesFromTerms: 2,
  /**
   * R10, our choice: a notice comes between 9 and 21 by the clock of the person, where their zone is known; what falls
   * due at night waits for the morning, which is before the end.
   */
  noticeFromHour: 9,
  /** R10, our choice: what falls due from 21 on waits for the morning. */
  noticeToHour: 21,
  /** V2, X7, S0: after more than 90 days without operation the person verifies again. */
  idleDays: 90,
  /** V2, S0: the level that is left then. */
  levelWhenIdle: 0,
  /** V1, our choice: the level that is left of level 3 when the work pass has ended, where a face was shown. */
  levelWithoutWorkPass: 2,
  /** V1, S0: the level that is left then where no face was shown: no face, no directory. */
  levelWithoutFace: 1,
  /** Our choice: the level that is left when an operator has revoked a proof of identity: the phone is still proven. */
  levelAfterRevocation: 1,
} as const;

/** Until when a credential that is granted now counts; undefined for one without an end. */
export function endOfCredential(method: CredentialMethod, now: Instant): Instant | undefined {
  const days: number | undefined = (levelPolicy.validDays as Partial<Record<CredentialMethod, number>>)[method];
  return days === undefined ? undefined : now + days * day;
}

/** How many days before its end each notice of a credential comes, longest first. */
export const noticesIn = (term: number): readonly number[] =>
  levelPolicy.expiryNoticeDays.filter((days) => term >= levelPolicy.noticesFromTerms * days * day);

/** When an account that was last used at this instant has been idle for too long. */
export const idleFrom = (usedUntil: Instant): Instant => usedUntil + levelPolicy.idleDays * day;
