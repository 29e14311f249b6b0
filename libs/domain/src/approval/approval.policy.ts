import { day, hour, type Instant } from '../decider';
import type { RoleName } from '../role/role';

/**
 * The people who may fill a slot. `manager`: named by the matter. `role`: the holders of a role, in the company of the
 * matter if it has one.
 */
export type Selector = { kind: 'manager' } | { kind: 'role'; role: RoleName };

/** How many of a slot's people must approve to fill it: one of them, each of them, or this number. */
export type Need = 'any' | 'all' | number;

export interface SlotPolicy {
  selector: Selector;
  need: Need;
}

/**
 * How many slots must be filled. `all`: the first rejection ends it. `any`, `quorum`: it ends once enough are filled,
 * or no longer can be.
 */
export type Rule = 'all' | 'any' | { quorum: number };

export interface StagePolicy {
  slots: readonly SlotPolicy[];
  rule: Rule;
  /** One person fills one slot. */
  distinct: true;
  /** The requester never counts as an approver. */
  selfApproval: 'forbid';
  /** Without enough people no approval opens. */
  ifNone: 'reject';
  /** A rejected stage is a rejected approval. */
  onReject: 'reject';
  /** What happens while it waits. */
  chain: readonly { afterHours: number; act: 'remind' }[];
}

/** The shape of a policy. Types have only built values: a further rule is a further value, not another shape. */
export interface ApprovalPolicy {
  id: string;
  version: number;
  /** What may approve by itself. */
  autoRules: readonly [];
  stages: readonly [StagePolicy];
  expiryHours: number;
  /**
   * How long the texts of an approval are kept after its time is over. None: they belong to the process that waits for
   * it, and go with the data of that process.
   */
  keptDays?: number;
}

/** Confirmations by two people. Source: S0 member registration (docs/rules.md). */
export const approvalPolicy = {
  /** Our choice: the name that a caller may ask for it by. */
  id: 'two-confirmations',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: no rule approves it without people. */
  autoRules: [],
  /** P1, X1, S0: the direct supervisor and the IT admin, two distinct people; reminded after 24 and 48 hours. */
  stages: [
    {
      slots: [
        { selector: { kind: 'manager' }, need: 'any' },
        { selector: { kind: 'role', role: 'it-admin' }, need: 'any' },
      ],
      rule: 'all',
      distinct: true,
      selfApproval: 'forbid',
      ifNone: 'reject',
      onReject: 'reject',
      chain: [
        { afterHours: 24, act: 'remind' },
        { afterHours: 48, act: 'remind' },
      ],
    },
  ],
  /** P3, S0: not handled within 72 hours it lapses. */
  expiryHours: 72,
} as const satisfies ApprovalPolicy;

/**
 * A reviewer checks an identity that no machine could confirm, or that two people claim. Source: S0, S1 registration
 * (docs/rules.md).
 */
export const identityReviewPolicy = {
  /** Our choice: the name that events know it by. */
  id: 'identity-review',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: no rule approves it without people. */
  autoRules: [],
  /**
   * R16, our choice: one reviewer of the platform is enough; reminded after 3 and 5 days (working days, as in the
   * article, need a calendar).
   */
  stages: [
    {
      slots: [{ selector: { kind: 'role', role: 'identity-reviewer' }, need: 'any' }],
      rule: 'all',
      distinct: true,
      selfApproval: 'forbid',
      ifNone: 'reject',
      onReject: 'reject',
      chain: [
        { afterHours: 72, act: 'remind' },
        { afterHours: 120, act: 'remind' },
      ],
    },
  ],
  /** Our choice: not reviewed within 7 days it lapses. */
  expiryHours: 168,
} as const satisfies ApprovalPolicy;

/** Confirmations that callers ask for, where no process waits. Source: S0 member registration (docs/rules.md). */
export const exportPolicy = {
  ...approvalPolicy,
  /** Version of this table. A release that does not know it leaves such approvals to one that erases their texts. */
  version: 2,
  /** Our choice: the context and the reasons are kept for 30 days after the approval's time is over, for questions. */
  keptDays: 30,
} as const satisfies ApprovalPolicy;

/** The roles whose holders a policy asks. */
export const rolesAsked = ({ stages }: ApprovalPolicy): readonly RoleName[] =>
  stages.flatMap(({ slots }) => slots.flatMap(({ selector }) => (selector.kind === 'role' ? [selector.role] : [])));

export const expiry = (openedAt: Instant, policy: ApprovalPolicy): Instant => openedAt + policy.expiryHours * hour;
/** Counted from the recorded end of its time, however early it was decided; undefined for one that keeps no texts. */
export const erasure = (expiresAt: Instant, { keptDays }: ApprovalPolicy): Instant | undefined =>
  keptDays === undefined ? undefined : expiresAt + keptDays * day;
export const reminders = (openedAt: Instant, { chain }: StagePolicy): readonly Instant[] =>
  chain.map(({ afterHours }) => openedAt + afterHours * hour);
