/** How often the record of events is anchored outside the database, and how much one line covers. */
export const anchorPolicy = {
  /** Our choice: an hour after the last line the next one is due, if there are events that no line covers. */
  everyHours: 1,
  /** Our choice: a worker that has written no line for so long is not ready; one that writes none calls operators. */
  lateHours: 3,
  /** Our choice: a line covers so many events at most, so that a round is short, also the first one of an old database. */
  eventsPerLine: 10_000,
} as const;
