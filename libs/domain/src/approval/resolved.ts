import { code, count, defined, group, id, list, optional, type DataOf } from '../events';
import { openStage, type PendingApproval } from './approval';
import { renewed } from './renewals';
import { selector } from './selector';
import { withNeed, type Slot } from './stage';

/** Slots by their place from 1. */
export const resolvedFields = {
  closed: list(code()),
  opened: list(group({ slot: count, taskId: code(), assignee: id, asks: optional(selector) })),
  /** Nobody is left for them. `waitsFor`: the stream of a role, or people who may come back. */
  vacant: list(group({ slot: count, waitsFor: list(id) })),
  /** People who have decided under another id of theirs: they are one person from now on. */
  same: optional(list(group({ id, person: id }))),
};
export type Resolved = DataOf<typeof resolvedFields>;

/** The approval after its slots were resolved again. What somebody has decided stays. */
export function withResolved(approval: PendingApproval, resolved: Resolved): PendingApproval {
  const { stages, former = [] } = approval;
  const { slots, ...stage } = openStage(approval);
  const gone = slots.flatMap(({ tasks }, s) =>
    tasks.flatMap(({ taskId, assignee }) => (resolved.closed.includes(taskId) ? [{ slot: s + 1, assignee }] : [])),
  );
  return {
    ...(isRenewal(slots, resolved) ? renewed(approval) : approval),
    stages: [...stages.slice(0, -1), { ...stage, slots: slots.map((slot, s) => slotAfter(slot, s + 1, resolved)) }],
    ...(former.length + gone.length > 0 && { former: [...former, ...gone] }),
  };
}

/** Who only comes to what others are asked finds it in their inbox: the others are told nothing again. */
const isRenewal = (slots: readonly Slot[], { closed, opened }: Resolved): boolean =>
  opened.length > 0 && (closed.length > 0 || opened.some(({ slot }) => slots[slot - 1]?.vacant !== undefined));

function slotAfter({ vacant: _before, tasks, ...slot }: Slot, place: number, { closed, opened, vacant, same = [] }: Resolved): Slot {
  const personOf = (assignee: string) => same.find((each) => each.id === assignee)?.person ?? assignee;
  const kept = tasks.flatMap((task) => (closed.includes(task.taskId) ? [] : [{ ...task, assignee: personOf(task.assignee) }]));
  const added = opened.flatMap(({ slot: at, ...task }) => (at === place ? [task] : []));
  const waitsFor = vacant.find(({ slot: at }) => at === place)?.waitsFor;
  return withNeed({ ...slot, tasks: [...kept, ...added], ...defined({ vacant: waitsFor }) });
}
