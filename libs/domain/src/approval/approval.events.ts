import { code, count, defined, eventsOf, flag, id, instant, list, optional, type EventOf, type Shape } from '../events';
import type { Instant } from '../decider';
import {
  decidedBy,
  erasedFields,
  isEnded,
  isOpened,
  isPending,
  openingFields,
  openStage,
  timesTaken,
  workingDays,
  type Approval,
  type DecidedBy,
  type OpenedApproval,
  type Opening,
  type Outcome,
  type EndedApproval,
  type PendingApproval,
} from './approval';
import { answer } from './answer';
import { evidenceEvents } from './evidence.events';
import { handingOnEvents } from './handing-on.events';
import { adoptedFields, withAdopted } from './adopted';
import { lentFields, takenBack, withLent } from './lent';
import { isCall, isDecision, isEscalation, isReminder } from './plan';
import { escalatedFields, stageOpenedFields, turnsIn, withEscalation, withReturn, withStageOpened, withVerdict } from './stages';
import { resolvedFields, withResolved } from './resolved';
import { decisionsOnTask, planned, type PlannedStep, type Slot } from './stage';
import { openTasks } from './tally';

const { event, from } = eventsOf<Approval>();

const onTask = { taskId: code() };

/** Older releases did not record who decided. `endedAt`: of one without an end of its time, whose texts go some day. */
const endsAs = <const F extends Shape>(status: Outcome, shape: F) =>
  from(isPending)({ ...shape, decidedBy: optional(decidedBy), endedAt: optional(instant) }, (approval, data) =>
    ended(approval, status, data),
  );
const ended = (
  approval: PendingApproval,
  status: Outcome,
  data: { decidedBy?: DecidedBy; unfilled?: readonly string[]; endedAt?: Instant },
): EndedApproval => ({
  ...approval,
  status,
  ...defined({ decidedBy: data.decidedBy, unfilled: data.unfilled, endedAt: data.endedAt }),
});

export const approvalEvents = {
  ApprovalOpened: event(
    openingFields,
    (_, { stage, ...opened }) => ({ status: 'pending', ...opened, stages: [stage], reminded: 0, taken: {}, decided: {} }),
    { was: (recorded) => withPlan(withStage(recorded as AnyOpening)) },
  ),
  /** `by`: in the place of the assignee. */
  TaskTaken: from(isOpened)({ ...onTask, by: optional(id) }, (approval, { taskId, by }) => ({
    ...approval,
    ...((by !== undefined || approval.takenBy) && {
      takenBy: { ...without(approval.takenBy ?? {}, taskId), ...defined({ [taskId]: by }) },
    }),
    taken: { ...approval.taken, [taskId]: true },
    takings: { ...approval.takings, [taskId]: timesTaken(approval, taskId) + 1 },
  })),
  TaskReleased: from(isOpened)(onTask, (approval, { taskId }) => ({ ...approval, taken: without(approval.taken, taskId) })),
  TaskDecided: from(isOpened)(
    {
      ...{ ...onTask, verdict: code(...decisionsOnTask), at: instant, reasonCode: optional(code()) },
      ...{ restsOn: optional(id), by: optional(id), answer: optional(answer) },
    },
    (approval, { taskId, ...decision }) => {
      return turnsIn(approval, keepTaken({ ...approval, decided: { ...approval.decided, [taskId]: decision } }));
    },
  ),
  /** The assignee lets somebody else decide it too. */
  TaskDelegated: from(isOpened)(lentFields, (approval, lent) => withLent(approval, lent)),
  TaskTakenBack: from(isOpened)(onTask, (approval, { taskId }) => takenBack(approval, taskId)),
  /**
   * Of the open stage: the tasks of those who may decide no more are closed, others are asked; slots that wait for
   * somebody.
   */
  ApproversResolved: from(isPending)(resolvedFields, (approval, resolved) => keepTaken(withResolved(approval, resolved))),
  /** The next stage, or the first of a new round: its people are those of this moment. */
  StageOpened: from(isPending)(stageOpenedFields, withStageOpened),
  /** What was decided from this stage on is void. */
  StageReturned: from(isPending)({ to: count }, withReturn),
  /** People are asked beside those of the open stage, in each slot that waits. */
  StageEscalated: from(isPending)(escalatedFields, (approval, escalated) => withEscalation(withDone(approval, isEscalation), escalated)),
  /** A timer has decided the open stage. */
  StageDecided: from(isPending)({ verdict: code('approve', 'reject'), decidedBy }, (approval, { verdict }) =>
    withVerdict(withDone(approval, isDecision), verdict),
  ),
  ApproversReminded: from(isOpened)(
    { n: count },
    (approval, { n }) => ({ ...withDone(approval, isReminder), reminded: n, noticeOf: 'reminder' }),
    { minor: true },
  ),
  OperatorCalled: from(isPending)({}, (approval) => ({ ...withDone(approval, isCall), operatorCalled: true }), { minor: true }),
  /** It goes on by another policy: every deadline is recorded anew. */
  PolicyAdopted: from(isPending)(adoptedFields, withAdopted),
  ApproversUnseen: from(isOpened)({ people: list(id) }, (approval, { people }) => ({ ...approval, unseen: people }), { minor: true }),
  /** Nobody: the newest notice has reached somebody. */
  ApproversUnreached: from(isOpened)(
    { people: list(id) },
    ({ unreached: _before, ...approval }, { people }) => ({ ...approval, ...(people.length > 0 && { unreached: people }) }),
    {
      minor: true,
    },
  ),
  /** Of the open stage, counted again by another version of a calendar: what has happened is done as before. */
  DeadlinesReplanned: from(isPending)({ plan: list(planned), workingDays }, (approval, { plan, workingDays: by }) => ({
    ...approval,
    plan: plan.map((step, n) => (approval.plan[n]?.done ? { ...step, done: true as const } : step)).toSorted((a, b) => a.at - b.at),
    workingDays: by,
  })),
  ...evidenceEvents,
  ...handingOnEvents,
  /** `forRequester`: they read it too; left out: those who decide alone. */
  CommentAdded: from(isOpened)(
    { commentId: id, by: id, forRequester: optional(flag) },
    (approval) => ({ ...approval, comments: (approval.comments ?? 0) + 1 }),
    { minor: true },
  ),
  ReminderRequested: from(isOpened)(
    { at: instant },
    (approval, { at }) => ({
      ...approval,
      reminders: { times: (approval.reminders?.times ?? 0) + 1, lastAt: at },
      noticeOf: 'reminder',
    }),
    { minor: true },
  ),
  /** `answer`: what all who approved it have said beside. */
  ApprovalApproved: endsAs('approved', { answer: optional(answer) }),
  ApprovalRejected: endsAs('rejected', { reasonCode: code() }),
  ApprovalExpired: endsAs('expired', { unfilled: optional(list(code())) }),
  ApprovalWithdrawn: endsAs('withdrawn', {}),
  /** The process that waited has ended, and needs no answer. */
  ApprovalClosed: endsAs('withdrawn', {}),
  RetentionEnded: from(isEnded)({}, (approval) => ({ ...approval, retentionOver: true }), { minor: true }),
  ApprovalErased: from(isEnded)(erasedFields, (approval, erased) => ({ ...approval, erased }), { minor: true }),
};
export type ApprovalEvent = EventOf<typeof approvalEvents>;

/** As earlier releases recorded it: their reminders, and when an operator is called. */
type OpenedWithoutPlan = Omit<Opening, 'plan'> & { remindAts: readonly Instant[]; callsOperatorAt?: Instant };

/** Before that: one round of one stage, whose slots must all be filled. Its tasks are called `<slot>.<n>`. */
export type OpenedWithoutStage = Omit<OpenedWithoutPlan, 'policyVersion' | 'round' | 'stage'> & { slots: readonly Slot[] };

type AnyOpening = Opening | OpenedWithoutPlan | OpenedWithoutStage;

/** Tasks keep the ids by which later events know them. */
function withStage(recorded: AnyOpening): Opening | OpenedWithoutPlan {
  if ('stage' in recorded) return recorded;
  const { slots, ...opened } = recorded;
  return { ...opened, policyVersion: 1, round: 1, stage: { index: 1, rule: 'all', distinct: true, slots } };
}

function withPlan(recorded: Opening | OpenedWithoutPlan): Opening {
  if ('plan' in recorded) return recorded;
  const { remindAts, callsOperatorAt, ...opened } = recorded;
  const reminders = remindAts.map((at) => ({ at, act: 'remind' as const }));
  const calls = callsOperatorAt === undefined ? [] : [{ at: callsOperatorAt, act: 'call-operator' as const }];
  return { ...opened, plan: [...reminders, ...calls].toSorted((a, b) => a.at - b.at) };
}

/** The first such step that has not happened yet has. */
function withDone<A extends OpenedApproval>(approval: A, isMeant: (step: PlannedStep) => boolean): A {
  const next = approval.plan.find((step) => !step.done && isMeant(step));
  return { ...approval, plan: approval.plan.map((step) => (step === next ? { ...step, done: true } : step)) };
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
