import type { StagePolicy } from '../approval/policy';
import { tally } from '../approval/tally';

/** Whether these people alone can fill a stage all of whose slots ask the same role. */
export function areEnough(people: readonly string[], { slots, rule, distinct }: StagePolicy): boolean {
  const asked = slots.map(({ selector, need }, s) => ({
    selector,
    need,
    tasks: people.map((assignee, t) => ({ taskId: `${s + 1}.${t + 1}`, assignee })),
  }));
  return tally({ index: 1, rule, distinct, slots: asked }, {}) !== 'rejected';
}
