import { In, Not } from 'typeorm';
import { waitingTasks, type Approval } from '#domain';
import type { Projected, Projection, Tx } from '#event-store';
import { PendingApprovalEntity } from './pending-approvals.entity';

export const pendingApprovalsProjection: Projection = {
  name: 'pending-approvals',
  table: 'rm.pending_approvals',
  apply: async (tx, changes) => {
    const approvals = changes.filter(({ head }) => head.type === 'approval');
    const rows = approvals.filter(wasOpened).flatMap(rowsOf);
    if (rows.length > 0) await tx.manager.insert(PendingApprovalEntity, rows);
    for (const change of approvals) if (!wasOpened(change) && mayHaveShrunk(change)) await keepOnly(tx, change);
  },
};

const wasOpened = ({ events }: Projected) => events.some(({ type }) => type === 'ApprovalOpened');

/** After the opening tasks only ever go; a reminder, or one that is taken, changes nothing about who is waited for. */
const mayHaveShrunk = ({ events, outcome }: Projected) => outcome !== undefined || events.some(({ type }) => type === 'TaskDecided');

function rowsOf({ head: { streamId }, state }: Projected): PendingApprovalEntity[] {
  const approval = state as Approval;
  if (approval.status === 'none') return [];
  const { requestedBy, expiresAt } = approval;
  const approvalId = streamId.slice('approval:'.length);
  return waitingTasks(approval).map((task) => ({ streamId, approvalId, requestedBy, dueAt: new Date(expiresAt), ...task }));
}

async function keepOnly(tx: Tx, { head: { streamId }, state }: Projected): Promise<void> {
  const waiting = waitingTasks(state as Approval).map(({ taskId }) => taskId);
  await tx.manager.delete(PendingApprovalEntity, { streamId, ...(waiting.length > 0 && { taskId: Not(In(waiting)) }) });
}
