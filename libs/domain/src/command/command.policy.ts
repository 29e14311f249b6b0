/** How long the same call gets the same answer, and how much one process takes. */
export const commandPolicy = {
  /**
   * Our choice: a recorded answer is kept for 90 days by the machine's clock; after that its key is refused.
   */
  answerKeptDays: 90,
  /**
   * Our choice: a process with so many events takes no more commands of callers, except those that end it. Clock,
   * effects
   * and reactions always have room.
   */
  eventsPerStream: 10_000,
} as const;
