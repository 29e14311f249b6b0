/** `system` = the database's clock; `offset` = plus what the embedded stack moved it by. In production the offset is not even read. */
export type ClockMode = 'system' | 'offset';

const systemNow = "date_trunc('milliseconds', clock_timestamp())";

/** SQL for the business clock's now (timestamptz). `clock_timestamp`, since a transaction that waited for a lock must not decide on its beginning. */
export const businessNow = (mode: ClockMode): string =>
  mode === 'system' ? systemNow : `(${systemNow} + (SELECT offset_ms FROM dev.clock) * interval '1 millisecond')`;

/** The business clock's now, as the database reads it. */
export async function readNow(db: { query<T>(sql: string): Promise<T[]> }, mode: ClockMode): Promise<number> {
  const [row] = await db.query<{ now: number }>(`SELECT ${millisecondsOf(businessNow(mode))}::float8 AS now`);
  return row!.now;
}

/** SQL that turns a timestamptz into milliseconds since 1970. */
export const millisecondsOf = (sql: string): string => `(extract(epoch FROM ${sql}) * 1000)::bigint`;
