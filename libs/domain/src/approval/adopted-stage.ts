import type { Instant } from '../decider';
import type { RoleFacts } from '../role/role';
import { openStage, type PendingApproval } from './approval';
import { stageAsked } from './asking';
import { isRunning } from './evidence';
import type { ApprovalPolicy } from './policy';
import { nameOf, type Slot, type Stage } from './stage';
import { slotsWithoutPeople, tally, tasksOf } from './tally';

/**
 * Whether the open stage may become the one of this policy: nobody has decided in it, no evidence is owed in it, and
 * the approval knows where its people are found (an older release did not record it).
 */
export const takesOver = (approval: PendingApproval, { stages }: ApprovalPolicy): boolean => {
  const stage = openStage(approval);
  const isUndecided = tasksOf(stage).every(({ taskId }) => approval.decided[taskId] === undefined);
  return isUndecided && isRunning(approval) && approval.sources !== undefined && stages[stage.index - 1] !== undefined;
};

/** The stage as it opens now; `unmet`: the slots that nobody could fill. */
export function stageAnew(
  approval: PendingApproval,
  { stages }: ApprovalPolicy,
  facts: Partial<RoleFacts>,
  now: Instant,
): Stage | { unmet: readonly string[] } {
  const { round, requestedBy, sources } = approval;
  const { index } = openStage(approval);
  const place = { round, index, openedAt: now };
  const asked = stageAsked(stages[index - 1]!, place, { requestedBy, ...sources!, facts });
  if (tally(asked, {}) === 'rejected') return { unmet: slotsWithoutPeople(asked, {}).map(nameOf) };
  return { ...asked, slots: asked.slots.map((slot, s) => withNewIds(slot, [round, index, s + 1], asksBefore(approval, s))) };
}

/** How many tasks the slot in this place has had: an id means one task for good. */
const asksBefore = (approval: PendingApproval, s: number): number =>
  (openStage(approval).slots[s]?.tasks.length ?? 0) + (approval.former ?? []).filter(({ slot }) => slot === s + 1).length;

const withNewIds = (slot: Slot, place: readonly number[], before: number): Slot => ({
  ...slot,
  tasks: slot.tasks.map((task, n) => ({ ...task, taskId: [...place, before + n + 1].join('.') })),
});

/**
 * Its people are asked in place of those before, whose tasks are closed: what these had taken or lent goes with them.
 */
export function withStageAnew(approval: PendingApproval, stage: Stage): PendingApproval {
  const { former = [], handedOn: _handedOn, operatorCalled: _called, unseen: _unseen, lent = {}, ...rest } = approval;
  const gone = openStage(approval).slots.flatMap(({ tasks }, s) => tasks.map(({ assignee }) => ({ slot: s + 1, assignee })));
  const closed = new Set(tasksOf(openStage(approval)).map(({ taskId }) => taskId));
  const kept = Object.fromEntries(Object.entries(lent).filter(([taskId]) => !closed.has(taskId)));
  return {
    ...rest,
    stages: [...approval.stages.slice(0, -1), stage],
    former: [...former, ...gone],
    taken: {},
    ...(approval.lent && { lent: kept }),
    renewals: (approval.renewals ?? 0) + 1,
  };
}
