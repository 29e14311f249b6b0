/** How far the lives of accounts are tried out. */
export const forecastPolicy = {
  /** Version of this table. It is about no stream: its numbers hold at once. */
  version: 1,
  /** Our choice: a simulation is about 500 accounts at most. */
  accountsMax: 500,
  /** Our choice: and looks 400 days ahead at most, so that a year with its ends is in it. */
  spanDaysMax: 400,
  /** Our choice: and decides 100,000 commands at most, over all accounts and both policies. */
  stepsMax: 100_000,
  /** Our choice: so many rounds of streams that a decision turns out to read; a chain of them is shorter. */
  roundsMax: 8,
} as const;
