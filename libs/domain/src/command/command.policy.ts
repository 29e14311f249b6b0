/** How long the same call gets the same answer. */
export const commandPolicy = {
  /**
   * Our choice: a recorded answer is kept for 90 days by the machine's clock; after that its key is refused.
   */
  answerKeptDays: 90,
} as const;
