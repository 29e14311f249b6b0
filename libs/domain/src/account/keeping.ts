import type { Instant } from '../decider';

/** G9: what becomes of the membership when the employment ends. */
export const leaverFates = ['end', 'dormant'] as const;
export type LeaverFate = (typeof leaverFates)[number];

/** G9: an end of the employment that is still to come. */
export interface PlannedLeave {
  at: Instant;
  fate: LeaverFate;
  /** Of the person, and the streams of the roles in the company, as they were when it was planned. */
  principalId?: string;
  aliases?: readonly string[];
  roles: Readonly<Record<string, string>>;
  /** X1: the person is the last super admin, so that it is tried again then. */
  heldUntil?: Instant;
}

/** What a membership keeps of how its person leaves, or sleeps. */
export interface Kept {
  /** G8: since when, and its number among all endings: what is told of it has this number too. */
  dormant?: { at: Instant; n: number };
  leave?: PlannedLeave;
}

/** What an account counts of it. */
export interface Keeping {
  /** How often a membership has become dormant, in all companies. */
  dormancies?: number;
  /** How often an end of an employment was planned, in all companies. */
  leavesPlanned?: number;
}
