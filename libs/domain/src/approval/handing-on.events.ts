import { code, count, defined, eventsOf, id, optional } from '../events';
import { isPending, openStage, type Approval, type PendingApproval } from './approval';
import { renewed } from './renewals';
import { withResolved } from './resolved';
import { selector, type RecordedSelector } from './selector';
import { isExtra, withNeed, type Slot } from './stage';

const whenPending = eventsOf<Approval>().from(isPending);

/** Whom an approver has brought in. `asks`: as whom they are asked, if not by the selector of the slot. */
const newcomer = { to: id, asks: optional(selector) };

export const handingOnEvents = {
  /** Somebody else has the task; the one who had it may come back if nobody else is left. */
  TaskReassigned: whenPending({ ...newcomer, taskId: code(), newTaskId: code() }, (approval, { taskId, to, newTaskId, asks }) => {
    const { slots } = openStage(approval);
    const at = slots.findIndex(({ tasks }) => tasks.some((task) => task.taskId === taskId));
    if (at < 0) return approval;
    const vacant = slots.flatMap(({ vacant: waitsFor }, s) => (waitsFor ? [{ slot: s + 1, waitsFor }] : []));
    const opened = [{ slot: at + 1, taskId: newTaskId, assignee: to }];
    const given = inSlot(approval, at + 1, (slot) => passedOn(slot, taskId, { to, asks }));
    const after = withResolved(given, { closed: [taskId], opened, vacant });
    const { [taskId]: _handedOn, ...taken } = approval.taken;
    const named = inSlot(after, at + 1, (slot) => ({
      ...slot,
      tasks: slot.tasks.map((task) => (task.taskId === newTaskId ? { ...task, ...defined({ asks }) } : task)),
    }));
    const from = slots[at]!.tasks.find((task) => task.taskId === taskId)!.assignee;
    const handedOn = [...(approval.handedOn ?? []), { slot: at + 1, assignee: from }];
    return { ...named, taken, handedOn, reassigned: (approval.reassigned ?? 0) + 1 };
  }),
  /** One more is asked in the slot, and one more must approve. */
  ApproverAdded: whenPending({ ...newcomer, taskId: code(), slot: count }, (approval, { taskId, slot: place, to: assignee, asks }) => {
    const { added = 0 } = approval;
    const after = inSlot(renewed(approval), place, (slot) =>
      withNeed({
        ...slot,
        added: { without: slot.added?.without ?? slot.need, people: [...(slot.added?.people ?? []), assignee] },
        tasks: [...slot.tasks, { taskId, assignee, ...defined({ asks }) }],
      }),
    );
    return { ...after, added: added + 1 };
  }),
};

/** The approval with another slot in this place of its open stage, from 1. */
function inSlot(approval: PendingApproval, place: number, change: (slot: Slot) => Slot): PendingApproval {
  const { slots, ...stage } = openStage(approval);
  const changed = slots.map((slot, s) => (s + 1 === place ? change(slot) : slot));
  return { ...approval, stages: [...approval.stages.slice(0, -1), { ...stage, slots: changed }] };
}

/** The new assignee stands where the former one stood: added by an approver, or asked by an escalation. */
function passedOn(slot: Slot, taskId: string, { to, asks }: { to: string; asks: RecordedSelector | undefined }): Slot {
  const task = slot.tasks.find((each) => each.taskId === taskId)!;
  const people = slot.added?.people.map((person) => (person === task.assignee ? to : person));
  const stands = asks !== undefined && isExtra(slot, task) && !isExtra(slot, { ...task, asks });
  return {
    ...slot,
    ...(slot.added && people && { added: { ...slot.added, people } }),
    ...(stands && { also: [...(slot.also ?? []), asks] }),
  };
}
