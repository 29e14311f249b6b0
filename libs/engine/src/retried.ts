import type { Problem } from '#domain';
import type { Database, Transaction } from '#event-store';
import type { Answer } from './execution';
import { isContention, Unavailable, unavailableOr } from './failure';
import { Widen } from './locks';
import type { Wake } from './wakes';

export type Result =
  | { kind: 'accepted'; answer: Answer & { ok: true }; wakes: readonly Wake[] }
  | { kind: 'refused'; answer: Answer & { ok: false }; wakes: readonly Wake[] }
  | { kind: 'replayed'; answer: Answer }
  /** Refused without a trace: a guard, a used key, an alarm, a reaction or a result that came too early or too late. */
  | { kind: 'untouched'; problem: Problem };

/** Ends the transaction without committing it, and says with what. */
export class RolledBack extends Error {
  constructor(readonly result: Result) {
    super('rolled back on purpose');
  }
}

const collisionsMax = 5;
/** More must be locked than was: at first because nobody knew, then because somebody else was through before, so that there is always progress. */
const wideningsMax = 50;

/**
 * Runs `work` in a transaction, again after others had theirs, a bounded number of times.
 * Errors: {@link Unavailable} = maybe, the same command id settles it. Everything else is a bug.
 */
export async function retried(database: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  let [collisions, widenings] = [0, 0];
  while (collisions < collisionsMax && widenings < wideningsMax) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (error instanceof RolledBack) return error.result;
      if (error instanceof Widen) widenings += 1;
      else if (isContention(error)) collisions += 1;
      else throw unavailableOr(error);
    }
  }
  throw new Unavailable('contention');
}
