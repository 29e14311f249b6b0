import type { Projection } from '#event-store';
import { accountTimelineProjection } from './account-timeline/account-timeline.projection';
import { pendingApprovalsProjection } from './pending-approvals/pending-approvals.projection';
import { processProjection } from './process/process.projection';

/** Every read model there is: the one place where one is registered. */
export const projections: readonly Projection[] = [processProjection, accountTimelineProjection, pendingApprovalsProjection];
