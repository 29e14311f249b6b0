import type { Projection } from '#event-store';
import { accountTimelineProjection } from './account-timeline/account-timeline.projection';
import { approvalActsProjection } from './approval-inbox/acts.projection';
import { pendingApprovalsProjection } from './pending-approvals/pending-approvals.projection';
import { processProjection } from './process/process.projection';

/** Every read model: the one place that registers them. */
export const projections: readonly Projection[] = [
  processProjection,
  accountTimelineProjection,
  pendingApprovalsProjection,
  approvalActsProjection,
];
