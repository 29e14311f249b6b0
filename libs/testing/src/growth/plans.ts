import type { Client } from 'pg';
import { smallTables } from './tables';

export interface Plan {
  'Node Type': string;
  Schema?: string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Filter?: string;
  Plans?: Plan[];
}

/** Rows in any order, or along an index without a condition, end early only where a limit ends them. A partial index has few. */
function isWhole(plan: Plan, limited: boolean, partial: ReadonlySet<string>): boolean {
  if (plan['Node Type'].endsWith('Seq Scan')) return !limited || plan.Filter !== undefined;
  return plan['Node Type'].startsWith('Index') && plan['Index Cond'] === undefined && !limited && !partial.has(plan['Index Name']!);
}

/** The tables that a plan reads as a whole. */
export function readAsAWhole(plan: Plan, partial: ReadonlySet<string>, limited = false): string[] {
  const table = `${plan.Schema}.${plan['Relation Name']}`;
  const grows = plan['Relation Name'] !== undefined && plan.Schema !== 'pg_catalog' && !smallTables.includes(table);
  const own = grows && isWhole(plan, limited, partial) ? [table] : [];
  // What must be complete before the first row comes out is not ended early.
  const passesOn = limited && !['Sort', 'Aggregate', 'Hash'].includes(plan['Node Type']);
  const below = plan['Node Type'] === 'Limit' || passesOn;
  return [...own, ...(plan.Plans ?? []).flatMap((each) => readAsAWhole(each, partial, below))];
}

/** The indexes of a part of their table. */
export async function partialIndexes(owner: Client): Promise<ReadonlySet<string>> {
  const { rows } = await owner.query<{ name: string }>('SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indpred IS NOT NULL');
  return new Set(rows.map(({ name }) => name.split('.').at(-1)!));
}

/** The tables that PostgreSQL would read as a whole for a statement: with these parameters, or with none known. */
export async function scans(
  application: Client,
  text: string,
  parameters: readonly unknown[] | 'unknown',
  partial: ReadonlySet<string>,
): Promise<string[]> {
  const { rows } = await (parameters === 'unknown'
    ? application.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ${text}`)
    : application.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (VERBOSE, FORMAT JSON) ${text}`, [...parameters]));
  return [...new Set(readAsAWhole(rows[0]!['QUERY PLAN'][0].Plan, partial))];
}
