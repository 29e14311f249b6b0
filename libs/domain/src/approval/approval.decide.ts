import { accept, refuse, type Decision, type Instant, type Needs } from '../decider';
import { holdersOf, type Role } from '../role/role';
import {
  openStage,
  processOfMatter,
  type Approval,
  type ApprovalEvent,
  type Matter,
  type OpenedApproval,
  type Slot,
  type Stage,
  type Verdict,
} from './approval';
import { expiry, reminders, type ApprovalPolicy, type Selector } from './approval.policy';
import { openTasks, placesLeft, tally, tasksOf } from './tally';

export type ApprovalCommand =
  | {
      type: 'OpenApproval';
      matter: Matter;
      companyId?: string;
      subjectId: string;
      /** The principal who asked; never counts as an approver. */
      requestedBy: string;
      /** Who must not decide either: he may be the same person. */
      barred?: readonly string[];
      /** Whom the matter names as its managers. */
      managers: readonly string[];
      /** The stream of each role that a slot of the policy asks for, by role; and of those by which the requester belongs to the company. */
      roleStreams: Readonly<Record<string, string>>;
      /** The account by which he may belong to it: who is let in is seen on locked streams. */
      accountId?: string;
    }
  | { type: 'DecideTask'; actor: string; verdict: Verdict; taskId?: string; reasonCode?: string }
  | { type: 'TakeTask'; actor: string; taskId: string }
  | { type: 'ReleaseTask'; actor: string; taskId: string }
  | { type: 'WithdrawApproval'; actor: string }
  | { type: 'CloseApproval' }
  | { type: 'RemindApprovers'; n: number }
  | { type: 'ExpireApproval' };

/** The holders of a role at the moment of the opening, under the name of the role. The requester's `account` and what is approved (`matter`) are only locked. */
export type ApprovalFacts = Readonly<Record<string, Role | undefined>>;

/** Whatever may end it moves the process that waits for its outcome. */
const ending: readonly ApprovalCommand['type'][] = ['DecideTask', 'WithdrawApproval', 'ExpireApproval'];

export function needs(command: ApprovalCommand, approval: Approval): Needs {
  if (command.type === 'OpenApproval') {
    const { roleStreams, accountId } = command;
    const roles = Object.entries(roleStreams).map(([role, id]) => [role, { need: 'stream', process: 'role', id, mode: 'read' } as const]);
    return {
      ...Object.fromEntries(roles),
      ...(accountId !== undefined && { account: { need: 'stream', process: 'account', id: accountId, mode: 'read' } }),
    };
  }
  if (approval.status !== 'pending' || !ending.includes(command.type)) return {};
  const { type, id } = approval.matter;
  const process = processOfMatter(type);
  return process === undefined ? {} : { matter: { need: 'stream', process, id } };
}

/** What an actor may ask for now: each command that would not be refused to him for one of his tasks. */
export function allowedTo(approval: Approval, actor: string, now: Instant): readonly PeoplesCommand['type'][] {
  if (approval.status !== 'pending' || now >= approval.expiresAt) return [];
  const own = tasksOf(openStage(approval)).flatMap(({ taskId, assignee }) => (assignee === actor ? [taskId] : []));
  const tries: readonly PeoplesCommand[] = [
    { type: 'DecideTask', actor, verdict: 'approve' },
    ...own.map((taskId) => ({ type: 'TakeTask', actor, taskId }) as const),
    ...own.map((taskId) => ({ type: 'ReleaseTask', actor, taskId }) as const),
    { type: 'WithdrawApproval', actor },
  ];
  return [...new Set(tries.filter((command) => !whilePending(approval, command, now).problem).map(({ type }) => type))];
}

export const decideWith =
  (policyOf: (matterType: string) => ApprovalPolicy) =>
  (approval: Approval, command: ApprovalCommand, facts: ApprovalFacts, now: Instant): Decision<ApprovalEvent> => {
    if (command.type === 'OpenApproval')
      return approval.status === 'none' ? open(command, facts, now, policyOf(command.matter.type)) : refuse('approval-exists');
    if (approval.status === 'none') return refuse('approval-unknown');
    if (approval.status === 'expired') return refuse('approval-expired');
    if (approval.status !== 'pending') return refuse('approval-closed');
    if (command.type === 'CloseApproval') return accept({ type: 'ApprovalClosed' });
    if (command.type === 'RemindApprovers') return remind(approval, command.n, now);
    if (command.type === 'ExpireApproval')
      return now >= approval.expiresAt ? accept({ type: 'ApprovalExpired' }) : refuse('not-due', { availableAt: approval.expiresAt });
    // A decision at the 72nd hour is too late, whether or not the alarm rang yet.
    return now < approval.expiresAt ? whilePending(approval, command, now) : refuse('approval-expired');
  };

type PeoplesCommand = Extract<ApprovalCommand, { actor: string }>;

function whilePending(approval: OpenedApproval, command: PeoplesCommand, now: Instant): Decision<ApprovalEvent> {
  switch (command.type) {
    case 'DecideTask':
      return decideTask(approval, command, now);
    case 'TakeTask':
      return withOwnTask(approval, command, fills, (taskId, slot) => take(approval, taskId, slot));
    case 'ReleaseTask':
      return withOwnTask(approval, command, fillsNothing, (taskId) =>
        approval.taken[taskId] ? accept({ type: 'TaskReleased', taskId }) : refuse('task-not-taken'),
      );
    case 'WithdrawApproval':
      return command.actor === approval.requestedBy ? accept({ type: 'ApprovalWithdrawn' }) : refuse('not-the-requester');
  }
}

/** P1, X1: the slots are resolved now and recorded. Where distinct people cannot fill them nothing is opened: it could only lapse. */
function open(
  command: ApprovalCommand & { type: 'OpenApproval' },
  facts: ApprovalFacts,
  now: Instant,
  policy: ApprovalPolicy,
): Decision<ApprovalEvent> {
  const { matter, companyId, subjectId, requestedBy } = command;
  const [planned] = policy.stages;
  const [round, index] = [1, 1];
  const slots = planned.slots.map(({ selector, need }, s): Slot => {
    const tasks = asked(selector, command, facts).map((assignee, t) => ({ taskId: `${round}.${index}.${s + 1}.${t + 1}`, assignee }));
    return { selector, need, tasks };
  });
  const stage: Stage = { index, rule: planned.rule, distinct: planned.distinct, slots };
  if (tally(stage, {}) === 'rejected') return refuse('approvers-missing');
  return accept({
    type: 'ApprovalOpened',
    matter,
    ...(companyId !== undefined && { companyId }),
    policyId: policy.id,
    policyVersion: policy.version,
    requestedBy,
    subjectId,
    round,
    stage,
    remindAts: reminders(now, planned),
    expiresAt: expiry(now, policy),
  });
}

/** Whom a slot asks: never who asked for it himself, nor who may be the same person. */
function asked(selector: Selector, command: ApprovalCommand & { type: 'OpenApproval' }, facts: ApprovalFacts): readonly string[] {
  const { requestedBy, managers, barred = [] } = command;
  const people = selector.kind === 'manager' ? managers : holdersOf(facts[selector.role]);
  return [...new Set(people)].filter((person) => person !== requestedBy && !barred.includes(person));
}

function remind({ remindAts, reminded }: OpenedApproval, n: number, now: Instant): Decision<ApprovalEvent> {
  const dueAt = n === reminded + 1 ? remindAts[n - 1] : undefined;
  if (dueAt === undefined) return refuse('reminder-not-planned');
  return now >= dueAt ? accept({ type: 'ApproversReminded', n }) : refuse('not-due', { availableAt: dueAt });
}

/** What is decided last may end it, by the rule of its stage. One person fills one slot, and decides once. */
function decideTask(approval: OpenedApproval, command: ApprovalCommand & { type: 'DecideTask' }, now: Instant): Decision<ApprovalEvent> {
  const { verdict, reasonCode } = command;
  if (verdict === 'reject' && reasonCode === undefined) return refuse('reason-missing');
  return withOwnTask(approval, command, verdict === 'approve' ? fills : fillsNothing, (taskId, slot) => {
    if (takenByAnother(approval, taskId, slot)) return refuse('task-taken');
    const decided: ApprovalEvent = { type: 'TaskDecided', taskId, verdict, at: now, ...(reasonCode !== undefined && { reasonCode }) };
    const result = tally(openStage(approval), { ...approval.decided, [taskId]: { verdict } });
    if (result === 'open') return accept(decided);
    // An approval that would put it out of reach is refused: only a rejection, with its reason, comes here with one.
    return accept<ApprovalEvent>(
      decided,
      result === 'approved' ? { type: 'ApprovalApproved' } : { type: 'ApprovalRejected', reasonCode: reasonCode! },
    );
  });
}

const take = (approval: OpenedApproval, taskId: string, slot: Slot): Decision<ApprovalEvent> => {
  if (takenByAnother(approval, taskId, slot)) return refuse('task-taken');
  return approval.taken[taskId] ? refuse('task-taken-already') : accept({ type: 'TaskTaken', taskId });
};

/** Whoever takes a task keeps one place of its slot for himself; with one for each there is nothing to keep from others. */
const takenByAnother = ({ taken, decided }: OpenedApproval, own: string, slot: Slot) =>
  slot.tasks.filter(({ taskId }) => taskId !== own && taken[taskId]).length >= placesLeft(slot, decided);

/** Whether the command is a step towards filling its slot: then it must leave enough people for the rest of the stage. */
const fills = true;
const fillsNothing = false;

/** The actor's task that is meant: the named one, else his first that nobody keeps him from, in a slot that is still open. */
function withOwnTask(
  approval: OpenedApproval,
  { actor, taskId }: { actor: string; taskId?: string },
  filling: boolean,
  decision: (taskId: string, slot: Slot) => Decision<ApprovalEvent>,
): Decision<ApprovalEvent> {
  if (actor === approval.requestedBy) return refuse('self-approval');
  const stage = openStage(approval);
  const own = stage.slots.flatMap((slot) => slot.tasks.filter(({ assignee }) => assignee === actor).map((task) => ({ ...task, slot })));
  if (own.length === 0) return refuse('not-an-approver');
  if (own.some((task) => approval.decided[task.taskId])) return refuse('already-decided');
  if (taskId !== undefined && !own.some((task) => task.taskId === taskId)) return refuse('task-unknown');
  const waiting = new Set(openTasks(stage, approval.decided).map((task) => task.taskId));
  const open = own.filter((task) => waiting.has(task.taskId) && (taskId === undefined || task.taskId === taskId));
  if (open.length === 0) return refuse('already-decided');
  const fit = open.filter((task) => !filling || leavesItInReach(approval, task.taskId));
  const meant = fit.find((task) => !takenByAnother(approval, task.taskId, task.slot)) ?? fit[0];
  return meant ? decision(meant.taskId, meant.slot) : refuse('needed-in-other-slot');
}

/** Distinct people: who is the only one left for another slot must not spend himself on this one. */
const leavesItInReach = (approval: OpenedApproval, taskId: string) =>
  tally(openStage(approval), { ...approval.decided, [taskId]: { verdict: 'approve' } }) !== 'rejected';
