import type { Instant } from '../decider';
import { code, id, instant, optional, type DataOf } from '../events';

/** A task that its assignee lets somebody else decide too. */
export const lentFields = {
  taskId: code(),
  /** The principal of the delegate. */
  to: id,
  /** Not at this instant any more. None: as long as the task waits. */
  until: optional(instant),
};

/** Of an approval: the tasks that are in the hands of delegates, and how often each was. */
export interface Lent {
  lent?: Readonly<Record<string, Omit<DataOf<typeof lentFields>, 'taskId'> & { n?: number }>>;
  lendings?: Readonly<Record<string, number>>;
}

export const withLent = <A extends Lent>(approval: A, { taskId, ...lent }: DataOf<typeof lentFields>): A => ({
  ...approval,
  lent: { ...approval.lent, [taskId]: { ...lent, n: allLendings(approval) + 1 } },
  lendings: { ...approval.lendings, [taskId]: timesLent(approval, taskId) + 1 },
});

/** Of all tasks: each lending has a number of its own, by which its two people hear of it once. */
const allLendings = ({ lendings = {} }: Lent): number => Object.values(lendings).reduce((sum, times) => sum + times, 0);

export function takenBack<A extends Lent>(approval: A, taskId: string): A {
  const { [taskId]: _gone, ...lent } = approval.lent ?? {};
  return { ...approval, lent };
}

export const timesLent = ({ lendings = {} }: Lent, taskId: string): number => lendings[taskId] ?? 0;

/** Who may decide the task now in the place of its assignee. */
export function delegateOf({ lent = {} }: Lent, taskId: string, now: Instant): string | undefined {
  const found = lent[taskId];
  return found && (found.until === undefined || now < found.until) ? found.to : undefined;
}

/** The tasks that are in the hands of one of these people now. */
export const tasksLentTo = (approval: Lent, people: readonly string[], now: Instant): readonly string[] =>
  Object.keys(approval.lent ?? {}).filter((taskId) => people.includes(delegateOf(approval, taskId, now) ?? ''));

/** Everybody in whose hands a task is. */
export const delegatesOfTasks = ({ lent = {} }: Lent): readonly string[] => Object.values(lent).map(({ to }) => to);
