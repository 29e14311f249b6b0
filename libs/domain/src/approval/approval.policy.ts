import { afterWorkingDays } from '../calendar/calendar';
import { china } from '../calendar/china';
import { day, hour, type Instant } from '../decider';
import type { RoleWord } from '../role/role';
import { namedBy, type CountedBy } from './calendar-of';
import type { ApprovalPolicy, Selector, StagePolicy, Step } from './policy';
import { roleAsked } from './selector';
import type { PlannedStep } from './stage';

/** Confirmations by two people. Source: S0 member registration, for the two people and the 72 hours. */
export const firstApprovalPolicy = {
  /** Our choice: the name that a caller may ask for it by. */
  id: 'two-confirmations',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: no rule approves it without people. */
  autoRules: [],
  /**
   * P1, X1, S0, our choice: the direct supervisor and the IT admin confirm. That they are two distinct people, and are
   * reminded after 24 and 48 hours, is our choice.
   */
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

/** The same, with a number for the step that an approver may repeat. */
export const thirdApprovalPolicy = {
  ...firstApprovalPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 3,
  /** Our choice: an approver takes one task 20 times at most, and so releases it no more often. */
  takingsPerTask: 20,
} as const satisfies ApprovalPolicy;

/** Confirmations by two people, as in version 3: only a review of an identity is another in version 4. */
export const fourthApprovalPolicy = {
  ...thirdApprovalPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 4,
  /** P2, S0: a position of the company's library says that no people need confirm. What suspends it is our reading. */
  autoRules: [{ id: 'position-needs-no-confirmation', positions: 'auto-approve' }],
} as const satisfies ApprovalPolicy;

/** Confirmations by two people, as in version 4, with the super admin of the company where others do not answer. */
export const approvalPolicy = {
  ...fourthApprovalPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 5,
  /**
   * P1, P5, X1, S0: the direct supervisor and the IT admin confirm. The super admin stands in for a slot that has
   * nobody, and is asked beside those who are silent after 60 of the 72 hours. Our choice: they are two distinct
   * people, reminded after 24 and 48 hours.
   */
  stages: [
    {
      ...fourthApprovalPolicy.stages[0],
      ifNone: { kind: 'superAdmin' },
      chain: [
        { afterHours: 24, act: 'remind' },
        { afterHours: 48, act: 'remind' },
        { afterHours: 60, act: { escalate: { kind: 'superAdmin' } } },
      ],
    },
  ],
} as const satisfies ApprovalPolicy;

/**
 * A reviewer checks an identity that no machine could confirm (S0), or that two people claim (S1). That one reviewer
 * of the platform does both is our choice.
 */
export const firstIdentityReviewPolicy = {
  /** Our choice: the name that events know it by. */
  id: 'identity-review',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: no rule approves it without people. */
  autoRules: [],
  /**
   * Our choice: one reviewer of the platform is enough; reminded after 3 and 5 days. S1 says how many working days such
   * a review takes (R16), and nothing of reminders.
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

/**
 * A reviewer checks an identity, as in version 1; but the applicant does not pay for slow reviewers: it never lapses.
 */
export const secondIdentityReviewPolicy = {
  /** Our choice: the name that events know it by. */
  id: 'identity-review',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 2,
  /** Our choice: no rule approves it without people. */
  autoRules: [],
  /**
   * R16, S1, our choice: S1 says that such a review takes 3 to 5 working days. One reviewer of the platform is enough;
   * reminded after 3 and 5 days of 24 hours, since working days need a calendar; after 7 an operator is called.
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
        { afterHours: 168, act: 'call-operator' },
      ],
    },
  ],
} as const satisfies ApprovalPolicy;

/** A reviewer checks an identity, as in version 2, with a number for the step that a reviewer may repeat. */
export const thirdIdentityReviewPolicy = {
  ...secondIdentityReviewPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 3,
  /** Our choice: a reviewer takes one task 20 times at most, and so releases it no more often. */
  takingsPerTask: 20,
} as const satisfies ApprovalPolicy;

/** A reviewer checks an identity, as in version 3, and has working days for it. */
export const identityReviewPolicy = {
  ...thirdIdentityReviewPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 4,
  /**
   * R16, S1: such a review takes 3 to 5 working days. Reminded after 3, an operator is called after 5. Our choice: by
   * the calendar of the mainland, where the reviewers of the platform work.
   */
  stages: [
    {
      ...thirdIdentityReviewPolicy.stages[0],
      chain: [
        { afterWorkingDays: 3, act: 'remind' },
        { afterWorkingDays: 5, act: 'call-operator' },
      ],
    },
  ],
} as const satisfies ApprovalPolicy;

/** Confirmations that callers ask for, where no process waits. Source: S0 member registration (docs/rules.md). */
export const secondExportPolicy = {
  ...firstApprovalPolicy,
  /** Version of this table. A release that does not know it leaves such approvals to one that erases their texts. */
  version: 2,
  /** Our choice: the context and the reasons are kept for 30 days after the approval's time is over, for questions. */
  keptDays: 30,
} as const satisfies ApprovalPolicy;

/** The same, with a number for the step that an approver may repeat. */
export const thirdExportPolicy = {
  ...secondExportPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 3,
  /** Our choice: an approver takes one task 20 times at most, and so releases it no more often. */
  takingsPerTask: 20,
} as const satisfies ApprovalPolicy;

/** Confirmations that callers ask for, as in version 3. */
export const fourthExportPolicy = { ...thirdExportPolicy, version: 4 } as const satisfies ApprovalPolicy;

/** The same, with the super admin of the company where others do not answer (X1), as of a registration. */
export const exportPolicy = {
  ...fourthExportPolicy,
  /** Version of this table. A process keeps the version it was opened under. */
  version: 5,
  /** X1: as of a registration. */
  stages: approvalPolicy.stages,
} as const satisfies ApprovalPolicy;

/**
 * A second operator confirms what none of them may do alone: a key with rights over the platform, such a right of a
 * person, the end of an account that its owner did not ask for.
 */
export const operatorPolicy = {
  /** Our choice: the name that events know it by. */
  id: 'second-operator',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: no rule approves it without people. */
  autoRules: [],
  /** Our choice: one operator beside the requester is enough; reminded after 24 and 48 hours. */
  stages: [
    {
      slots: [{ selector: { kind: 'role', role: 'operator' }, need: 'any' }],
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
  /** Our choice: as long as confirmations by two people (P3). Until then an approved key is made, or not at all. */
  expiryHours: 72,
  /** Our choice: what was asked for, in words, is kept for 30 days after the approval's time is over, for questions. */
  keptDays: 30,
  /** Our choice: an operator takes one task 20 times at most, and so releases it no more often. */
  takingsPerTask: 20,
} as const satisfies ApprovalPolicy;

/** Our choice: the notice that an approval has lapsed goes out within 7 days of its end, or not at all. */
export const lapseToldDays = 7;

/**
 * Our choice: texts that no process waits for are kept for 30 days, where the policy that a company stored says
 * nothing.
 */
export const textsKeptDays = 30;

/** Our choice: an approval is returned 3 times at most; the next rejection is the last. */
export const returnsMax = 3;

/** Our choice: of the people of a slot who are missing, Temporal shows 20 at most, and how many more there are. */
export const namedMax = 20;

/** Everybody whom a stage may ask: for a slot, where a slot has nobody, and by an escalation. */
export const selectorsIn = ({ slots, ifNone, chain }: StagePolicy): readonly Selector[] => [
  ...slots.map(({ selector }) => selector),
  ...(ifNone === 'reject' ? [] : [ifNone]),
  ...chain.flatMap(({ act }) => (typeof act === 'object' && 'escalate' in act ? [act.escalate] : [])),
];

/** The roles whose holders a policy asks, in any of its stages, each once. */
export const rolesAsked = ({ stages }: Pick<ApprovalPolicy, 'stages'>): readonly RoleWord[] => [
  ...new Set(stages.flatMap(selectorsIn).flatMap((selector) => roleAsked(selector) ?? [])),
];

export const expiry = (openedAt: Instant, { expiryHours }: ApprovalPolicy): Instant | undefined =>
  expiryHours === undefined ? undefined : openedAt + expiryHours * hour;

/**
 * What happens while a stage waits, soonest first; and by which calendar steps were counted in working days, if any
 * were: provisional where its lists do not reach so far.
 */
export function planOf(openedAt: Instant, { chain }: Pick<StagePolicy, 'chain'>, by: CountedBy = { calendar: china }) {
  const plan = chain.map((step) => ({ act: step.act, ...instantOf(step, openedAt, by) }));
  const counted = plan.flatMap((step) => step.counted ?? []);
  const provisional = counted.some((each) => each.provisional);
  return {
    plan: plan.toSorted((a, b) => a.at - b.at),
    workingDays: counted.length === 0 ? undefined : { ...namedBy(by), provisional },
  };
}

function instantOf(step: Step, from: Instant, by: CountedBy): Pick<PlannedStep, 'at' | 'counted'> {
  if ('afterHours' in step) return { at: from + step.afterHours * hour };
  const { at, provisional } = afterWorkingDays(by.calendar, from, step.afterWorkingDays);
  return { at, counted: { days: step.afterWorkingDays, from, at, ...namedBy(by), provisional } };
}

/** Counted from the recorded end of its time, however early it was decided; undefined for one that keeps no texts. */
export const erasure = (expiresAt: Instant | undefined, { keptDays }: Pick<ApprovalPolicy, 'keptDays'>): Instant | undefined =>
  keptDays === undefined || expiresAt === undefined ? undefined : expiresAt + keptDays * day;
