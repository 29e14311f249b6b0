import type { Deadline, Effect, Instant } from '../decider';
import { streamsOf } from '../needs';
import type { ApprovalCommand } from './approval.decide';
import type { Need, Rule, Selector } from './approval.policy';
import { opening, type OpenedWithoutStage } from './recorded-before';
import { openTasks, tasksOf } from './tally';

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

/** Resolved when the stage opens, and recorded: who may fill it. Each assignee has a task of his own, `<round>.<stage>.<slot>.<n>`, each from 1. */
export interface Slot {
  selector: Selector;
  need: Need;
  tasks: readonly { taskId: string; assignee: string }[];
}

/** By which rule it is decided, recorded with whom it asks: a policy that changes moves no approval that is open. */
export interface Stage {
  /** Its place among the policy's stages, from 1. */
  index: number;
  rule: Rule;
  distinct: true;
  slots: readonly Slot[];
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
      policyVersion: number;
      requestedBy: string;
      subjectId: string;
      round: number;
      stage: Stage;
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
  policyVersion: number;
  requestedBy: string;
  subjectId: string;
  round: number;
  /** Those of this round that were opened; the last one is decided now. */
  stages: readonly Stage[];
  remindAts: readonly Instant[];
  reminded: number;
  expiresAt: Instant;
  /** By task. */
  taken: Readonly<Record<string, true>>;
  decided: Readonly<Record<string, Decided>>;
}

export type Approval = { status: 'none' } | (OpenedApproval & { status: 'pending' | Outcome });

export const approvals = streamsOf<Approval>('approval');

export const noApproval: Approval = { status: 'none' };

const outcomes = {
  ApprovalApproved: 'approved',
  ApprovalRejected: 'rejected',
  ApprovalExpired: 'expired',
  ApprovalWithdrawn: 'withdrawn',
  ApprovalClosed: 'withdrawn',
} as const;

export function evolve(approval: Approval, event: ApprovalEvent | OpenedWithoutStage): Approval {
  if (event.type === 'ApprovalOpened') {
    const { type: _type, stage, ...opened } = opening(event);
    return { status: 'pending', ...opened, stages: [stage], reminded: 0, taken: {}, decided: {} };
  }
  if (approval.status === 'none') return approval;
  switch (event.type) {
    case 'TaskTaken':
      return { ...approval, taken: { ...approval.taken, [event.taskId]: true } };
    case 'TaskReleased':
      return { ...approval, taken: without(approval.taken, event.taskId) };
    case 'TaskDecided': {
      const { taskId, verdict, at, reasonCode } = event;
      const decision = { verdict, at, ...(reasonCode !== undefined && { reasonCode }) };
      const decided = { ...approval.decided, [taskId]: decision };
      return { ...approval, taken: stillWaiting({ ...approval, decided }), decided };
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

/** Nobody holds a task that is waited for no more: one of a slot that was filled meanwhile, or of somebody who has decided in another. */
function stillWaiting(approval: OpenedApproval): OpenedApproval['taken'] {
  const waiting = openTasks(openStage(approval), approval.decided).filter(({ taskId }) => approval.taken[taskId]);
  return Object.fromEntries(waiting.map(({ taskId }) => [taskId, true]));
}

export const openStage = ({ stages }: OpenedApproval): Stage => stages[stages.length - 1]!;

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

export const waitingTasks = (approval: Approval): Slot['tasks'] =>
  approval.status === 'pending' ? openTasks(openStage(approval), approval.decided) : [];

/** Who still has something to do, each once. */
export const waitingFor = (approval: Approval): readonly string[] => [...new Set(waitingTasks(approval).map(({ assignee }) => assignee))];

export const isAssignee = (approval: Approval, person: string): boolean =>
  approval.status !== 'none' && approval.stages.flatMap(tasksOf).some(({ assignee }) => assignee === person);

/** Who learns of it at all: whoever asked, and whoever may have to decide. */
export const isParty = (approval: Approval, person: string): boolean =>
  approval.status !== 'none' && (approval.requestedBy === person || isAssignee(approval, person));
