import type { Deadline, Effect } from '../decider';
import { isPending, type EndedApproval, type OpenedApproval } from './approval';
import { erasure } from './approval.policy';
import type { PoliciesByMatter } from './matters';

type Timed = { type: 'RemindApprovers'; n: number } | { type: 'ExpireApproval' } | { type: 'EndRetention' };

/** The next reminder, and the end; after it the day on which the texts go. */
export function due(approval: OpenedApproval, policies: PoliciesByMatter): readonly Deadline<Timed>[] {
  if (!isPending(approval)) return dueAfterEnd(approval, policies);
  const expire: Deadline<Timed> = { command: { type: 'ExpireApproval' }, dueAt: approval.expiresAt };
  const remindAt = approval.remindAts[approval.reminded];
  return remindAt === undefined ? [expire] : [{ command: { type: 'RemindApprovers', n: approval.reminded + 1 }, dueAt: remindAt }, expire];
}

function dueAfterEnd({ matter, expiresAt, retentionOver }: EndedApproval, policies: PoliciesByMatter): readonly Deadline<Timed>[] {
  const erasesAt = erasure(expiresAt, policies[matter.type]);
  return retentionOver || erasesAt === undefined ? [] : [{ command: { type: 'EndRetention' }, dueAt: erasesAt }];
}

/** P1: a message to each approver when it opens, and one with each reminder to those who have not decided. */
export function owed(approval: OpenedApproval): readonly Effect[] {
  if (!isPending(approval)) return approval.retentionOver && !approval.erased ? [{ kind: 'eraseApproval', n: 1 }] : [];
  return Array.from({ length: approval.reminded + 1 }, (_, n): Effect => ({
    kind: 'tellApprovers',
    n: n + 1,
    usefulUntil: approval.expiresAt,
  }));
}
