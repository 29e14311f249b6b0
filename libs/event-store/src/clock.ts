/**
 * `system`: the clock of the database. `offset`: the same plus the offset of the embedded stack, never used in
 * production.
 */
export type ClockMode = 'system' | 'offset';

const systemNow = "date_trunc('milliseconds', clock_timestamp())";

/**
 * SQL for the current business time (timestamptz).
 * It uses `clock_timestamp`, so that a transaction that waited for a lock decides on the time after the wait.
 */
export const businessNow = (mode: ClockMode): string =>
  mode === 'system' ? systemNow : `(${systemNow} + (SELECT offset_ms FROM dev.clock) * interval '1 millisecond')`;

/** Returns the current business time, as the database reads it. */
export async function readNow(db: { query<T>(sql: string): Promise<T[]> }, mode: ClockMode): Promise<number> {
  const [row] = await db.query<{ now: number }>(`SELECT ${millisecondsOf(businessNow(mode))}::float8 AS now`);
  return row!.now;
}

/** SQL that turns a timestamptz into milliseconds since 1970. */
export const millisecondsOf = (sql: string): string => `(extract(epoch FROM ${sql}) * 1000)::bigint`;
