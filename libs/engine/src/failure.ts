import { PolicyUnknown } from '#domain';
import { Overtaken } from '#event-store';

/**
 * The outcome is unknown, or only a newer program can decide it (503): repeating the call with the same key settles it.
 */
export class Unavailable extends Error {
  constructor(readonly reason: 'contention' | 'database' | 'clock-behind' | 'policy-unknown' | 'state-unknown') {
    super(`unavailable: ${reason}`);
  }
}

const lostConnection = /^(08|57P0)/;
const lostConnectionCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', '53300', '25P03', '57014']);
/** Serialization failure, deadlock, lock time-out. A row that is there already is a bug, unless `append` says otherwise. */
const contention = new Set(['40001', '40P01', '55P03']);

const codeOf = (error: unknown): string => {
  const { code, driverError } = (error ?? {}) as { code?: string; driverError?: { code?: string } };
  return code ?? driverError?.code ?? '';
};

/** True when the whole transaction may be retried: it has rolled back, and the others will be done by then. */
export const isContention = (error: unknown): boolean => error instanceof Overtaken || contention.has(codeOf(error));

/** PostgreSQL is away, restarting or out of connections: the commit may or may not have happened. */
export function isLostConnection(error: unknown): boolean {
  const code = codeOf(error);
  if (lostConnection.test(code) || lostConnectionCodes.has(code)) return true;
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|connection is closed|not queryable|Client was closed|released back|is not established/i.test(
      error.message,
    )
  );
}

/**
 * Returns what to throw: {@link Unavailable} where a later try or a newer program may succeed, else the error itself.
 */
export function unavailableOr(error: unknown): unknown {
  if (isLostConnection(error)) return new Unavailable('database');
  return error instanceof PolicyUnknown ? new Unavailable('policy-unknown') : error;
}
