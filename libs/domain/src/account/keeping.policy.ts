import { day, type Instant } from '../decider';

export interface KeepingPolicy {
  /** What a dormant member must have proven to be woken. */
  wakeLevel: number;
  /** How often a membership may become dormant, in all companies; left out: by the limit of the stream alone. */
  dormancies?: number;
  /** How often an end of an employment may be planned, in all companies. */
  leavesPlanned?: number;
}

/** How companies keep and let go their members. */
export const keepingPolicy = {
  /** G8, S0: waking checks the level; basic is our choice, as for a member who joins. */
  wakeLevel: 1,
  /** Our choice: a membership becomes dormant 100 times at most, as it may end. */
  dormancies: 100,
  /** Our choice: so often an end of an employment is planned, at most. */
  leavesPlanned: 200,
  /** Our choice: the end of an employment is planned 366 days ahead at most. */
  planDays: 366,
  /** X1, our choice: the last super admin whose employment has ended is looked at again after a day. */
  heldDays: 1,
} as const satisfies KeepingPolicy & { planDays: number; heldDays: number };

export const furthestLeave = (now: Instant): Instant => now + keepingPolicy.planDays * day;
export const heldUntil = (now: Instant): Instant => now + keepingPolicy.heldDays * day;
