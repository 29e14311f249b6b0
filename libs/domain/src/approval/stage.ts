import { code, count, either, flag, group, id, instant, list, optional, type DataOf } from '../events';
import type { Need } from './policy';
import { need, rule } from './policy.shape';
import { isSameSelector, nameOfSelector, selector, type RecordedSelector } from './selector';

/**
 * Each assignee has a task: `<round>.<stage>.<slot>.<n>`, each from 1. `asks`: what asked them, if not the selector of
 * the slot but an escalation.
 */
const taskFields = { taskId: code(), assignee: id, asks: optional(selector) };

const slotFields = {
  selector,
  need,
  tasks: list(group(taskFields)),
  /** Nobody was found by its selector: these are asked in their place. */
  fallback: optional(selector),
  /** It counts as filled: the requester is among its people. */
  skipped: optional(flag),
};

/** The people who may fill it: found when the stage opens, and recorded. */
export type Slot = DataOf<typeof slotFields> & {
  /** Nobody is left who could fill it; whom it waits for: the stream of a role, or those who may come back. */
  vacant?: readonly string[];
  /** Who else is asked, by escalations. */
  also?: readonly RecordedSelector[];
  /** Whom approvers have added, and how many the slot needs without them. */
  added?: { people: readonly string[]; without: Need };
};

/**
 * The slot with the need that it has now: each person whom approvers have added is one more, while they have a task.
 */
export function withNeed(slot: Slot): Slot {
  const { added, tasks } = slot;
  if (added === undefined) return slot;
  const more = added.people.filter((person) => tasks.some(({ assignee }) => assignee === person)).length;
  return { ...slot, need: more === 0 || added.without === 'all' ? added.without : (added.without === 'any' ? 1 : added.without) + more };
}

/** Asked by an escalation: the number of those who must approve stays. */
export const isExtra = ({ also = [] }: Slot, { asks }: Slot['tasks'][number]): boolean =>
  asks !== undefined && also.some((selector) => isSameSelector(selector, asks));

/** By what an assignee of the slot was asked. */
export const selectorOf = ({ selector: own, fallback }: Slot, { asks }: Slot['tasks'][number]): RecordedSelector => asks ?? fallback ?? own;

/** Everything by which people come into the slot: its own, who is asked in their place, and by escalations. */
export const selectorsOf = ({ selector: own, fallback, also = [] }: Slot): readonly RecordedSelector[] => [
  own,
  ...(fallback ? [fallback] : []),
  ...also,
];

/** What a slot asks for, in a word. */
export const nameOf = ({ selector }: Pick<Slot, 'selector'>): string => nameOfSelector(selector);

const stageFields = {
  /** Its place among the policy's stages, from 1. */
  index: count,
  rule,
  distinct: flag,
  /** Older releases did not record it. */
  openedAt: optional(instant),
  slots: list(group(slotFields)),
};

/** The rule that decides it, recorded with the people it asks: a policy that changes moves no open approval. */
export type Stage = Omit<DataOf<typeof stageFields>, 'slots'> & {
  slots: readonly Slot[];
  /** Of one that a timer has decided. */
  verdict?: 'approve' | 'reject';
};
export const stage = group(stageFields);

/**
 * How an instant was counted: so many working days from one to the other, without pauses, by this version of this
 * calendar. `provisional`: the calendar does not reach so far.
 */
const countedFields = {
  days: count,
  from: instant,
  at: instant,
  calendarId: code(),
  version: code(),
  storedId: optional(id),
  provisional: flag,
};

/** What happens while a stage waits, and from which instant on. */
const plannedFields = {
  at: instant,
  /** None: hours do not depend on a calendar. */
  counted: optional(group(countedFields)),
  act: either(code('remind', 'call-operator'), either(group({ escalate: selector }), group({ decide: code('approve', 'reject') }))),
};
export const planned = group(plannedFields);

/** A step of the plan of the open stage, and whether it has happened. */
export type PlannedStep = DataOf<typeof plannedFields> & { done?: true };

/** `return`: a new round begins at this stage or an earlier one. */
export const decisionsOnTask = ['approve', 'reject', 'return'] as const;
export type DecisionOnTask = (typeof decisionsOnTask)[number];
