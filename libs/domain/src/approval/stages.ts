import { code, count, defined, group, id, list, optional, type DataOf } from '../events';
import { openStage, workingDays, type OpenedApproval, type PendingApproval } from './approval';
import { selector } from './selector';
import { renewed } from './renewals';
import { planned, stage, type Slot } from './stage';
import { isFilled, placesLeft, slotsAskedNow, tasksOf } from './tally';

export const stageOpenedFields = { round: count, stage, plan: list(planned), workingDays: optional(workingDays) };
type StageOpened = DataOf<typeof stageOpenedFields>;

/** `opened`: tasks, by the place of their slot from 1. */
export const escalatedFields = { selector, opened: list(group({ slot: count, taskId: code(), assignee: id })) };
type Escalated = DataOf<typeof escalatedFields>;

/** What belonged to the stage before goes with it; decisions of earlier stages stay. */
export function withStageOpened(approval: PendingApproval, opened: StageOpened): PendingApproval {
  const {
    former: _former,
    handedOn: _handedOn,
    operatorCalled: _called,
    unseen: _unseen,
    workingDays: _counted,
    ...rest
  } = renewed(approval);
  const stages = [...approval.stages.filter(({ index }) => index < opened.stage.index), opened.stage];
  const { round, plan } = opened;
  return { ...rest, round, stages, plan, taken: {}, ...defined({ workingDays: opened.workingDays }) };
}

/** Void decisions are kept with who made them: they are part of its history, and of nothing else. */
export function withReturn(approval: PendingApproval, { to }: { to: number }): PendingApproval {
  const tasks = approval.stages.filter(({ index }) => index >= to).flatMap(tasksOf);
  const made = tasks.flatMap(({ taskId, assignee }) => {
    const decision = approval.decided[taskId];
    return decision ? [{ taskId, assignee, ...decision }] : [];
  });
  const gone = new Set(made.map(({ taskId }) => taskId));
  const decided = Object.fromEntries(Object.entries(approval.decided).filter(([taskId]) => !gone.has(taskId)));
  return { ...approval, decided, taken: {}, voided: [...(approval.voided ?? []), ...made] };
}

/** Nobody was found: an operator is called, since the people of the stage are silent. */
export function withEscalation(approval: PendingApproval, { selector: asks, opened }: Escalated): PendingApproval {
  const { slots, ...open } = openStage(approval);
  const after = slots.map((slot, s): Slot => {
    if (isFilled(slot, approval.decided)) return slot;
    const { vacant, ...rest } = slot;
    const added = opened.flatMap(({ slot: at, taskId, assignee }) => (at === s + 1 ? [{ taskId, assignee, asks }] : []));
    const people = added.length + slot.tasks.filter(({ taskId }) => !approval.decided[taskId]).length;
    const waitsFor = people < placesLeft(slot, approval.decided) || added.length === 0 ? vacant : undefined;
    return { ...rest, tasks: [...slot.tasks, ...added], also: [...(slot.also ?? []), asks], ...defined({ vacant: waitsFor }) };
  });
  const escalated = { ...approval, stages: [...approval.stages.slice(0, -1), { ...open, slots: after }] };
  return opened.length === 0 ? { ...escalated, operatorCalled: true } : { ...renewed(escalated), noticeOf: 'escalation' };
}

export function withVerdict(approval: PendingApproval, verdict: 'approve' | 'reject'): PendingApproval {
  return { ...approval, taken: {}, stages: [...approval.stages.slice(0, -1), { ...openStage(approval), verdict }] };
}

/** In a sequence each decision may make it the turn of others, who are told. */
export function turnsIn<A extends OpenedApproval>(before: A, after: A): A {
  const turn = ({ stages, decided }: OpenedApproval) => slotsAskedNow(openStage({ stages }), decided)[0];
  if (openStage(after).rule !== 'sequential' || turn(before) === turn(after) || turn(after) === undefined) return after;
  return renewed(after) as A;
}
