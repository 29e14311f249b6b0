/** What is kept of who was refused what. */
export const securityPolicy = {
  /** Version of this table. */
  version: 1,
  /** Our choice: a refused authority is kept for 200 days, the six months and more that Chinese law asks of a security log. */
  refusalsKeptDays: 200,
} as const;
