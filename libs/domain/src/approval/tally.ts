import type { Need, Rule } from './policy';
import { canFillDistinctly } from './slots';
import { isExtra, type DecisionOnTask, type Slot, type Stage } from './stage';

/**
 * What was decided so far, by task, in the order of the decisions. `restsOn`: the key that alone says who decided;
 * `by`: who decided in the place of the assignee.
 */
export type Decisions = Readonly<Record<string, { verdict: DecisionOnTask; restsOn?: string; by?: string }>>;

/**
 * Returns the result of a stage: the one place that knows its rule and the needs of its slots.
 * `rejected` also means that distinct people can no longer approve it, even before the first decision.
 */
export function tally(stage: Stage, decided: Decisions): 'open' | 'approved' | 'rejected' {
  const { rule, slots, verdict } = stage;
  if (verdict !== undefined) return verdict === 'approve' ? 'approved' : 'rejected';
  if ((rule === 'all' || rule === 'sequential') && tasksOf(stage).some(({ taskId }) => decided[taskId]?.verdict === 'reject'))
    return 'rejected';
  const counted = decisionsThatCount(stage, decided);
  const unfilled = slots.filter((slot) => !isFilled(slot, counted));
  const missing = slotsWanted(rule, slots.length) - (slots.length - unfilled.length);
  if (missing <= 0) return 'approved';
  const deciders = decidersIn(stage, decided);
  const places = (slot: Slot) => {
    const left = placesLeft(slot, counted);
    const people = [...peopleLeft(slot, deciders), ...peopleToCome(slot, left, slots.indexOf(slot))];
    return left > people.length ? [[]] : Array.from({ length: left }, () => people);
  };
  for (const chosen of choices(unfilled, missing)) if (canFillDistinctly(chosen.flatMap(places))) return 'open';
  return 'rejected';
}

/**
 * Distinct people: of several approvals of one person, in their own place or in another's, and of several that rest on
 * one key which alone says who decided, the first counts. A rejection always does.
 */
export function decisionsThatCount(stage: Stage, decided: Decisions): Decisions {
  const assignees = new Map(tasksOf(stage).map(({ taskId, assignee }) => [taskId, assignee]));
  const spent = new Set<string>();
  const counts = (taskId: string, { verdict, restsOn, by }: Decisions[string]) => {
    const people = [assignees.get(taskId), ...(by === undefined ? [] : [by])].map((each) => `person ${each}`);
    const spends = [...people, ...(restsOn === undefined ? [] : [`key ${restsOn}`])];
    if (verdict === 'approve' && spends.some((each) => spent.has(each))) return false;
    spends.forEach((each) => spent.add(each));
    return true;
  };
  return Object.fromEntries(Object.entries(decided).filter(([taskId, decision]) => counts(taskId, decision)));
}

/**
 * How many more must approve until the slot is filled. Who was asked by an escalation stands for one of the others.
 */
export function placesLeft(slot: Slot, decided: Decisions): number {
  if (slot.skipped) return 0;
  const { need, tasks } = slot;
  const own = tasks.filter((task) => !isExtra(slot, task)).length;
  return Math.max(0, approvalsWanted(need, own) - tasks.filter(({ taskId }) => decided[taskId]?.verdict === 'approve').length);
}

export const isFilled = (slot: Slot, decided: Decisions): boolean => placesLeft(slot, decided) === 0;

/**
 * The tasks that still wait for a decision: in slots that can still be filled, of people who have not decided in
 * another slot.
 */
export function openTasks(stage: Stage, decided: Decisions): Slot['tasks'] {
  const deciders = decidersIn(stage, decided);
  const counted = decisionsThatCount(stage, decided);
  return slotsAskedNow(stage, decided).flatMap((slot) => {
    const left = slot.tasks.filter(({ assignee }) => !deciders.has(assignee));
    const places = placesLeft(slot, counted);
    return places > 0 && (slot.vacant || places <= left.length) ? left : [];
  });
}

/** Those whose turn it is: of a sequence the first that is not filled. */
export function slotsAskedNow({ rule, slots, verdict }: Stage, decided: Decisions): readonly Slot[] {
  if (verdict !== undefined) return [];
  if (rule !== 'sequential') return slots;
  return slots.filter((slot) => !isFilled(slot, decided)).slice(0, 1);
}

/** Nothing is left to decide in it, although nobody's decision has said so: its slots are filled. */
export const isSettled = (stage: Stage, decided: Decisions): boolean =>
  // Asked of every approval of a list: who could still fill a slot is looked for only where enough are filled.
  stage.verdict === undefined &&
  filledSlots(stage, decided) >= slotsWanted(stage.rule, stage.slots.length) &&
  tally(stage, decided) === 'approved';

function filledSlots(stage: Stage, decided: Decisions): number {
  const counted = decisionsThatCount(stage, decided);
  return stage.slots.filter((slot) => isFilled(slot, counted)).length;
}

export const tasksOf = ({ slots }: Stage): Slot['tasks'] => slots.flatMap(({ tasks }) => tasks);

/** `all` asks for one approval at least: a slot without people is never filled. */
function approvalsWanted(need: Need, people: number): number {
  if (need === 'any') return 1;
  return need === 'all' ? Math.max(1, people) : need;
}

function slotsWanted(rule: Rule, slots: number): number {
  if (rule === 'all' || rule === 'sequential') return slots;
  return rule === 'any' ? 1 : rule.quorum;
}

/** The people who have decided, and those in whose place somebody has: one person fills one slot. */
const decidersIn = (stage: Stage, decided: Decisions): ReadonlySet<string> =>
  new Set(tasksOf(stage).flatMap(({ taskId, assignee }) => (decided[taskId] ? [assignee, decided[taskId].by ?? assignee] : [])));

const peopleLeft = ({ tasks }: Slot, deciders: ReadonlySet<string>): readonly string[] =>
  tasks.flatMap(({ assignee }) => (deciders.has(assignee) ? [] : [assignee]));

/** A vacant slot waits for as many others as it needs. */
const peopleToCome = ({ vacant }: Slot, places: number, at: number): readonly string[] =>
  vacant ? Array.from({ length: places }, (_, n) => `to come ${at} ${n}`) : [];

/** The slots that distinct people can fill no more: those without enough people, or all of them that wait. */
export function slotsWithoutPeople(stage: Stage, decided: Decisions): readonly Slot[] {
  if (tally(stage, decided) !== 'rejected') return [];
  const deciders = decidersIn(stage, decided);
  const waiting = stage.slots.filter((slot) => !isFilled(slot, decided));
  const short = waiting.filter((slot) => peopleLeft(slot, deciders).length < placesLeft(slot, decided));
  return short.length > 0 ? short : waiting;
}

/** Every way to choose this number of them, one after another: the first that will do ends the search. */
function* choices<T>(items: readonly T[], count: number): Generator<readonly T[]> {
  if (count === 0) yield [];
  else for (const [i, item] of items.entries()) for (const others of choices(items.slice(i + 1), count - 1)) yield [item, ...others];
}
