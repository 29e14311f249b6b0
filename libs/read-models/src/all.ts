import type { Projection } from '#event-store';
import { AccountTimelineEntity } from './account-timeline/account-timeline.entity';
import { accountTimelineProjection } from './account-timeline/account-timeline.projection';
import { PendingApprovalEntity } from './pending-approvals/pending-approvals.entity';
import { pendingApprovalsProjection } from './pending-approvals/pending-approvals.projection';
import { ProcessEntity } from './process/process.entity';
import { processProjection } from './process/process.projection';

/** Every read model there is: the one place where one is registered. */
export const projections: readonly Projection[] = [processProjection, accountTimelineProjection, pendingApprovalsProjection];
export const entities = [ProcessEntity, AccountTimelineEntity, PendingApprovalEntity];
