import type { Problem } from '#domain';
import { Refusal } from './refusal';

const looksMax = 3;

/**
 * Repeats while what it has looked up changes before the locks, at most 3 times: then 503, and the same key tries
 * again.
 */
export async function lookUpAgain<T>(overtaken: Problem, ask: () => Promise<T>): Promise<T> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await ask();
    } catch (error) {
      const isOvertaken = error instanceof Refusal && error.problem === overtaken;
      if (!isOvertaken || looks >= looksMax) throw error;
    }
  }
}
