import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Client } from 'pg';
import { copyOut, schemaLines } from '#stack';

/** Rows of one table, in the text format of COPY. */
interface Table {
  name: string;
  columns: string[];
}

const tablesOf = async (client: Client): Promise<Table[]> =>
  (
    await client.query<Table>(
      `SELECT table_schema || '.' || table_name AS name, array_agg(quote_ident(column_name) ORDER BY ordinal_position) AS columns
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
       WHERE table_schema IN ('es', 'vault', 'rm', 'iam', 'dev') AND table_type = 'BASE TABLE' GROUP BY 1 ORDER BY 1`,
    )
  ).rows;

/** Writes the rows of a database as of one snapshot, its catalog, and its index. */
export async function writeFixture(client: Client, folder: string, index: (client: Client) => Promise<object>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const tables = await tablesOf(client);
  const rows: Record<string, string[]> = {};
  for (const { name, columns } of tables) {
    const copied = await copyOut(client, `COPY ${name} (${columns.join(', ')}) TO STDOUT`);
    if (copied.length === 0) continue;
    writeFileSync(join(folder, `${name}.copy.gz`), gzipSync(copied, { level: 9 }));
    rows[name] = columns;
  }
  const { rows: sequences } = await client.query<{ name: string; value: string }>(
    `SELECT schemaname || '.' || sequencename AS name, last_value::text AS value FROM pg_sequences WHERE schemaname IN ('es', 'vault', 'rm', 'iam') AND last_value IS NOT NULL`,
  );
  const { rows: migrations } = await client.query<{ name: string }>('SELECT name FROM tenure_migrations ORDER BY id');
  const catalog = (await schemaLines(client)).join('\n') + '\n';
  writeFileSync(join(folder, 'catalog.txt.gz'), gzipSync(catalog, { level: 9 }));
  const whole = {
    migrations: migrations.map(({ name }) => name),
    tables: rows,
    sequences: Object.fromEntries(sequences.map(({ name, value }) => [name, value])),
    ...(await index(client)),
  };
  writeFileSync(join(folder, 'release.json'), JSON.stringify(whole, null, 2) + '\n');
  await client.query('COMMIT');
}
