import type { Deadline, Effect, Instant } from '../decider';
import { defined } from '../events';
import { isPending, type OpenedApproval } from './approval';

type Timed = { type: 'RemindApprovers'; n: number } | { type: 'CallOperator' } | { type: 'ExpireApproval' };

/** The next reminder, the call of an operator, and the end, where they are planned. */
export function due(approval: OpenedApproval): readonly Deadline<Timed>[] {
  if (!isPending(approval)) return [];
  const { remindAts, reminded, callsOperatorAt, operatorCalled, expiresAt } = approval;
  return [
    ...at({ type: 'RemindApprovers', n: reminded + 1 }, remindAts[reminded]),
    ...at({ type: 'CallOperator' }, operatorCalled ? undefined : callsOperatorAt),
    ...at({ type: 'ExpireApproval' }, expiresAt),
  ];
}

const at = (command: Timed, dueAt: Instant | undefined): readonly Deadline<Timed>[] => (dueAt === undefined ? [] : [{ command, dueAt }]);

/** Our choice: a message to each approver when it opens, and one with each reminder to those who have not decided. */
export function owed(approval: OpenedApproval): readonly Effect<'tellApprovers'>[] {
  if (!isPending(approval)) return [];
  return Array.from({ length: approval.reminded + 1 }, (_, n) => ({
    kind: 'tellApprovers' as const,
    n: n + 1,
    ...defined({ usefulUntil: approval.expiresAt }),
  }));
}
