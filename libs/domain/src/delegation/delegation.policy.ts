/**
 * Who lets whom decide in their place, and for how long. S0 knows approvers who are away; the numbers are our choice.
 */
export const delegationPolicy = {
  /** Version of this table. A delegation keeps the one that it was given under. */
  version: 1,
  /** Our choice: a delegation lasts 90 days at most, so that nobody forgets one for good. */
  daysMax: 90,
  /** Our choice: it is given at most 180 days ahead: who plans a leave knows it by then. */
  daysAheadMax: 180,
  /** Our choice: a task is lent to a delegate 20 times at most, and so taken back no more often. */
  lendingsPerTask: 20,
} as const;
export type DelegationPolicy = typeof delegationPolicy;

/** How many there may be at once. It is about no stream: its numbers hold at once. */
export const delegationLimits = {
  /** Version of this table. */
  version: 1,
  /**
   * Our choice: a person has given 20 delegations at most that are not over. Counted before the command, not under
   * lock: calls at once may exceed it by their number.
   */
  givenMax: 20,
  /**
   * Our choice: one act looks at 50 delegations of its actor at most, those that end soonest: for so many people who
   * are away at once one person acts in one approval.
   */
  lookedAtMax: 50,
} as const;

/** By version: a delegation keeps the one that it was given under. */
export const delegationPolicies = { 1: delegationPolicy } as const;
