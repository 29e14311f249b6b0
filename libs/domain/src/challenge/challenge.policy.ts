/** One-time codes that prove the possession of a phone number. */
export const challengePolicy = {
  /** X13, our choice: a code is valid for 10 minutes. S4 says 180 days (E6), which is too long for a proof. */
  validMinutes: 10,
  /** Our choice: five wrong tries spend a code. */
  triesPerCode: 5,
  /**
   * Our choice: one client has at most 3 codes an hour sent to a phone for one purpose. Purposes count separately, or a
   * stranger's registrations could block an owner's undo. So does the owner in a session of their own: a reserve.
   */
  sendsPerHour: 3,
  /** Our choice: one client has at most 10 codes a day sent to a phone for one purpose. */
  sendsPerDay: 10,
  /**
   * Our choice: twenty wrong tries a day of one client close a phone to it for this purpose for the rest of 24 hours; a
   * new code does not reset the counter.
   */
  failuresPerDay: 20,
  /**
   * Our choice: where a client has several counters for a phone, one for each registration, it has twice as much in
   * all. So a stranger's registration leaves the applicant theirs, and no client fills what all have together.
   */
  ofOneClient: { sendsPerHour: 6, sendsPerDay: 20, failuresPerDay: 40 },
  /** Our choice: all clients together have three times as much as one; the owner's reserve is beyond it. */
  ofAllClients: { sendsPerHour: 9, sendsPerDay: 30, failuresPerDay: 60 },
  /** Our choice: records of a code are deleted after 2 days; the limits look back one. */
  keptDays: 2,
} as const;
export type ChallengePolicy = typeof challengePolicy;
