import { code, count, defined, eventsOf, id, optional } from '../events';
import { isPending, openStage, type Approval, type PendingApproval } from './approval';
import type { Need } from './policy';
import { withResolved } from './resolved';
import { selector } from './selector';
import type { Slot } from './stage';

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
    const after = withResolved(approval, { closed: [taskId], opened, vacant });
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
    const { added = 0, renewals = 0 } = approval;
    const after = inSlot(approval, place, (slot) => ({
      ...slot,
      need: oneMore(slot.need),
      tasks: [...slot.tasks, { taskId, assignee, ...defined({ asks }) }],
    }));
    return { ...after, added: added + 1, renewals: renewals + 1 };
  }),
};

/** The approval with another slot in this place of its open stage, from 1. */
function inSlot(approval: PendingApproval, place: number, change: (slot: Slot) => Slot): PendingApproval {
  const { slots, ...stage } = openStage(approval);
  const changed = slots.map((slot, s) => (s + 1 === place ? change(slot) : slot));
  return { ...approval, stages: [...approval.stages.slice(0, -1), { ...stage, slots: changed }] };
}

/** Each of them stays each of them: the new one too. */
const oneMore = (need: Need): Need => (need === 'any' ? 2 : need === 'all' ? need : need + 1);
