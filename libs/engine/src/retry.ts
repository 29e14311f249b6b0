import type { Problem } from '#domain';
import type { Database, Transaction } from '#event-store';
import type { Answer } from './execution';
import { isContention, Unavailable, unavailableOr } from './failure';
import { Widen } from './locks';
import type { Wake } from './wakes';

/** What others hear of after the commit. */
export interface Committed {
  wakes: readonly Wake[];
  /** The ids of the effects that are owed from this commit on. */
  owed: readonly string[];
}

export type Result =
  | ({ kind: 'accepted'; answer: Answer & { ok: true } } & Committed)
  | ({ kind: 'refused'; answer: Answer & { ok: false } } & Committed)
  | { kind: 'replayed'; answer: Answer }
  /**
   * Refused without a record: `permit` forbids it, the key belongs to another request, or a command of the clock or of
   * an effect is refused.
   */
  | { kind: 'untouched'; problem: Problem };

/** Rolls the transaction back and carries its result. */
export class RolledBack extends Error {
  constructor(readonly result: Result) {
    super('rolled back on purpose');
  }
}

const collisionsMax = 5;
/**
 * Limit of retries with more locks. The locks of a command only grow, so it ends unless others keep changing what it
 * needs.
 */
const wideningsMax = 50;

/**
 * Runs `work` in a transaction; repeats it after a collision, or when it needs more locks, a bounded number of times.
 * What failed is heard by `learn` before the next try: also what fails only with the commit, when `work` has returned.
 * @throws Unavailable when every try collided or the outcome is unknown: the same command id settles it. Every other
 * error is a bug.
 */
export async function retryTransaction(
  database: Database,
  work: (tx: Transaction) => Promise<Result>,
  learn: (error: unknown) => void = () => undefined,
): Promise<Result> {
  let [collisions, widenings] = [0, 0];
  while (collisions < collisionsMax && widenings < wideningsMax) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (error instanceof RolledBack) return error.result;
      learn(error);
      if (error instanceof Widen) widenings += 1;
      else if (isContention(error)) collisions += 1;
      else throw unavailableOr(error);
    }
  }
  throw new Unavailable('contention');
}
