/** How many calls one caller has before they must wait. An installation may set its own numbers. */
export const budgetPolicy = {
  /** Version of this table. */
  version: 1,
  /**
   * Our choice: 60 calls a minute without a valid key or signature from one address, IPv6 by its /64; further ones are
   * not even looked up.
   */
  refusalsPerMinute: 60,
  /** Our choice: 30000 calls a minute with one key, 500 a second. */
  requestsPerMinute: 30_000,
  /** Our choice: 300 calls a minute with one key that send a code: each costs money and reaches a stranger. */
  codesPerMinute: 300,
  /**
   * Our choice: 30 look-ups of a person by their number a minute with one key: people look up, and nobody tries out
   * numbers.
   */
  lookUpsPerMinute: 30,
} as const;
