import { code, count, defined, group, id, list, type DataOf } from '../events';
import { openStage, type PendingApproval } from './approval';
import type { Slot } from './stage';

/** Slots by their place from 1. */
export const resolvedFields = {
  closed: list(code()),
  opened: list(group({ slot: count, taskId: code(), assignee: id })),
  /** Nobody is left for them. `waitsFor`: the stream of a role, or people who may come back. */
  vacant: list(group({ slot: count, waitsFor: list(id) })),
};
export type Resolved = DataOf<typeof resolvedFields>;

/** The approval after its slots were resolved again. What somebody has decided stays. */
export function withResolved(approval: PendingApproval, resolved: Resolved): PendingApproval {
  const { stages, former = [], renewals = 0 } = approval;
  const { slots, ...stage } = openStage(approval);
  const gone = slots.flatMap(({ tasks }, s) =>
    tasks.flatMap(({ taskId, assignee }) => (resolved.closed.includes(taskId) ? [{ slot: s + 1, assignee }] : [])),
  );
  return {
    ...approval,
    stages: [...stages.slice(0, -1), { ...stage, slots: slots.map((slot, s) => slotAfter(slot, s + 1, resolved)) }],
    ...(former.length + gone.length > 0 && { former: [...former, ...gone] }),
    ...(resolved.opened.length > 0 ? { renewals: renewals + 1 } : defined({ renewals: approval.renewals })),
  };
}

function slotAfter({ vacant: _before, tasks, ...slot }: Slot, place: number, { closed, opened, vacant }: Resolved): Slot {
  const kept = tasks.filter(({ taskId }) => !closed.includes(taskId));
  const added = opened.flatMap(({ slot: at, taskId, assignee }) => (at === place ? [{ taskId, assignee }] : []));
  const waitsFor = vacant.find(({ slot: at }) => at === place)?.waitsFor;
  return { ...slot, tasks: [...kept, ...added], ...defined({ vacant: waitsFor }) };
}
