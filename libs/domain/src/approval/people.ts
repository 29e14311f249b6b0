import type { PendingApproval } from './approval';

/** Further ids of people, each with the one that stands for its person. What is not named stands for itself. */
export type Aliases = Readonly<Record<string, string>>;

export const personOf = (aliases: Aliases, id: string): string => aliases[id] ?? id;

/** A person who acts, with the other ids by which they may have been named. */
interface Actor {
  actor: string;
  aliases?: readonly string[];
  /** By which the actor may act for others: all ids of each delegator. */
  delegations?: readonly { names: readonly string[] }[];
}

type Decided = PendingApproval['decided'][string];
const withOne = (decided: Decided, one: (id: string) => string): Decided =>
  decided.by === undefined ? decided : { ...decided, by: one(decided.by) };

/**
 * The approval with the actor under one id: they were asked, and have asked, by any of theirs. So is each person in
 * whose place the actor may act, where they were asked by several: two delegates fill no two slots for one person.
 */
export function asOnePerson<A extends Pick<PendingApproval, 'requestedBy' | 'stages'> & Partial<Pick<PendingApproval, 'decided'>>>(
  approval: A,
  { actor, aliases = [], delegations = [] }: Actor,
): A {
  const asked = approval.stages.flatMap(({ slots }) => slots.flatMap(({ tasks }) => tasks.map(({ assignee }) => assignee)));
  const others = delegations.flatMap(({ names }) => {
    const [first, ...further] = names.filter((name) => asked.includes(name));
    return first === undefined ? [] : further.map((id) => [id, first] as const);
  });
  if (aliases.length + others.length === 0) return approval;
  const persons: Aliases = Object.fromEntries([...others, ...aliases.map((id) => [id, actor] as const)]);
  const one = (id: string) => personOf(persons, id);
  const stages = approval.stages.map((stage) => ({
    ...stage,
    slots: stage.slots.map((slot) => ({ ...slot, tasks: slot.tasks.map((task) => ({ ...task, assignee: one(task.assignee) })) })),
  }));
  const decided =
    approval.decided && Object.fromEntries(Object.entries(approval.decided).map(([taskId, each]) => [taskId, withOne(each, one)]));
  return { ...approval, requestedBy: one(approval.requestedBy), stages, ...(decided && { decided }) };
}
