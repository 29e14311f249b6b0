import { thirdApprovalPolicy } from './approval.policy';
import type { ApprovalPolicy } from './policy';

/**
 * A company goes through the rights of its people and keys (G13): one approval a right, which keeps or removes it.
 */
export const rightsReviewApprovalPolicy = {
  /** Our choice: the name that events know it by. */
  id: 'rights-review',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: no rule keeps or removes a right without people. */
  autoRules: [],
  /**
   * G13, our choice: one super admin is enough, and nobody decides about themselves. The review itself tells and
   * reminds them, once for all of its rights.
   */
  stages: [
    {
      slots: [{ selector: { kind: 'role', role: 'super-admin' }, need: 'any' }],
      rule: 'all',
      distinct: true,
      selfApproval: 'forbid',
      ifNone: 'reject',
      onReject: 'reject',
      chain: [],
    },
  ],
  /** Our choice: what people wrote is kept for 30 days after the end of the review, for questions. */
  keptDays: 30,
  /** Our choice: a super admin takes one task 20 times at most, and so releases it no more often. */
  takingsPerTask: 20,
} as const satisfies ApprovalPolicy;

const layer = {
  rule: 'all',
  distinct: true,
  selfApproval: 'forbid',
  ifNone: { kind: 'superAdmin' },
  onReject: 'reject',
  chain: [
    { afterHours: 24, act: 'remind' },
    { afterHours: 48, act: 'remind' },
  ],
} as const;

/** The download of a core document passes several layers of approval, one after another (P6, S0). */
export const layeredExportPolicy = {
  /** Our choice: the name that a caller may ask for it by. */
  id: 'export-in-layers',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: no rule lets a core document go without people. */
  autoRules: [],
  /** P6, our choice: first a manager of the requester, then the IT admin; where one is missing, a super admin. */
  stages: [
    { ...layer, slots: [{ selector: { kind: 'manager' }, need: 'any' }] },
    { ...layer, slots: [{ selector: { kind: 'role', role: 'it-admin' }, need: 'any' }] },
  ],
  /** Our choice: as long as confirmations by two people (P3). */
  expiryHours: 72,
  /** Our choice: the context and the reasons are kept for 30 days after the approval's time is over, for questions. */
  keptDays: 30,
  /** Our choice: an approver takes one task 20 times at most, and so releases it no more often. */
  takingsPerTask: 20,
} as const satisfies ApprovalPolicy;

/** The allowance of external contacts is an application of its own (P7). Who confirms it is our choice. */
export const contactQuotaPolicy = {
  ...thirdApprovalPolicy,
  /** Our choice: the name that events know it by. */
  id: 'contact-quota',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
} as const satisfies ApprovalPolicy;
