import type { Tx } from './database';

/** Counting so many rows by an index takes milliseconds. */
const countedMax = 10_000;

/** Counts the rows of a query: exactly up to 10,000, and beyond that as the planner estimates them. */
export async function countRows(db: Pick<Tx, 'query'>, rows: string, parameters: readonly unknown[] = []): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (${rows} LIMIT ${countedMax + 1}) counted`,
    parameters,
  );
  const { count } = row!;
  return count <= countedMax ? count : Math.max(count, await estimateRows(db, rows, parameters));
}

async function estimateRows(db: Pick<Tx, 'query'>, rows: string, parameters: readonly unknown[]): Promise<number> {
  const [row] = await db.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(`EXPLAIN (FORMAT JSON) ${rows}`, parameters);
  return row!['QUERY PLAN'][0].Plan['Plan Rows'];
}
