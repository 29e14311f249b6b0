import type { Deadline, Effect, Instant } from '../decider';
import { defined } from '../events';
import { isPending, type EndedApproval, type OpenedApproval } from './approval';
import { erasure } from './approval.policy';
import type { PoliciesByMatter } from './matters';

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

/**
 * Our choice: a message to each approver when it opens, and one with each reminder to those who have not decided; of
 * those that nobody has sent yet the newest speaks. After its retention the erasure.
 */
export function owed(approval: OpenedApproval): readonly Effect<'tellApprovers' | 'eraseApproval'>[] {
  if (!isPending(approval)) return approval.retentionOver && !approval.erased ? [{ kind: 'eraseApproval', n: 1 }] : [];
  return [{ kind: 'tellApprovers', n: approval.reminded + 1, ...defined({ usefulUntil: approval.expiresAt }) }];
}
