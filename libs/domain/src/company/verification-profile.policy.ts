/** How much a company asks its people to prove, by the profile that it has chosen. It may say more on top. */
export const verificationProfilePolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 1,
  /**
   * X6, X18, X28, our choice: what the tables of the articles say; and a person looks at foreign numbers (R16).
   * Administrators need no level: companies gave these roles before there were levels.
   */
  standard: { faceRequired: false, adminLevel: 0, foreignNumberReview: 'required' },
  /** V1, X6, X18, S0, S1: what the text of the articles says: a live face, and level 3 for administrators. */
  strict: { faceRequired: true, adminLevel: 3, foreignNumberReview: 'required' },
  /** X29, our choice: a company may ask for a new face every 30 days, and not more often. */
  faceReviewDaysMin: 30,
  /** X29, our choice: and every ten years at the least. */
  faceReviewDaysMax: 3_650,
} as const;
