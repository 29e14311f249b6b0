/** How far a policy is tried out before it is stored. */
export const simulationPolicy = {
  /** Version of this table. It is about no stream: its number holds at once. */
  version: 1,
  /** Our choice: a simulation takes 10,000 steps at most: decisions, absences, and what falls due. */
  stepsMax: 10_000,
} as const;
