import type { Awaited, Deadline, Effect, Instant } from '../decider';
import { defined } from '../events';
import { isPending, openStage, waitingTasks, type EndedApproval, type OpenedApproval } from './approval';
import { erasure, namedMax } from './approval.policy';
import { noticeOfLapse } from './lapse';
import type { PoliciesByMatter } from './matters';
import type { Slot } from './stage';

type Timed = { type: 'RemindApprovers'; n: number } | { type: 'CallOperator' } | { type: 'ExpireApproval' } | { type: 'EndRetention' };

/**
 * The next reminder, the call of an operator, and the end, where they are planned; after the end the day on which the
 * texts go.
 */
export function due(approval: OpenedApproval, policies: PoliciesByMatter): readonly Deadline<Timed>[] {
  if (!isPending(approval)) return dueAfterEnd(approval, policies);
  const { remindAts, reminded, callsOperatorAt, operatorCalled, expiresAt } = approval;
  return [
    ...at({ type: 'RemindApprovers', n: reminded + 1 }, remindAts[reminded]),
    ...at({ type: 'CallOperator' }, operatorCalled ? undefined : callsOperatorAt),
    ...at({ type: 'ExpireApproval' }, expiresAt),
  ];
}

const dueAfterEnd = ({ matter, expiresAt, retentionOver }: EndedApproval, policies: PoliciesByMatter): readonly Deadline<Timed>[] =>
  at({ type: 'EndRetention' }, retentionOver ? undefined : erasure(expiresAt, policies[matter.type]));

const at = (command: Timed, dueAt: Instant | undefined): readonly Deadline<Timed>[] => (dueAt === undefined ? [] : [{ command, dueAt }]);

export const effectKinds = ['tellApprovers', 'tellOfLapse', 'eraseApproval'] as const;
type Kind = (typeof effectKinds)[number];

/**
 * Our choice: a message to each approver when it opens, and one with each reminder to those who have not decided, also
 * where others are asked in place of those who have gone; of those that nobody has sent yet the newest speaks. One that
 * lapsed gets a notice. After its retention the erasure.
 */
export function owed(approval: OpenedApproval): readonly Effect<Kind>[] {
  if (!isPending(approval)) return approval.retentionOver && !approval.erased ? [{ kind: 'eraseApproval', n: 1 }] : noticeOfLapse(approval);
  return [{ kind: 'tellApprovers', n: approval.reminded + (approval.renewals ?? 0) + 1, ...defined({ usefulUntil: approval.expiresAt }) }];
}

/** The people of each slot: who has decided what, and who is missing. A taken task is still missing. */
export function awaits(approval: OpenedApproval): readonly Awaited[] {
  if (!isPending(approval)) return [];
  const waiting = new Set(waitingTasks(approval).map(({ taskId }) => taskId));
  return openStage(approval).slots.map((slot) => awaitedIn(slot, approval.decided, waiting, approval.expiresAt));
}

function awaitedIn(
  { selector, tasks }: Slot,
  decisions: OpenedApproval['decided'],
  waiting: ReadonlySet<string>,
  until: Instant | undefined,
): Awaited {
  const decided = tasks.flatMap(({ taskId, assignee: who }) => (decisions[taskId] ? [{ who, verdict: decisions[taskId].verdict }] : []));
  const missing = tasks.flatMap(({ taskId, assignee }) => (waiting.has(taskId) ? [assignee] : []));
  const more = missing.length > namedMax ? missing.length - namedMax : undefined;
  return { what: askedAs(selector), decided, missing: missing.slice(0, namedMax), ...defined({ until, more }) };
}

const askedAs = (selector: Slot['selector']): string => (selector.kind === 'role' ? `role:${selector.role}` : selector.kind);
