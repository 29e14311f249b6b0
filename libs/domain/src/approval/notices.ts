import { waitingTasks, openStage, type Approval, type PendingApproval } from './approval';
import { isExtra } from './stage';

/** The people of the open stage whom no escalation has asked, each once. */
export const askedBefore = (approval: PendingApproval): readonly string[] => [
  ...new Set(
    openStage(approval).slots.flatMap((slot) => slot.tasks.filter((task) => !isExtra(slot, task)).map(({ assignee }) => assignee)),
  ),
];

/** The lending with this number, while its task waits in the hands of the delegate. */
export function lendingToTell(approval: Approval, n: number) {
  const task = waitingTasks(approval).find(({ taskId }) => approval.status === 'pending' && approval.lent?.[taskId]?.n === n);
  const lent = task && approval.status === 'pending' ? approval.lent?.[task.taskId] : undefined;
  return task && lent && { assignee: task.assignee, ...lent };
}
