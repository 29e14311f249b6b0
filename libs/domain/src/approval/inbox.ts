import { day, type Instant } from '../decider';
import { isPending, waitingFor, type OpenedApproval } from './approval';
import { isPaused } from './evidence';
import { inboxPolicy } from './inbox.policy';

/**
 * Our choice: its people are late from the first planned step on. None is planned, or evidence is owed: they are not.
 */
export const overdueFrom = (approval: OpenedApproval): Instant | undefined => (isPaused(approval) ? undefined : approval.plan[0]?.at);

/**
 * P4: when an approver, by all their ids, may open its dossier no more: some days after their last decision, or after
 * the end if they made none. Undefined while it waits for them, or for others and they have not decided.
 */
export function dossierClosesAt(approval: OpenedApproval, ids: readonly string[], endedAt: Instant | undefined): Instant | undefined {
  if (waitingFor(approval).some((person) => ids.includes(person))) return undefined;
  const own = approval.stages.flatMap(({ slots }) =>
    slots.flatMap(({ tasks }) =>
      tasks.flatMap(({ taskId, assignee }) => (ids.includes(assignee) ? (approval.decided[taskId]?.at ?? []) : [])),
    ),
  );
  const last = own.length > 0 ? Math.max(...own) : endedAt;
  if (last === undefined || (own.length === 0 && isPending(approval))) return undefined;
  return last + inboxPolicy.dossierDays * day;
}
