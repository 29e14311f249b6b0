import type { RoleName } from '../role/role';

/**
 * The people who may fill a slot. `manager`: named by the matter. `role`: the holders of a role, in the company of the
 * matter if it has one. `superAdmin`: those of its company. `group`: its members. `user`: this one person.
 */
export type Selector =
  | { kind: 'manager' }
  | { kind: 'role'; role: RoleName }
  | { kind: 'superAdmin' }
  | { kind: 'group'; group: string }
  | { kind: 'user'; user: string };

/** How many of a slot's people must approve to fill it: one of them, each of them, or this number. */
export type Need = 'any' | 'all' | number;

export interface SlotPolicy {
  selector: Selector;
  need: Need;
}

/**
 * How many slots must be filled. `all`: the first rejection ends it. `any`, `quorum`: it ends once enough are filled,
 * or no longer can be. `sequential`: all of them, one after another.
 */
export type Rule = 'all' | 'any' | 'sequential' | { quorum: number };

export interface StagePolicy {
  slots: readonly SlotPolicy[];
  rule: Rule;
  /** One person fills one slot. */
  distinct: true;
  /** The requester never decides. `skip`: a slot whose people they are among counts as filled. */
  selfApproval: 'forbid' | 'skip';
  /** Without people for a slot: others are asked in their place, or it is rejected. */
  ifNone: 'reject' | Selector;
  /** A rejected stage is a rejected approval; or a new round begins at this stage, from 1. */
  onReject: 'reject' | { returnTo: number };
  /** What happens while it waits, counted from the opening of the stage. */
  chain: readonly Step[];
}

export type Act = 'remind' | 'call-operator' | { escalate: Selector } | { decide: 'approve' | 'reject' };

/** A step comes so long after the opening: in hours by any clock, or in days on which people work. */
export type Step = ({ afterHours: number } | { afterWorkingDays: number }) & { act: Act };

/** What may approve by itself. `auto-approve`: where the position says so; otherwise at these positions. */
export interface AutoRule {
  id: string;
  positions: 'auto-approve' | readonly string[];
}

/** The shape of a policy: of those built in, and of those that a company or the platform stores. */
export interface ApprovalPolicy {
  id: string;
  version: number;
  autoRules: readonly AutoRule[];
  /** One after another. */
  stages: readonly StagePolicy[];
  /** Left out: it never lapses by itself, and its chain calls an operator. */
  expiryHours?: number;
  /**
   * How long the texts of an approval are kept after its time is over. None: they belong to the process that waits for
   * it, and go with the data of that process.
   */
  keptDays?: number;
  /** How often each task may be taken, over and over; left out: by the limit of the stream alone. */
  takingsPerTask?: number;
}

/** How many stages it has, one after another; undefined for one. */
export const countedStages = ({ stages }: Pick<ApprovalPolicy, 'stages'>): number | undefined =>
  stages.length > 1 ? stages.length : undefined;
