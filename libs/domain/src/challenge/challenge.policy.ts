/** One-time codes that prove the possession of a phone number or an address. Source: our choice (X13 refuses S4's 180 days), see docs/rules.md. */
export const challengePolicy = {
  /** A code is valid for 10 minutes; S4's 180 days only by explicit policy (X13). */
  validMinutes: 10,
  /** Five wrong tries spend a code. */
  triesPerCode: 5,
  /** A phone gets at most 3 codes an hour. */
  sendsPerHour: 3,
  /** A phone gets at most 10 codes a day. */
  sendsPerDay: 10,
  /** Twenty wrong tries a day close a phone for the rest of 24 hours; a new code does not reset the counter. */
  failuresPerDay: 20,
} as const;
export type ChallengePolicy = typeof challengePolicy;
