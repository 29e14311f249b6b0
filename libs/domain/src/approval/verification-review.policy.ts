import { identityReviewPolicy } from './approval.policy';
import type { ApprovalPolicy } from './policy';

/**
 * A person looks at a proof of identity that no provider could confirm, or that only people can judge (V1, R18). Who
 * does it, and how long it takes, is our choice: as with the identity of an applicant (R16).
 */
export const verificationReviewPolicy = {
  ...identityReviewPolicy,
  /** Our choice: the name that events know it by. */
  id: 'verification-review',
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
} as const satisfies ApprovalPolicy;
