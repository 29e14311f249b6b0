/** What other services observe of accounts: how much of it is taken at once, and how long it is kept. */
export const observationPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 1,
  /** Our choice: an observation may be so many minutes ahead of our clock; one further ahead is refused. */
  aheadMinutes: 5,
  /** Our choice: so many observations come in one call at most. */
  perCall: 1_000,
  /**
   * V2, G3, C13, our choice: an observation is kept for 180 days after it came. S0 asks for 90 days without activity
   * (V2), S1 for 20 active days (G3): the readers of both need less.
   */
  keptDays: 180,
} as const;
