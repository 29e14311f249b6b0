import { code, count, either, flag, group, id, list, type DataOf } from '../events';

const slotFields = {
  selector: either(group({ kind: code('manager') }), group({ kind: code('role'), role: code() })),
  need: either(code('any', 'all'), count),
  /** Each assignee has a task: `<round>.<stage>.<slot>.<n>`, each from 1. */
  tasks: list(group({ taskId: code(), assignee: id })),
};

/** The people who may fill it: found when the stage opens, and recorded. */
export type Slot = DataOf<typeof slotFields> & {
  /** Nobody is left who could fill it; whom it waits for: the stream of a role, or those who may come back. */
  vacant?: readonly string[];
};

/** What a slot asks for, in a word: `manager`, or a role. */
export const nameOf = ({ selector }: Pick<Slot, 'selector'>): string => (selector.kind === 'role' ? selector.role : selector.kind);

const stageFields = {
  /** Its place among the policy's stages, from 1. */
  index: count,
  rule: either(code('all', 'any'), group({ quorum: count })),
  distinct: flag,
  slots: list(group(slotFields)),
};

/** The rule that decides it, recorded with the people it asks: a policy that changes moves no open approval. */
export type Stage = Omit<DataOf<typeof stageFields>, 'slots'> & { slots: readonly Slot[] };
export const stage = group(stageFields);

export const decisionsOnTask = ['approve', 'reject'] as const;
export type DecisionOnTask = (typeof decisionsOnTask)[number];
