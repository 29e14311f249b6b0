import { code, count, defined, eventsOf, id, instant, list, optional, type EventOf, type Shape } from '../events';
import {
  erasedFields,
  isEnded,
  isOpened,
  isPending,
  openingFields,
  openStage,
  timesTaken,
  type Approval,
  type OpenedApproval,
  type Opening,
  type Outcome,
} from './approval';
import { resolvedFields, withResolved } from './resolved';
import { decisionsOnTask, type Slot } from './stage';
import { openTasks } from './tally';

const { event, from } = eventsOf<Approval>();

const onTask = { taskId: code() };

const endsAs = <const F extends Shape>(status: Outcome, shape: F) => from(isPending)(shape, (approval) => ({ ...approval, status }));

export const approvalEvents = {
  ApprovalOpened: event(
    openingFields,
    (_, { stage, ...opened }) => ({ status: 'pending', ...opened, stages: [stage], reminded: 0, taken: {}, decided: {} }),
    { was: (recorded) => withStage(recorded as Opening | OpenedWithoutStage) },
  ),
  TaskTaken: from(isOpened)(onTask, (approval, { taskId }) => ({
    ...approval,
    taken: { ...approval.taken, [taskId]: true },
    takings: { ...approval.takings, [taskId]: timesTaken(approval, taskId) + 1 },
  })),
  TaskReleased: from(isOpened)(onTask, (approval, { taskId }) => ({ ...approval, taken: without(approval.taken, taskId) })),
  TaskDecided: from(isOpened)(
    { ...onTask, verdict: code(...decisionsOnTask), at: instant, reasonCode: optional(code()), restsOn: optional(id) },
    (approval, { taskId, ...decision }) => {
      return keepTaken({ ...approval, decided: { ...approval.decided, [taskId]: decision } });
    },
  ),
  /**
   * Of the open stage: the tasks of those who may decide no more are closed, others are asked; slots that wait for
   * somebody.
   */
  ApproversResolved: from(isPending)(resolvedFields, (approval, resolved) => keepTaken(withResolved(approval, resolved))),
  ApproversReminded: from(isOpened)({ n: count }, (approval, { n }) => ({ ...approval, reminded: n }), { minor: true }),
  OperatorCalled: from(isPending)({}, (approval) => ({ ...approval, operatorCalled: true }), { minor: true }),
  ApproversUnseen: from(isOpened)({ people: list(id) }, (approval, { people }) => ({ ...approval, unseen: people }), { minor: true }),
  ApprovalApproved: endsAs('approved', {}),
  ApprovalRejected: endsAs('rejected', { reasonCode: code() }),
  ApprovalExpired: from(isPending)({ unfilled: optional(list(code())) }, (approval, { unfilled }) => ({
    ...approval,
    status: 'expired',
    ...defined({ unfilled }),
  })),
  ApprovalWithdrawn: endsAs('withdrawn', {}),
  /** The process that waited has ended, and needs no answer. */
  ApprovalClosed: endsAs('withdrawn', {}),
  RetentionEnded: from(isEnded)({}, (approval) => ({ ...approval, retentionOver: true }), { minor: true }),
  ApprovalErased: from(isEnded)(erasedFields, (approval, erased) => ({ ...approval, erased }), { minor: true }),
};
export type ApprovalEvent = EventOf<typeof approvalEvents>;

/**
 * As earlier releases recorded it: one round of one stage, whose slots must all be filled. Its tasks are called
 * `<slot>.<n>`.
 */
export type OpenedWithoutStage = Omit<Opening, 'policyVersion' | 'round' | 'stage'> & { slots: readonly Slot[] };

/** Tasks keep the ids by which later events know them. */
function withStage(recorded: Opening | OpenedWithoutStage): Opening {
  if ('stage' in recorded) return recorded;
  const { slots, ...opened } = recorded;
  return { ...opened, policyVersion: 1, round: 1, stage: { index: 1, rule: 'all', distinct: true, slots } };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/**
 * Keeps the taken tasks that are still pending: their slot is not filled, their assignee has not decided in another
 * one, and they are not closed.
 */
function keepTaken<A extends OpenedApproval>(approval: A): A {
  const waiting = openTasks(openStage(approval), approval.decided).filter(({ taskId }) => approval.taken[taskId]);
  return { ...approval, taken: Object.fromEntries(waiting.map(({ taskId }) => [taskId, true])) };
}
