/** How far the clock of the embedded stack can be moved. */
export const clockPolicy = {
  /**
   * Our choice: the last instant is 2999-12-31T23:59:59.999Z, so that every deadline has a year of four digits, as answers
   * write it.
   */
  lastInstant: 32_503_679_999_999,
} as const;
