import { decideBy, vacancies, waitingTasks, type Approval } from '#domain';
import type { Projected, Projection, Tx } from '#event-store';

/**
 * Pending tasks, with their approvers and their expiry. A slot that nobody is left for has a row for each of those that
 * it waits for, a role or a person: lists find the approval, and who comes finds what waits for them.
 */
export const pendingApprovalsProjection: Projection = {
  name: 'pending-approvals',
  table: 'rm.pending_approvals',
  apply: (tx, changes) => {
    const approvals = changes.filter(({ head }) => head.type === 'approval');
    const rows = approvals.filter(wasOpened).flatMap(rowsOf);
    const others = approvals.filter((change) => !wasOpened(change) && mayHaveShrunk(change));
    const added = approvals.filter(wasResolved).flatMap(rowsOf);
    return [
      ...(rows.length > 0 ? [tx.query(insert, [JSON.stringify(rows)])] : []),
      ...others.map((change) => keepOnly(tx, change)),
      ...changes.filter(wasPostponed).map((change) => moveInstant(tx, change)),
      ...(added.length > 0 ? [tx.query(insertMissing, [JSON.stringify(added)])] : []),
    ];
  },
};

const insert = {
  name: 'project-pending-approvals',
  text: 'INSERT INTO rm.pending_approvals SELECT * FROM jsonb_populate_recordset(null::rm.pending_approvals, $1::jsonb)',
} as const;
const insertMissing = {
  name: 'project-resolved-approvals',
  text: 'INSERT INTO rm.pending_approvals SELECT * FROM jsonb_populate_recordset(null::rm.pending_approvals, $1::jsonb) ON CONFLICT DO NOTHING',
} as const;
const shrink = {
  name: 'project-decided-approvals',
  text: 'DELETE FROM rm.pending_approvals WHERE stream_id = $1 AND task_id <> ALL ($2::text[])',
} as const;

const postpone = {
  name: 'project-postponed-approvals',
  text: 'UPDATE rm.pending_approvals SET due_at = $2 WHERE stream_id = $1 AND due_at <> $2',
} as const;

const wasOpened = ({ events }: Projected) => events.some(({ type }) => type === 'ApprovalOpened');

const asksOthers = new Set(['ApproversResolved', 'TaskReassigned', 'ApproverAdded']);
const wasResolved = ({ events }: Projected) => events.some(({ type }) => asksOthers.has(type));

/** X15: with the clock stands still when it must be decided, and is later once it goes on. */
const stopsClock = new Set(['EvidenceRequested', 'EvidenceGiven', 'EvidenceRequestCancelled']);
const wasPostponed = ({ head, events }: Projected) => head.type === 'approval' && events.some(({ type }) => stopsClock.has(type));

/** Without others who are asked tasks only disappear; a reminder or a taken task changes no approver. */
const mayHaveShrunk = (change: Projected) =>
  change.outcome !== undefined || wasResolved(change) || change.events.some(({ type }) => type === 'TaskDecided');

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
  return tasksOf(approval).map((task) => ({ ...row, ...task }));
}

/** No slot has a task with the id of a vacancy. */
const tasksOf = (approval: Approval) => [
  ...waitingTasks(approval).map(({ taskId, assignee }) => ({ task_id: taskId, assignee })),
  ...vacancies(approval).flatMap(({ slot, waitsFor }) =>
    waitsFor.map((awaited, n) => ({ task_id: `vacant.${slot}.${n + 1}`, assignee: awaited })),
  ),
];

/** One that has no such instant comes last. */
const farAway = new Date('9999-12-31T00:00:00Z');
type Opened = Parameters<typeof decideBy>[0];
const decideByOf = (approval: Opened) => {
  const at = decideBy(approval);
  return at === undefined ? farAway : new Date(at);
};

const moveInstant = (tx: Tx, { head: { streamId }, state }: Projected) => tx.query(postpone, [streamId, decideByOf(state as Opened)]);

const keepOnly = (tx: Tx, { head: { streamId }, state }: Projected) =>
  tx.query(shrink, [streamId, tasksOf(state as Approval).map(({ task_id }) => task_id)]);
