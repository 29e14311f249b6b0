import { day, type Effect } from '../decider';
import { holdersOf, type Role } from '../role/role';
import { assigneesOf, isEnded, openStage, type Approval, type EndedApproval, type OpenedApproval, type PendingApproval } from './approval';
import { lapseToldDays } from './approval.policy';
import { matters, processOfMatter } from './matters';
import { nameOf } from './stage';
import { decisionsThatCount, isFilled } from './tally';

/** What nobody has decided, by what the slots ask for. */
export function unfilledSlots(approval: Pick<PendingApproval, 'stages' | 'decided'>): readonly string[] {
  const stage = openStage(approval);
  const counted = decisionsThatCount(stage, approval.decided);
  return stage.slots.flatMap((slot) => (isFilled(slot, counted) ? [] : [nameOf(slot)]));
}

type Lapsed = EndedApproval & { unfilled: readonly string[] };

/** It lapsed because its people were silent, and its texts are not due to go yet. An older release told nobody. */
export const hasLapsed = (approval: Approval): approval is Lapsed =>
  isEnded(approval) && approval.unfilled !== undefined && !approval.retentionOver;

/** Of what is asked by the thousand, its process tells people once. */
const tellsOf = ({ matter }: OpenedApproval): boolean => matters[matter.type].tellsApprovers;

/**
 * P3, X1, our choice: the company hears of it once. A matter of the platform has no company: an operator has a task.
 */
export function noticeOfLapse(approval: EndedApproval): readonly Effect<'tellOfLapse'>[] {
  const { companyId, expiresAt } = approval;
  if (!hasLapsed(approval) || companyId === undefined || expiresAt === undefined || !tellsOf(approval)) return [];
  return [{ kind: 'tellOfLapse', n: 1, usefulUntil: expiresAt + lapseToldDays * day }];
}

/**
 * X1, our choice: the super admins of the company, to whom it escalates; where it has none, the people who were asked:
 * its managers and IT admins are all that is known of it.
 */
export function hearersOfLapse(approval: OpenedApproval, superAdmins: Role | undefined): readonly string[] {
  const holders = holdersOf(superAdmins);
  return holders.length > 0 ? holders : assigneesOf(approval);
}

/** One task for each approval: where a process waits for it, that process has the task, until its data goes. */
export const lapseToSettle = (approval: OpenedApproval): readonly string[] =>
  hasLapsed(approval) && processOfMatter(approval.matter.type) === undefined ? [approval.matter.id] : [];
