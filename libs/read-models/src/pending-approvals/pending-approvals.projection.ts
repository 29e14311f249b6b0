import { decideBy, waitingTasks, type Approval } from '#domain';
import type { Projected, Projection, Tx } from '#event-store';

/** Pending tasks, with their approvers and their expiry. */
export const pendingApprovalsProjection: Projection = {
  name: 'pending-approvals',
  table: 'rm.pending_approvals',
  apply: (tx, changes) => {
    const approvals = changes.filter(({ head }) => head.type === 'approval');
    const rows = approvals.filter(wasOpened).flatMap(rowsOf);
    const others = approvals.filter((change) => !wasOpened(change) && mayHaveShrunk(change));
    return [...(rows.length > 0 ? [tx.query(insert, [JSON.stringify(rows)])] : []), ...others.map((change) => keepOnly(tx, change))];
  },
};

const insert = {
  name: 'project-pending-approvals',
  text: 'INSERT INTO rm.pending_approvals SELECT * FROM jsonb_populate_recordset(null::rm.pending_approvals, $1::jsonb)',
} as const;
const shrink = {
  name: 'project-decided-approvals',
  text: 'DELETE FROM rm.pending_approvals WHERE stream_id = $1 AND task_id <> ALL ($2::text[])',
} as const;

const wasOpened = ({ events }: Projected) => events.some(({ type }) => type === 'ApprovalOpened');

/** After the first event tasks only disappear; a reminder or a taken task changes no approver. */
const mayHaveShrunk = ({ events, outcome }: Projected) => outcome !== undefined || events.some(({ type }) => type === 'TaskDecided');

function rowsOf({ head: { streamId }, state }: Projected) {
  const approval = state as Approval;
  if (approval.status === 'none') return [];
  const { requestedBy } = approval;
  const row = {
    stream_id: streamId,
    approval_id: streamId.slice('approval:'.length),
    requested_by: requestedBy,
    due_at: decideByOf(approval),
  };
  return waitingTasks(approval).map(({ taskId, assignee }) => ({ ...row, task_id: taskId, assignee }));
}

/** One that has no such instant comes last. */
const farAway = new Date('9999-12-31T00:00:00Z');
const decideByOf = (approval: Parameters<typeof decideBy>[0]) => {
  const at = decideBy(approval);
  return at === undefined ? farAway : new Date(at);
};

const keepOnly = (tx: Tx, { head: { streamId }, state }: Projected) =>
  tx.query(shrink, [streamId, waitingTasks(state as Approval).map(({ taskId }) => taskId)]);
