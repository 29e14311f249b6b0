/** How the papers of people are read. */
export const identityPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once; the end of a document is recorded. */
  version: 1,
  /**
   * R9, our choice: two digits of a last day mean the first such year from this one on. Machine-readable passports are
   * younger than 1990, and none is good for more than ten years.
   */
  lastDaysFromYear: 1990,
} as const;
