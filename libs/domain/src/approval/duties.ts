import type { Deadline, Effect } from '../decider';
import { isPending, type OpenedApproval } from './approval';

type Timed = { type: 'RemindApprovers'; n: number } | { type: 'ExpireApproval' };

/** The next reminder, and the end. */
export function due(approval: OpenedApproval): readonly Deadline<Timed>[] {
  if (!isPending(approval)) return [];
  const expire: Deadline<Timed> = { command: { type: 'ExpireApproval' }, dueAt: approval.expiresAt };
  const remindAt = approval.remindAts[approval.reminded];
  return remindAt === undefined ? [expire] : [{ command: { type: 'RemindApprovers', n: approval.reminded + 1 }, dueAt: remindAt }, expire];
}

/** Our choice: a message to each approver when it opens, and one with each reminder to those who have not decided. */
export function owed(approval: OpenedApproval): readonly Effect[] {
  if (!isPending(approval)) return [];
  return Array.from({ length: approval.reminded + 1 }, (_, n): Effect => ({
    kind: 'tellApprovers',
    n: n + 1,
    usefulUntil: approval.expiresAt,
  }));
}
