/**
 * The pause between two tries of what does not succeed: of an effect by its record and by Temporal, of a deadline by
 * its workflow. Workflows read it too.
 */
export const pausePolicy = {
  /** Our choice: 1 s, 2 s, 4 s … */
  firstMs: 1_000,
  growsBy: 2,
  /** Our choice: at most 5 minutes, so that what is mended goes on soon. */
  longestMs: 300_000,
  /**
   * V1, our choice: so many tries, more than an hour, are made where a vendor says a code that no table knows.
   * Operators have a task from the 8th on; after the last one people decide what the vendor cannot.
   */
  triesOfUnknown: 24,
} as const;

/** The pause after so many tries, in milliseconds. */
export const pauseMs = (tries: number): number =>
  Math.min(pausePolicy.longestMs, pausePolicy.firstMs * pausePolicy.growsBy ** Math.max(0, tries - 1));
