import { accept, refuse, type Decision, type Instant, type Needs } from '../decider';
import { holdersOf, type Role } from '../role/role';
import { isFilled, type Approval, type ApprovalEvent, type Matter, type OpenedApproval, type Slot, type Verdict } from './approval';
import { expiry, reminders, type ApprovalPolicy, type Selector } from './approval.policy';
import { canFillDistinctly } from './slots';

export type ApprovalCommand =
  | {
      type: 'OpenApproval';
      matter: Matter;
      companyId: string;
      subjectId: string;
      /** The principal who asked; never counts as an approver. */
      requestedBy: string;
      /** Whom the matter names as its managers. */
      managers: readonly string[];
      /** The stream of each role that a slot of the policy asks for, by role. */
      roleStreams: Readonly<Record<string, string>>;
    }
  | { type: 'DecideTask'; actor: string; verdict: Verdict; taskId?: string; reasonCode?: string }
  | { type: 'TakeTask'; actor: string; taskId: string }
  | { type: 'ReleaseTask'; actor: string; taskId: string }
  | { type: 'WithdrawApproval'; actor: string }
  | { type: 'RemindApprovers'; n: number }
  | { type: 'ExpireApproval' };

/** The holders of a role at the moment of the opening, under the name of the role. */
export type ApprovalFacts = Readonly<Record<string, Role | undefined>>;

export function needs(command: ApprovalCommand): Needs {
  if (command.type !== 'OpenApproval') return {};
  return Object.fromEntries(
    Object.entries(command.roleStreams).map(([role, id]) => [role, { need: 'stream', process: 'role', id } as const]),
  );
}

export const decideWith =
  (policy: ApprovalPolicy) =>
  (approval: Approval, command: ApprovalCommand, facts: ApprovalFacts, now: Instant): Decision<ApprovalEvent> => {
    if (command.type === 'OpenApproval') return approval.status === 'none' ? open(command, facts, now, policy) : refuse('approval-exists');
    if (approval.status === 'none') return refuse('approval-unknown');
    if (approval.status === 'expired') return refuse('approval-expired');
    if (approval.status !== 'pending') return refuse('approval-closed');
    // A decision after the 72nd hour is too late, whether or not the alarm rang yet.
    if (command.type === 'ExpireApproval')
      return now >= approval.expiresAt ? accept({ type: 'ApprovalExpired' }) : refuse('not-due', { availableAt: approval.expiresAt });
    if (now >= approval.expiresAt) return refuse('approval-expired');
    switch (command.type) {
      case 'RemindApprovers':
        return remind(approval, command.n, now);
      case 'DecideTask':
        return decideTask(approval, command, now);
      case 'TakeTask':
        return withOwnTask(approval, command, (taskId, slot) => take(approval, taskId, slot));
      case 'ReleaseTask':
        return withOwnTask(approval, command, (taskId) =>
          approval.taken[taskId] ? accept({ type: 'TaskReleased', taskId }) : refuse('task-not-taken'),
        );
      case 'WithdrawApproval':
        return command.actor === approval.requestedBy ? accept({ type: 'ApprovalWithdrawn' }) : refuse('not-the-requester');
    }
  };

/** P1: the slots are resolved now and recorded. Where distinct people cannot fill them nothing is opened: it could only lapse. */
function open(
  command: ApprovalCommand & { type: 'OpenApproval' },
  facts: ApprovalFacts,
  now: Instant,
  policy: ApprovalPolicy,
): Decision<ApprovalEvent> {
  const { matter, companyId, subjectId, requestedBy } = command;
  const stage = policy.stages[0]!;
  const people = (selector: Selector) => (selector.kind === 'manager' ? command.managers : holdersOf(facts[selector.role]));
  const slots = stage.slots.map(({ selector, need }, s): Slot => {
    const assignees = [...new Set(people(selector))].filter((person) => person !== requestedBy);
    return { selector, need, tasks: assignees.map((assignee, t) => ({ taskId: `${s + 1}.${t + 1}`, assignee })) };
  });
  if (!canFillDistinctly(slots.map(({ tasks }) => tasks.map(({ assignee }) => assignee)))) return refuse('approvers-missing');
  return accept({
    type: 'ApprovalOpened',
    matter,
    companyId,
    policyId: policy.id,
    requestedBy,
    subjectId,
    slots,
    remindAts: reminders(now, stage),
    expiresAt: expiry(now, policy),
  });
}

function remind({ remindAts, reminded }: OpenedApproval, n: number, now: Instant): Decision<ApprovalEvent> {
  const dueAt = n === reminded + 1 ? remindAts[n - 1] : undefined;
  if (dueAt === undefined) return refuse('reminder-not-planned');
  return now >= dueAt ? accept({ type: 'ApproversReminded', n }) : refuse('not-due', { availableAt: dueAt });
}

/** The first rejection ends it, the last open slot that is filled approves it. One person fills one slot, and decides once. */
function decideTask(approval: OpenedApproval, command: ApprovalCommand & { type: 'DecideTask' }, now: Instant): Decision<ApprovalEvent> {
  const { verdict, reasonCode } = command;
  if (verdict === 'reject' && reasonCode === undefined) return refuse('reason-missing');
  return withOwnTask(approval, command, (taskId, slot) => {
    if (takenByAnother(approval, taskId, slot)) return refuse('task-taken');
    const decided: ApprovalEvent = { type: 'TaskDecided', taskId, verdict, at: now, ...(reasonCode !== undefined && { reasonCode }) };
    if (verdict === 'reject') return accept<ApprovalEvent>(decided, { type: 'ApprovalRejected', reasonCode: reasonCode! });
    const complete = approval.slots.every((other) => other === slot || isFilled(other, approval));
    return complete ? accept<ApprovalEvent>(decided, { type: 'ApprovalApproved' }) : accept(decided);
  });
}

const take = (approval: OpenedApproval, taskId: string, slot: Slot): Decision<ApprovalEvent> => {
  if (takenByAnother(approval, taskId, slot)) return refuse('task-taken');
  return approval.taken[taskId] ? refuse('task-taken-already') : accept({ type: 'TaskTaken', taskId });
};

const takenByAnother = ({ taken }: OpenedApproval, own: string, { tasks }: Slot) =>
  tasks.some(({ taskId }) => taskId !== own && taken[taskId]);

/** The actor's task that is meant: the named one, else his first in a slot that is still open. */
function withOwnTask(
  approval: OpenedApproval,
  { actor, taskId }: { actor: string; taskId?: string },
  decision: (taskId: string, slot: Slot) => Decision<ApprovalEvent>,
): Decision<ApprovalEvent> {
  if (actor === approval.requestedBy) return refuse('self-approval');
  const own = approval.slots.flatMap((slot) => slot.tasks.filter(({ assignee }) => assignee === actor).map((task) => ({ ...task, slot })));
  if (own.length === 0) return refuse('not-an-approver');
  if (own.some((task) => approval.decided[task.taskId])) return refuse('already-decided');
  if (taskId !== undefined && !own.some((task) => task.taskId === taskId)) return refuse('task-unknown');
  const open = own.filter((task) => !isFilled(task.slot, approval) && (taskId === undefined || task.taskId === taskId));
  if (open.length === 0) return refuse('already-decided');
  const meant = open.find(({ slot }) => othersCanStillBeFilled(approval, slot, actor));
  return meant ? decision(meant.taskId, meant.slot) : refuse('needed-in-other-slot');
}

/** Distinct people: who is the only one left for another slot must not spend himself on this one. */
function othersCanStillBeFilled(approval: OpenedApproval, slot: Slot, actor: string): boolean {
  const others = approval.slots.filter((other) => other !== slot && !isFilled(other, approval));
  const spent = new Set(
    approval.slots.flatMap(({ tasks }) => tasks.filter(({ taskId }) => approval.decided[taskId]).map(({ assignee }) => assignee)),
  );
  return canFillDistinctly(
    others.map(({ tasks }) => tasks.map(({ assignee }) => assignee).filter((person) => person !== actor && !spent.has(person))),
  );
}
