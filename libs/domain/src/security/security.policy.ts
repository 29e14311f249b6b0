/** How long refusals stay in the security log. */
export const securityPolicy = {
  /** Version of this table. */
  version: 1,
  /**
   * Our choice: a refused authority is kept for 200 days, because Chinese law requires at least six months for a
   * security log.
   */
  refusalsKeptDays: 200,
} as const;
