import { day, type Instant } from '../decider';

/** How an administrator hands a company over. */
export const adminTransferPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** D10, our choice: the successor has 7 days to accept. */
  acceptanceDays: 7,
} as const;
export type AdminTransferPolicy = typeof adminTransferPolicy;
export const adminTransferPolicies = { 1: adminTransferPolicy } as const;

export const acceptanceEnd = (from: Instant, policy: AdminTransferPolicy): Instant => from + policy.acceptanceDays * day;
