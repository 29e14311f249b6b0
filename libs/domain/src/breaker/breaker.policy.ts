/** How much of one client in an hour operators are told of. Nobody is blocked by it: the reason may be a busy day. */
export const breakerPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 1,
  /**
   * Our choice: 2,000 registrations that one client opens in an hour. A company of 10,000 people joins in some days.
   */
  openingsPerHour: 2_000,
  /** Our choice: 4,000 one-time codes that one client has sent in an hour: each costs money and reaches a stranger. */
  codesPerHour: 4_000,
  /**
   * R24, our choice: 200 tries at security answers that one client has missed in an hour: somebody guesses at many
   * people, or asks what nobody remembers.
   */
  missesPerHour: 200,
  /** Our choice: the worker looks every 5 minutes. */
  lookEveryMinutes: 5,
  /** Our choice: a client whose task was resolved has no other one within an hour. */
  tellAgainMinutes: 60,
} as const;
