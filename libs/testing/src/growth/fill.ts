import type { Client } from 'pg';
import { smallTables } from './tables';

interface Column {
  name: string;
  type: string;
  /** An index finds rows by it. */
  indexed: boolean;
  sequence: string | null;
}

/** Columns of words, of which there are few however many rows there are. */
const words = ['act', 'kind', 'type', 'status', 'state', 'data_class', 'field', 'shape', 'source', 'kek_id'];

/** A word and the id of something, as `<process>:<uuid>`; more may follow. */
const anId = '%:________-____-____-____-____________%';

/** SQL of the value that a clone of a row has: an id of its own, another instant of the same day, or the same. */
function cloned({ name, type, indexed, sequence }: Column): string {
  const column = `s."${name}"`;
  if (sequence !== null) return sequence;
  if (type === 'uuid') return `CASE WHEN ${column} IS NOT NULL THEN gen_random_uuid() END`;
  if (type === 'uuid[]') return `CASE WHEN cardinality(${column}) > 0 THEN ARRAY[gen_random_uuid()] ELSE ${column} END`;
  if (type === 'bytea' && indexed) return `sha256(${column} || clone::text::bytea)`;
  if (type.startsWith('timestamp')) return `${column} + random() * interval '1 day' * sign(extract(epoch FROM ${column} - now()))`;
  if (type === 'text' && indexed && !words.includes(name))
    return `CASE WHEN ${column} LIKE '${anId}' THEN overlay(${column} PLACING gen_random_uuid()::text FROM position(':' IN ${column}) + 1 FOR 36)
      ELSE ${column} || '~' || clone END`;
  return column;
}

const columnsOf = async (owner: Client, table: string): Promise<Column[]> =>
  (
    await owner.query<Column>(
      `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type,
         EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND a.attnum = ANY (i.indkey)) AS indexed,
         CASE WHEN pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%' THEN pg_get_expr(d.adbin, d.adrelid) END AS sequence
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      [table],
    )
  ).rows;

/** Every table of the schema that grows. */
export async function growingTables(owner: Client): Promise<string[]> {
  const { rows } = await owner.query<{ table: string }>(
    `SELECT schemaname || '.' || tablename AS table FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  return rows.map(({ table }) => table).filter((table) => !smallTables.includes(table));
}

/**
 * Gives a table that many rows more, as clones of those that it has; no trigger and no foreign key looks at them.
 * `unnoticed`: so that no session plans anew.
 */
export async function fill(owner: Client, table: string, rows: number, how: 'at once' | 'unnoticed' = 'at once'): Promise<void> {
  const columns = await columnsOf(owner, table);
  const indexes = how === 'unnoticed' ? [] : await indexesOf(owner, table);
  // Built once behind the rows, which takes a fraction of the time.
  for (const { name } of indexes) await owner.query(`DROP INDEX ${name}`);
  await owner.query(
    `INSERT INTO ${table} (${columns.map(({ name }) => `"${name}"`).join(', ')})
     SELECT ${columns.map(cloned).join(', ')} FROM (SELECT *, row_number() OVER () AS place FROM ${table}) s
     JOIN generate_series(1, ${rows}) clone ON s.place = 1 + clone % (SELECT count(*) FROM ${table}) ON CONFLICT DO NOTHING`,
  );
  for (const { definition } of indexes) await owner.query(definition);
  if (how !== 'unnoticed') await owner.query(`ANALYZE ${table}`);
}

/** The indexes that stand for no constraint. */
const indexesOf = async (owner: Client, table: string): Promise<{ name: string; definition: string }[]> =>
  (
    await owner.query<{ name: string; definition: string }>(
      `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index i
       WHERE indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
      [table],
    )
  ).rows;

/** Tables with fewer rows, each with their number. */
export async function tooSmall(owner: Client, tables: readonly string[], rows: number): Promise<string[]> {
  const small: string[] = [];
  for (const table of tables) {
    const {
      rows: [found],
    } = await owner.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    if (found!.count < rows) small.push(`${table} has ${found!.count} rows`);
  }
  return small;
}
