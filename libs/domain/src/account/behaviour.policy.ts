/** By what has been observed of an account it gets its sensitive capabilities. Accounts of version 5 and later ask. */
export interface BehaviourPolicy {
  activeDays: number;
  verifiedSignIns: number;
  verifyingFactors: readonly string[];
  stableSignInDays: number;
  devicesADay: number;
}

/** How a service let a person in, by what they showed. */
export const signInFactors = [
  ...(['password', 'sms-code', 'mail-code', 'totp', 'scan', 'biometric', 'security-answers'] as const),
] as const;

/** From where they signed in, by the class of the address. */
export const addressClasses = ['usual', 'business', 'mobile', 'proxy', 'data-center', 'unknown'] as const;

export const behaviourPolicy = {
  /** G3, X4, S1: so many days on which the account was used; the last of them is day 20 at the earliest. */
  activeDays: 20,
  /** G3, S1: so many sign-ins at which the person was verified. */
  verifiedSignIns: 3,
  /** E12, S4, our choice: what verifies a person at a sign-in; a password alone does not. */
  verifyingFactors: ['sms-code', 'mail-code', 'totp', 'scan', 'biometric', 'security-answers'],
  /**
   * G3, our choice: the fingerprint is stable if one device was used on each of the last so many days with a verified
   * sign-in.
   */
  stableSignInDays: 3,
  /** R21, S1, our choice: so many devices of a day are compared, as many as may be signed in. */
  devicesADay: 5,
} as const satisfies BehaviourPolicy;
