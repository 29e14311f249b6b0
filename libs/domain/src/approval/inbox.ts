import { day, type Instant } from '../decider';
import { waitingFor, type OpenedApproval } from './approval';
import { isPaused } from './evidence';
import { inboxPolicy } from './inbox.policy';
import { tasksOf } from './tally';

/**
 * Our choice: its people are late from the first planned step on. None is planned, or evidence is owed: they are not.
 */
export const overdueFrom = (approval: OpenedApproval): Instant | undefined => (isPaused(approval) ? undefined : approval.plan[0]?.at);

/**
 * P4: when an approver, by all their ids, may open its dossier no more: some days after their last decision, or, if
 * they made none, after the end of the stage that asked them. Undefined while it waits for them, or for others of their
 * stage and they have not decided.
 */
export function dossierClosesAt(approval: OpenedApproval, ids: readonly string[], endedAt: Instant | undefined): Instant | undefined {
  if (waitingFor(approval).some((person) => ids.includes(person))) return undefined;
  const own = approval.stages.flatMap(({ slots }) =>
    slots.flatMap(({ tasks }) =>
      tasks.flatMap(({ taskId, assignee }) => (ids.includes(assignee) ? (approval.decided[taskId]?.at ?? []) : [])),
    ),
  );
  const last = own.length > 0 ? Math.max(...own) : endOfTheirStage(approval, ids, endedAt);
  return last === undefined ? undefined : last + inboxPolicy.dossierDays * day;
}

/** When the next stage opened after the last one that has asked them; of the open stage the end, once there is one. */
function endOfTheirStage({ stages, former = [], status }: OpenedApproval, ids: readonly string[], endedAt: Instant | undefined) {
  const asksNow = former.some(({ assignee }) => ids.includes(assignee));
  const last = asksNow ? stages.length - 1 : stages.findLastIndex((stage) => tasksOf(stage).some(({ assignee }) => ids.includes(assignee)));
  const next = stages[last + 1];
  return next === undefined ? (status === 'pending' ? undefined : endedAt) : next.openedAt;
}
