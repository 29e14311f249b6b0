/** How long refusals stay in the security log. */
export const securityPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 2,
  /**
   * C13, S4, our choice: a refused authority is kept for 365 days. S4 asks 180 days of a log of account actions, and
   * later 365 of mail logs.
   */
  refusalsKeptDays: 365,
} as const;
