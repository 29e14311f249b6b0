/** How long refusals stay in the security log, and how long keys work. */
export const securityPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 3,
  /**
   * C13, S4, our choice: a refused authority is kept for 365 days. S4 asks 180 days of a log of account actions, and
   * later 365 of mail logs.
   */
  refusalsKeptDays: 365,
  /** Our choice: the longest life of an API key. A backend changes its key once a quarter, by a rotation. */
  keyDays: 90,
  /** Our choice: how long a rotated key works beside the new one, at most, and where nobody says how long. */
  rotationDays: { most: 7, usual: 1 },
} as const;
