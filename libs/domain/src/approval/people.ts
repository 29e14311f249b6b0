import type { PendingApproval } from './approval';

/** Further ids of people, each with the one that stands for its person. What is not named stands for itself. */
export type Aliases = Readonly<Record<string, string>>;

export const personOf = (aliases: Aliases, id: string): string => aliases[id] ?? id;

/** A person who acts, with the other ids by which they may have been named. */
interface Actor {
  actor: string;
  aliases?: readonly string[];
}

type Decided = PendingApproval['decided'][string];
const withOne = (decided: Decided, one: (id: string) => string): Decided =>
  decided.by === undefined ? decided : { ...decided, by: one(decided.by) };

/** The approval with the actor under one id: they were asked, and have asked, by any of theirs. */
export function asOnePerson<A extends Pick<PendingApproval, 'requestedBy' | 'stages'> & Partial<Pick<PendingApproval, 'decided'>>>(
  approval: A,
  { actor, aliases = [] }: Actor,
): A {
  if (aliases.length === 0) return approval;
  const one = (id: string) => (aliases.includes(id) ? actor : id);
  const stages = approval.stages.map((stage) => ({
    ...stage,
    slots: stage.slots.map((slot) => ({ ...slot, tasks: slot.tasks.map((task) => ({ ...task, assignee: one(task.assignee) })) })),
  }));
  const decided =
    approval.decided && Object.fromEntries(Object.entries(approval.decided).map(([taskId, each]) => [taskId, withOne(each, one)]));
  return { ...approval, requestedBy: one(approval.requestedBy), stages, ...(decided && { decided }) };
}
