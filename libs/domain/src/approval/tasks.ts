import { refuse, type Instant } from '../decider';
import { code, count, defined, id, optional, type DataOf } from '../events';
import { openStage, timesTaken, type DecidedBy, type PendingApproval } from './approval';
import { isRightOf } from '../rights-review/right';
import { afterApproval, afterRejection, isOpenedStage, mayReturn, returningTo, stageToReturnTo, type Advancing } from './advance';
import { returnsMax } from './approval.policy';
import type { ApprovalPolicy } from './policy';
import { rolesToOpen } from './chain';
import { chosenCalendar } from './calendar-of';
import { calendarToOpen } from './calendar-to-open';
import { answer } from './answer';
import { whyNotAnswered } from './answers';
import { accept, inTime, rule } from './conditions';
import {
  actingFields,
  actingFor,
  actsForRequester,
  factsAboutActing,
  isChained,
  isBarred,
  mayBeApplicant,
  tasksForOthers,
} from './acting-for-others';
import { isPaused } from './evidence';
import { mayStill, type ActorFacts } from './entitlement';
import { unfilledSlots } from './lapse';
import { waitingProcess } from './matters';
import { asOnePerson } from './people';
import { policyOf } from './policy-of';
import { movedForOperators } from './second-operator';
import { decisionsOnTask, selectorOf, type DecisionOnTask, type Slot } from './stage';
import { decisionsThatCount, isFilled, openTasks, placesLeft, tally, tasksOf } from './tally';

const onTask = { ...actingFields, taskId: code() };
const decideTask = {
  ...actingFields,
  decision: code(...decisionsOnTask),
  /** With `return`, from 1: where the new round begins. Left out: where a rejection leads, else the stage before. */
  returnTo: optional(count),
  /** Left out: the actor's first task that they may decide. */
  taskId: optional(code()),
  reasonCode: optional(code()),
  /** The principal of the key that alone says who decides; left out where the person proves it. */
  restsOn: optional(id),
  /** With `approve`: what the matter lets its people say beside it. */
  answer: optional(answer),
};
type OnTask = DataOf<typeof onTask>;
type DecideTask = DataOf<typeof decideTask>;

/** Why an actor has no task here to act on. */
export const onOwnTask = [
  'self-approval',
  'not-an-approver',
  'delegation-chain',
  'already-decided',
  'task-unknown',
  'turn-not-reached',
] as const;
/** Why none of their tasks can be approved, or taken to be. */
const onApproval = ['needed-in-other-slot', 'approvers-missing', 'task-taken'] as const;
/** Why nobody may return it, or not there. */
const onReturn = ['stage-not-open', 'returns-used-up'] as const;

/** What an assignee does with their tasks. */
export const taskRules = {
  /** The last decision may end the approval, by the rule of its stage. One person fills one slot, and decides once. */
  DecideTask: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: decideTask,
    given: inTime,
    needs: (command, approval) => ({
      matter: waitingProcess(approval.matter),
      ...movedForOperators(approval),
      ...factsAboutActing(command, approval, rolesItMayOpen(command, approval)),
      ...(mayOpenStage(command, approval) ? calendarToOpen(approval) : {}),
    }),
    then: (found) => ({ chosen: chosenCalendar(found) }),
    emits: ['TaskDecided', 'StageOpened', 'StageReturned', 'ApprovalApproved', 'ApprovalRejected'],
    refuses: ['reason-missing', 'awaiting-evidence', 'answer-unknown', 'answers-differ', ...onOwnTask, ...onApproval, ...onReturn],
    tries: (approval, actor, inPlaceOf) => {
      const approve = { actor, ...actingFor(approval, actor, inPlaceOf), decision: 'approve' as const };
      return isPaused(approval) ? [approve, { ...approve, decision: 'reject' as const, reasonCode: 'any' }] : [approve];
    },
    decide: ({ state, command, facts, now, policy: policies }) => {
      const { decision, reasonCode } = command;
      if (decision !== 'approve' && reasonCode === undefined) return refuse('reason-missing');
      const approval = asOnePerson(state, command);
      const meant = tasksMeant(approval, command, facts, now);
      if (!('tasks' in meant)) return meant;
      // X15: whether the evidence convinces them is for later; that nothing can, they may say at once.
      if (decision === 'approve' && isPaused(state)) return refuse('awaiting-evidence');
      if (decision === 'approve' && isSpent(approval, command.restsOn)) return refuse('already-decided');
      const task = decision === 'approve' ? taskToFill(approval, meant.tasks, command.actor) : firstFree(approval, meant.tasks);
      if (!('taskId' in task)) return task;
      if (mayBeApplicant(command, facts.matter)) return refuse('self-approval');
      const unanswered = decision === 'approve' ? whyNotAnswered(approval, command.answer) : undefined;
      if (unanswered) return unanswered;
      const policy = policyOf(state, policies);
      const to = returnTo(approval, command, policy);
      if (typeof to === 'object') return to;
      return recordDecision(task, {
        command,
        to,
        of: { approval, policy, facts, now, decidedBy: deciderOn(task, command), answer: command.answer },
      });
    },
  }),
  /** Taking a task reserves one place in its slot. */
  TakeTask: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: onTask,
    given: inTime,
    needs: factsAboutActing,
    atMost: {
      times: (policies, approval) => policyOf(approval, policies).takingsPerTask,
      soFar: (state, command) => (command ? timesTaken(state, command.taskId) : 0),
    },
    emits: ['TaskTaken'],
    refuses: [...onOwnTask, ...onApproval, 'task-taken-already'],
    tries: eachTask,
    decide: ({ state, command, facts, now }) => {
      const approval = asOnePerson(state, command);
      const meant = tasksMeant(approval, command, facts, now);
      if (!('tasks' in meant)) return meant;
      const task = taskToFill(approval, meant.tasks, command.actor);
      if (!('taskId' in task)) return task;
      if (state.taken[task.taskId]) return refuse('task-taken-already');
      return accept({ type: 'TaskTaken', taskId: task.taskId, ...defined({ by: delegateOn(task, command) }) });
    },
  }),
  /** Others of its slot may have the place again. */
  ReleaseTask: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: onTask,
    given: inTime,
    needs: factsAboutActing,
    emits: ['TaskReleased'],
    refuses: [...onOwnTask, 'task-not-taken'],
    tries: eachTask,
    decide: ({ state, command, facts, now }) => {
      const meant = tasksMeant(asOnePerson(state, command), command, facts, now);
      if (!('tasks' in meant)) return meant;
      return state.taken[command.taskId] ? accept({ type: 'TaskReleased', taskId: command.taskId }) : refuse('task-not-taken');
    },
  }),
};

export type Task = Slot['tasks'][number] & { slot: Slot };

export const ownTasks = (approval: PendingApproval, actor: string): readonly Task[] =>
  openStage(approval).slots.flatMap((slot) => slot.tasks.filter(({ assignee }) => assignee === actor).map((task) => ({ ...task, slot })));

/** The tasks that an actor may name: their own, or, without any, one that nobody has, so that the refusal says why. */
export function eachOwnTask(approval: PendingApproval, actor: string): readonly [OnTask, ...OnTask[]] {
  const [first = { taskId: 'none' }, ...others] = ownTasks(approval, actor);
  return [{ actor, taskId: first.taskId }, ...others.map(({ taskId }) => ({ actor, taskId }))];
}

/** The same with the tasks of those in whose place they may act. */
function eachTask(approval: PendingApproval, actor: string, inPlaceOf: readonly string[]): readonly [OnTask, ...OnTask[]] {
  const others = actingFor(approval, actor, inPlaceOf);
  const ofOthers = Object.keys(others.lenders ?? {}).flatMap((person) => ownTasks(approval, person));
  const own = ownTasks(approval, actor);
  const [first = { taskId: 'none' }, ...more] = [...own, ...ofOthers];
  return [{ actor, ...others, taskId: first.taskId }, ...more.map(({ taskId }) => ({ actor, ...others, taskId }))];
}

/**
 * The actor's tasks that the command may mean and that still wait, their own before those of others: the named one, or
 * all of them; otherwise why there is none. Of a slot that asks for what they are no more, none is theirs.
 */
export function tasksMeant(
  approval: PendingApproval,
  command: Omit<OnTask, 'taskId'> & { taskId?: string },
  facts: ActorFacts,
  now: Instant,
) {
  const { actor, taskId } = command;
  if (actor === approval.requestedBy || isRightOf(approval.concerns, command) || isBarred(approval, command))
    return refuse('self-approval');
  const delegationId = actsForRequester(approval, command, facts, now);
  if (delegationId !== undefined) return refuse('self-approval', { delegationId });
  const own = ownTasks(approval, actor).filter((task) => mayStill(command, approval, selectorOf(task.slot, task), facts));
  const all = [...own, ...tasksForOthers(approval, command, facts, now)];
  const chained = taskId !== undefined && isChained(approval, command, taskId);
  if (all.length === 0)
    return refuse(chained ? 'delegation-chain' : wasAskedBefore(approval, actor) ? 'already-decided' : 'not-an-approver');
  if (hasDecided(approval, actor)) return refuse('already-decided');
  const named = all.filter((task) => taskId === undefined || task.taskId === taskId);
  if (named.length === 0) return refuse(chained ? 'delegation-chain' : 'task-unknown');
  const stage = openStage(approval);
  const waiting = openTasks(stage, approval.decided).map((task) => task.taskId);
  const tasks = named.filter((task) => waiting.includes(task.taskId));
  if (tasks.length > 0) return { tasks };
  const counted = decisionsThatCount(stage, approval.decided);
  const comesLater = stage.rule === 'sequential' && named.every(({ slot }) => !isFilled(slot, counted));
  return refuse(comesLater ? 'turn-not-reached' : 'already-decided');
}

/** A stage before has asked them, and others have decided it: it is over, as a task that somebody else has decided. */
const wasAskedBefore = ({ stages }: PendingApproval, actor: string): boolean =>
  stages.slice(0, -1).some((stage) => tasksOf(stage).some(({ assignee }) => assignee === actor));

/** One person decides once in a stage, be it in their own place or in another's. */
const hasDecided = (approval: PendingApproval, actor: string): boolean =>
  tasksOf(openStage(approval)).some(({ taskId, assignee }) => {
    const decided = approval.decided[taskId];
    return decided !== undefined && [assignee, decided.by].includes(actor);
  });

/** The actor where they act in another's place. */
const delegateOn = ({ assignee }: Task, { actor }: { actor: string }): string | undefined => (assignee === actor ? undefined : actor);

/** The key that alone says who decides has approved already. */
const isSpent = ({ decided }: PendingApproval, restsOn: string | undefined) =>
  restsOn !== undefined && Object.values(decided).some((each) => each.restsOn === restsOn && each.verdict === 'approve');

/** Distinct people: the first task in which the actor may approve and still leave enough people for the other slots. */
function taskToFill(approval: PendingApproval, tasks: readonly Task[], actor: string) {
  const fit = tasks.filter((task) => afterDecision(approval, task, { verdict: 'approve', actor }) !== 'rejected');
  if (fit.length > 0) return firstFree(approval, fit);
  // Two ids that were asked have turned out to be one person: nobody else is left for the other slot.
  if (tally(openStage(approval), approval.decided) === 'rejected') return refuse('approvers-missing', { unmet: unfilledSlots(approval) });
  return refuse('needed-in-other-slot');
}

const firstFree = (approval: PendingApproval, tasks: readonly Task[]) =>
  tasks.find((task) => !isBlocked(approval, task)) ?? refuse('task-taken');

/** True if others have taken as many tasks of the slot as it has places left. */
const isBlocked = (approval: PendingApproval, { taskId, slot }: Task) =>
  slot.tasks.filter((task) => task.taskId !== taskId && approval.taken[task.taskId]).length >=
  placesLeft(slot, decisionsThatCount(openStage(approval), approval.decided));

const afterDecision = (approval: PendingApproval, task: Task, { verdict, actor }: { verdict: DecisionOnTask; actor: string }) =>
  tally(openStage(approval), { ...approval.decided, [task.taskId]: { verdict, ...defined({ by: delegateOn(task, { actor }) }) } });

/** Only what may end the stage opens another one, whose people are then found, and its days counted. */
const mayOpenStage = ({ decision }: DecideTask, approval: PendingApproval): boolean =>
  decision !== 'approve' || openStage(approval).index < (approval.stageCount ?? 1);

const rolesItMayOpen = (command: DecideTask, approval: PendingApproval): Readonly<Record<string, string>> =>
  mayOpenStage(command, approval) ? rolesToOpen(approval) : {};

/** Where the new round begins, or why none does; undefined for other decisions. */
function returnTo(approval: PendingApproval, { decision, returnTo: named }: DecideTask, policy: ApprovalPolicy) {
  if (decision !== 'return') return undefined;
  if (!mayReturn(approval)) return refuse('returns-used-up', { limit: returnsMax });
  const to = named ?? stageToReturnTo(approval, policy);
  return isOpenedStage(approval, to) ? to : refuse('stage-not-open');
}

function deciderOn(task: Task, command: DecideTask): DecidedBy {
  const by = delegateOn(task, command);
  return by === undefined ? { kind: 'user', id: command.actor } : { kind: 'delegate', id: by, for: task.assignee };
}

interface Deciding {
  command: DecideTask;
  to: number | undefined;
  of: Advancing;
}

function recordDecision(task: Task, { command, to, of }: Deciding) {
  const { decision: verdict, reasonCode, restsOn } = command;
  const said = verdict === 'approve' ? command.answer : undefined;
  const decision = { verdict, at: of.now, ...defined({ reasonCode, restsOn, by: delegateOn(task, command), answer: said }) };
  return accept({ type: 'TaskDecided', taskId: task.taskId, ...decision } as const, ...whatFollows(task, { command, to, of }));
}

function whatFollows(task: Task, { command: { actor, decision, reasonCode }, to, of }: Deciding) {
  if (to !== undefined) return returningTo(to, of);
  const result = afterDecision(of.approval, task, { verdict: decision, actor });
  if (result === 'approved') return afterApproval(of);
  // An approval that puts the stage out of reach is refused before: only a rejection, with its reason, comes here.
  return result === 'rejected' ? afterRejection(of, reasonCode!) : [];
}
