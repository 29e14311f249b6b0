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

/** SQL for the clock of the machine as a column, in milliseconds: what a witness compares. */
export const machineNow = `(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "machineNow"`;

/** The database's machine clock in milliseconds, and this program's monotonic clock before and after it was read. */
export interface ClockReading {
  machineNow: number;
  sentAt: number;
  receivedAt: number;
}

/** SQL for the current business time and the machine's clock as columns. */
export const clockColumns = (mode: ClockMode): string => `${millisecondsOf(businessNow(mode))}::float8 AS now, ${machineNow}`;

/** Returns the current business time, as the database reads it, with what a witness judges it by. */
export async function readNow(db: { query<T>(sql: string): Promise<T[]> }, mode: ClockMode): Promise<{ now: number } & ClockReading> {
  const sentAt = performance.now();
  const [row] = await db.query<{ now: number; machineNow: number }>(`SELECT ${clockColumns(mode)}`);
  return { ...row!, sentAt, receivedAt: performance.now() };
}

/** SQL that turns a timestamptz into milliseconds since 1970. */
export const millisecondsOf = (sql: string): string => `(extract(epoch FROM ${sql}) * 1000)::bigint`;
