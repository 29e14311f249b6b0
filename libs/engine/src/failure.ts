import { PolicyUnknown } from '#domain';
import { codeOf, isPassing, Overtaken } from '#event-store';

/**
 * The outcome is unknown, or only a newer program can decide it (503): repeating the call with the same key settles it.
 */
export class Unavailable extends Error {
  constructor(readonly reason: 'contention' | 'database' | 'clock-ahead' | 'policy-unknown' | 'state-unknown') {
    super(`unavailable: ${reason}`);
  }
}

/**
 * Serialization failure, deadlock, lock time-out. A row that is there already is a bug, unless `append` says otherwise.
 */
const contention = new Set(['40001', '40P01', '55P03']);

/** True when the whole transaction may be retried: it has rolled back, and the others will be done by then. */
export const isContention = (error: unknown): boolean => error instanceof Overtaken || contention.has(codeOf(error) ?? '');

/** Another transaction holds a lock that this one wanted at once, or has waited for too long. */
export const isLockTaken = (error: unknown): boolean => codeOf(error) === '55P03';

/**
 * Returns what to throw: {@link Unavailable} where a later try or a newer program may succeed, else the error itself.
 */
export function unavailableOr(error: unknown): unknown {
  if (isPassing(error)) return new Unavailable('database');
  return error instanceof PolicyUnknown ? new Unavailable('policy-unknown') : error;
}
