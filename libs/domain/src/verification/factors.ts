import type { Level } from '../account/levels.policy';
import { levelsOfFactors, type Factor } from './factors.policy';

/** V1, X5: the highest level whose factors are all proven; 0 where none is. */
export function levelOfFactors(proven: readonly Factor[]): Level {
  const reached = levelsOfFactors.filter(({ anyOf }) => anyOf.some((set) => set.every((factor) => proven.includes(factor))));
  return Math.max(0, ...reached.map(({ level }) => level)) as Level;
}
