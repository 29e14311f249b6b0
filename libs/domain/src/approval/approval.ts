import type { Deadline, Effect, Instant } from '../decider';
import type { ApprovalCommand } from './approval.decide';
import type { Selector } from './approval.policy';

/** Each registered type, and the process that the matter is: that one opens its approvals, and hears of the outcome. Without one anybody may ask (P6). */
const matterTypes = { registration: 'registration', 'identity-review': 'registration', 'document-export': undefined } as const;
export type MatterType = keyof typeof matterTypes;

/** P6: whether an approval of such a matter may be asked for by itself. */
export const mayBeAskedFor = (type: string): type is MatterType =>
  Object.hasOwn(matterTypes, type) && processOfMatter(type as MatterType) === undefined;

/** The kind of process that waits for the outcome, if any does. */
export const processOfMatter = (type: MatterType): string | undefined => matterTypes[type];

/** What is approved. The engine knows its type and id, never what it is. */
export interface Matter {
  type: MatterType;
  id: string;
}

/** Resolved when the stage opens, and recorded: who may fill it. Each assignee has a task of his own. */
export interface Slot {
  selector: Selector;
  need: 'any';
  tasks: readonly { taskId: string; assignee: string }[];
}

export type Verdict = 'approve' | 'reject';

/** pending → approved | rejected | expired | withdrawn. */
export type ApprovalEvent =
  | {
      type: 'ApprovalOpened';
      matter: Matter;
      /** None: a matter of the platform's own. */
      companyId?: string;
      policyId: string;
      requestedBy: string;
      subjectId: string;
      slots: readonly Slot[];
      remindAts: readonly Instant[];
      expiresAt: Instant;
    }
  | { type: 'TaskTaken'; taskId: string }
  | { type: 'TaskReleased'; taskId: string }
  | { type: 'TaskDecided'; taskId: string; verdict: Verdict; at: Instant; reasonCode?: string }
  | { type: 'ApproversReminded'; n: number }
  | { type: 'ApprovalApproved' }
  | { type: 'ApprovalRejected'; reasonCode: string }
  | { type: 'ApprovalExpired' }
  | { type: 'ApprovalWithdrawn' }
  /** What was to be approved is gone: its process has withdrawn it, and needs no answer. */
  | { type: 'ApprovalClosed' };

export type Outcome = 'approved' | 'rejected' | 'expired' | 'withdrawn';

export interface Decided {
  verdict: Verdict;
  at: Instant;
  reasonCode?: string;
}

export interface OpenedApproval {
  matter: Matter;
  companyId?: string;
  policyId: string;
  requestedBy: string;
  subjectId: string;
  slots: readonly Slot[];
  remindAts: readonly Instant[];
  reminded: number;
  expiresAt: Instant;
  /** By task. */
  taken: Readonly<Record<string, true>>;
  decided: Readonly<Record<string, Decided>>;
}

export type Approval = { status: 'none' } | (OpenedApproval & { status: 'pending' | Outcome });

export const noApproval: Approval = { status: 'none' };

const outcomes = {
  ApprovalApproved: 'approved',
  ApprovalRejected: 'rejected',
  ApprovalExpired: 'expired',
  ApprovalWithdrawn: 'withdrawn',
  ApprovalClosed: 'withdrawn',
} as const;

export function evolve(approval: Approval, event: ApprovalEvent): Approval {
  if (event.type === 'ApprovalOpened') {
    const { type: _type, ...opened } = event;
    return { status: 'pending', ...opened, reminded: 0, taken: {}, decided: {} };
  }
  if (approval.status === 'none') return approval;
  switch (event.type) {
    case 'TaskTaken':
      return { ...approval, taken: { ...approval.taken, [event.taskId]: true } };
    case 'TaskReleased':
      return { ...approval, taken: without(approval.taken, event.taskId) };
    case 'TaskDecided': {
      const { taskId, verdict, at, reasonCode } = event;
      const decided = { verdict, at, ...(reasonCode !== undefined && { reasonCode }) };
      return { ...approval, taken: withoutTasksOf(approval, taskId), decided: { ...approval.decided, [taskId]: decided } };
    }
    case 'ApproversReminded':
      return { ...approval, reminded: event.n };
    default:
      return approval.status === 'pending' ? { ...approval, status: outcomes[event.type] } : approval;
  }
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/** Who has decided holds nothing any more: a task of his in another slot would be kept from everybody else. */
function withoutTasksOf({ slots, taken }: OpenedApproval, decidedTaskId: string): OpenedApproval['taken'] {
  const tasks = slots.flatMap((slot) => slot.tasks);
  const decider = tasks.find(({ taskId }) => taskId === decidedTaskId)?.assignee;
  return tasks.filter(({ assignee }) => assignee === decider).reduce((left, { taskId }) => without(left, taskId), taken);
}

export function due(approval: Approval): readonly Deadline<ApprovalCommand>[] {
  if (approval.status !== 'pending') return [];
  const expire: Deadline<ApprovalCommand> = { command: { type: 'ExpireApproval' }, dueAt: approval.expiresAt };
  const remindAt = approval.remindAts[approval.reminded];
  return remindAt === undefined ? [expire] : [{ command: { type: 'RemindApprovers', n: approval.reminded + 1 }, dueAt: remindAt }, expire];
}

/** Approvers are told when it opens, and again with each reminder; who has decided by then is not told again. */
export function owed(approval: Approval): readonly Effect[] {
  if (approval.status !== 'pending') return [];
  return Array.from({ length: approval.reminded + 1 }, (_, n): Effect => ({
    kind: 'tellApprovers',
    n: n + 1,
    usefulUntil: approval.expiresAt,
  }));
}

/** A slot is filled by the first approval of one of its tasks. */
export const isFilled = (slot: Slot, { decided }: Pick<OpenedApproval, 'decided'>): boolean =>
  slot.tasks.some(({ taskId }) => decided[taskId]?.verdict === 'approve');

/** The tasks that are still waited for: those of an open slot whose people have not decided in another one. */
export function waitingTasks(approval: Approval): Slot['tasks'] {
  if (approval.status !== 'pending') return [];
  const tasks = approval.slots.flatMap((slot) => slot.tasks);
  const done = new Set(tasks.filter(({ taskId }) => approval.decided[taskId]).map(({ assignee }) => assignee));
  return approval.slots.flatMap((slot) => (isFilled(slot, approval) ? [] : slot.tasks.filter(({ assignee }) => !done.has(assignee))));
}

/** Who still has something to do, each once. */
export const waitingFor = (approval: Approval): readonly string[] => [...new Set(waitingTasks(approval).map(({ assignee }) => assignee))];

export const isAssignee = (approval: Approval, person: string): boolean =>
  approval.status !== 'none' && approval.slots.some(({ tasks }) => tasks.some(({ assignee }) => assignee === person));

/** Who learns of it at all: whoever asked, and whoever may have to decide. */
export const isParty = (approval: Approval, person: string): boolean =>
  approval.status !== 'none' && (approval.requestedBy === person || isAssignee(approval, person));
