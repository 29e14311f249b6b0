import type { Database } from '#event-store';

/** What it needs of a connection: the owner's, whose statements may take as long as they need. */
interface Connection {
  query(sql: string, parameters: unknown[]): Promise<{ rows: { 'QUERY PLAN': [{ Plan: Node }] }[] }>;
}
interface Node {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}

const lookedAt = (node: Node): number =>
  Math.max((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], ...(node.Plans ?? []).map(lookedAt));

/**
 * How many rows any step of the only statement of this call has looked at, in all.
 * @throws where the call sends none, or several
 */
export async function rowsLookedAt(connection: Connection, call: (db: Database) => Promise<unknown>): Promise<number> {
  const plans: Node[] = [];
  const explaining = {
    query: async (sql: string, parameters: readonly unknown[]) => {
      const { rows } = await connection.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, [...parameters]);
      plans.push(rows[0]!['QUERY PLAN'][0].Plan);
      return [];
    },
  };
  await call(explaining as unknown as Database);
  if (plans.length !== 1) throw new Error(`the call sent ${plans.length} statements instead of one`);
  return lookedAt(plans[0]!);
}
