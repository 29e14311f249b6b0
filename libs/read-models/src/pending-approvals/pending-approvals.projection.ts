import { decideBy, overdueFrom, processOf, vacancies, waitingLent, waitingTasks, type Approval } from '#domain';
import type { Projected, Projection, Tx } from '#event-store';

/**
 * Pending tasks, with their approvers and their expiry. A task that was delegated by itself has a row for its delegate
 * too. A slot that nobody is left for has a row for each of those that
 * it waits for, a role or a person: lists find the approval, and who comes finds what waits for them.
 */
export const pendingApprovalsProjection: Projection = {
  name: 'pending-approvals',
  table: 'rm.pending_approvals',
  apply: (tx, changes) => {
    const approvals = changes.filter(({ head }) => head.type === 'approval');
    const rows = approvals.filter(wasOpened).flatMap(rowsOf);
    const others = approvals.filter((change) => !wasOpened(change) && hasChanged(change));
    const added = others.filter(mayAskAnew).flatMap(rowsOf);
    return [
      ...(rows.length > 0 ? [tx.query(insert, [JSON.stringify(rows)])] : []),
      ...others.map((change) => keepOnly(tx, change)),
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
  text: `INSERT INTO rm.pending_approvals SELECT * FROM jsonb_populate_recordset(null::rm.pending_approvals, $1::jsonb)
  ON CONFLICT (stream_id, task_id) DO UPDATE
  SET due_at = excluded.due_at, overdue_at = excluded.overdue_at, assignee = excluded.assignee, lent_until = excluded.lent_until
  WHERE (pending_approvals.due_at, pending_approvals.overdue_at, pending_approvals.assignee, pending_approvals.lent_until)
    IS DISTINCT FROM (excluded.due_at, excluded.overdue_at, excluded.assignee, excluded.lent_until)`,
} as const;
const shrink = {
  name: 'project-decided-approvals',
  text: 'DELETE FROM rm.pending_approvals WHERE stream_id = $1 AND task_id <> ALL ($2::text[])',
} as const;

const wasOpened = ({ events }: Projected) => events.some(({ type }) => type === 'ApprovalOpened');

/** What changes neither whom it asks nor until when. */
const changesNothing: ReadonlySet<string> = new Set(['TaskTaken', 'TaskReleased', ...processOf('approval').minor]);

/** After a decision without anything else tasks only disappear, except in a sequence: it is the turn of others. */
const onlyTakesAway: ReadonlySet<string> = new Set([...changesNothing, 'TaskDecided']);

const hasChanged = ({ outcome, events }: Projected) => outcome !== undefined || events.some(({ type }) => !changesNothing.has(type));

/** Others may be asked, or until another instant. */
const mayAskAnew = ({ outcome, events, state }: Projected) =>
  outcome === undefined && (isInTurns(state as Approval) || events.some(({ type }) => !onlyTakesAway.has(type)));

const isInTurns = (approval: Approval) => approval.status === 'pending' && approval.stages.at(-1)?.rule === 'sequential';

function rowsOf({ head: { streamId }, state }: Projected) {
  const approval = state as Approval;
  if (approval.status === 'none') return [];
  const { requestedBy } = approval;
  const row = {
    stream_id: streamId,
    approval_id: streamId.slice('approval:'.length),
    requested_by: requestedBy,
    due_at: decideByOf(approval),
    overdue_at: lateFrom(approval),
  };
  return tasksOf(approval).map((task) => ({ ...row, ...task }));
}

/** No slot has a task with the id of a vacancy, or of a task that is in the hands of a delegate. */
const tasksOf = (approval: Approval) => [
  ...waitingTasks(approval).map(({ taskId, assignee }) => ({ task_id: taskId, assignee })),
  ...waitingLent(approval).map(({ taskId, to, until }) => ({
    task_id: `lent.${taskId}`,
    assignee: to,
    lent_until: until === undefined ? null : new Date(until),
  })),
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

const lateFrom = (approval: Parameters<typeof overdueFrom>[0]) => {
  const at = overdueFrom(approval);
  return at === undefined ? null : new Date(at);
};

const keepOnly = (tx: Tx, { head: { streamId }, state }: Projected) =>
  tx.query(shrink, [streamId, tasksOf(state as Approval).map(({ task_id }) => task_id)]);
