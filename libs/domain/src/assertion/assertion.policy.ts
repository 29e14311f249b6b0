/** How an identity provider's word for a person is taken. All by the machine's clock. */
export const assertionPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 1,
  /** Our choice: an assertion is at most 5 minutes old, whatever its own end says. */
  ageMaxSeconds: 300,
  /** Our choice: the clocks of an issuer and of Tenure may be 10 seconds apart. */
  toleranceSeconds: 10,
  /** Our choice: an irreversible act needs a person who has signed in within the last 5 minutes. */
  signInAgeMaxSeconds: 300,
  /**
   * Our choice: the keys of an issuer are asked for anew after 5 minutes, so that a key that it withdrew ends by then.
   */
  keysFreshSeconds: 300,
  /** Our choice: while an issuer does not answer, its last known keys stay good for an hour. */
  keysKeptSeconds: 3_600,
  /** Our choice: an issuer is asked for its keys at most once in 30 seconds, also for a key that nobody knows. */
  keysAskedAgainSeconds: 30,
  /** Our choice: an issuer has 3 seconds to give its keys. */
  keysTimeoutSeconds: 3,
  /** Our choice: that an assertion has served is known for a day after its end, so that no clock brings it back. */
  usedKeptDays: 1,
} as const;
