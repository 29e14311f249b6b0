import type { MatterType } from '../approval/matters';

/** Policies of approvals that a company or the platform stores in the place of the built-in ones. */
export const approvalPolicyPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** Our choice: a policy has 10 stages at most. */
  stages: 10,
  /** Our choice: a stage has 10 slots at most. */
  slotsPerStage: 10,
  /** Our choice: the chain of a stage has 20 steps at most. */
  stepsPerChain: 20,
  /** Our choice: a policy has 10 rules at most that approve by themselves. */
  autoRules: 10,
  /** Our choice: such a rule names 100 positions at most. */
  positionsPerRule: 100,
  /** Our choice: a policy changes 99 times at most, so that it has 100 versions, which one answer lists. */
  changes: 99,
  /** Our choice: it is disabled 100 times at most. */
  disablings: 100,
  /** Our choice: one approval goes on by another policy, or another version, 20 times at most. */
  adoptions: 20,
  /** Our choice: one call lets 200 approvals at most adopt a version. */
  adoptionsPerCall: 200,
  /** Our choice: its content has 16 KiB at most, written as JSON: each approval that it opens keeps it. */
  bytes: 16_384,
  /** Our choice: a step of a chain comes within a year of the opening of its stage. */
  hoursMax: 8_760,
  /** Our choice: a step comes after 250 working days at most, about a year of them. */
  workingDaysMax: 250,
  /** Our choice: texts are kept for a year at most after the time of an approval is over. */
  keptDaysMax: 365,
  /** Our choice: a task may be taken 100 times at most. */
  takingsMax: 100,
  /** Our choice: a slot asks for 500 approvals at most, as many as a group has people. */
  needMax: 500,
} as const;
export type ApprovalPolicyPolicy = typeof approvalPolicyPolicy;

/** By version: a stored policy keeps the limits that it was opened under. */
export const approvalPolicyPolicies = { 1: approvalPolicyPolicy } as const;

/**
 * Whose stored policies take the place of the built-in one, by the type of the matter. Our choice: what operators
 * confirm to one another stays as it is built, or a lone operator could store a policy that asks a friend.
 */
const storedBy: Readonly<Partial<Record<MatterType, 'company' | 'platform'>>> = {
  registration: 'company',
  'document-export': 'company',
  'identity-review': 'platform',
};

/** Whether the company, or the platform for want of one, may store a policy for such a matter. */
export const mayBeStored = (type: MatterType, of: 'company' | 'platform'): boolean =>
  storedBy[type] !== undefined && (of === 'platform' || storedBy[type] === 'company');
