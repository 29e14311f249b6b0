import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Client } from 'pg';
import type { Applicant, Company } from '#journey';
import { copyIn, repositoryRoot, schemaLines, withClient } from '#stack';
import { emptyDatabase, type FreshDatabase } from './database';

interface RecordedCall {
  path: string;
  body: object;
  idempotencyKey: string;
  status: number;
  answer: Record<string, unknown>;
}

/** A database of a released version: lives in each phase, as `npm run record-release` has left them. */
export interface FormerRelease {
  release: string;
  commit: string;
  /** Names, in order. */
  migrations: string[];
  /** Columns by table. */
  tables: Record<string, string[]>;
  sequences: Record<string, string>;
  /** When it was recorded. */
  clock: { machine: string; business: string };
  keys: { operator: string; service: string };
  /** Status by `<process>:<name>`. */
  lives: Record<string, string>;
  /** Id by `<process>:<name>`, also of companies and invites. */
  ids: Record<string, string>;
  companies: Record<'at' | 'second' | 'trusting', Company>;
  reviewer: string;
  applicants: Record<string, Applicant>;
  members: Record<string, { name: string; phone: string }>;
  /** Of an undo of the leaver `undo asked for`. */
  challengeId: string;
  recordedCalls: RecordedCall[];
  /** What its providers had done by then. */
  outside: { calls: { kind: string; key: string; status: number | null }[]; messages: { to: string; text: string }[] };
}

const folderOf = (release: string) => join(repositoryRoot, 'libs', 'testing', 'former', release);
const unzipped = (release: string, file: string) => gunzipSync(readFileSync(join(folderOf(release), file)));

export const formerRelease = (release: string): FormerRelease =>
  JSON.parse(readFileSync(join(folderOf(release), 'release.json'), 'utf8')) as FormerRelease;

/** Every line of the schema that the release had. */
export const catalogOf = (release: string): string => unzipped(release, 'catalog.txt.gz').toString('utf8');

/** The same lines, of a database. */
export const catalogAt = ({ ownerUrl }: FreshDatabase): Promise<string> =>
  withClient(ownerUrl, async (client) => (await schemaLines(client)).join('\n') + '\n');

export const masterKeyOf = (release: string): string => join(folderOf(release), 'master-key');

/** The schema that the release had, without rows. */
export async function formerSchema({ migrations }: FormerRelease): Promise<FreshDatabase> {
  const database = await emptyDatabase();
  // Only here, so that pure tests do not load a database driver.
  const { migrate } = await import('#event-store');
  await migrate({ url: database.ownerUrl, embedded: true, upTo: migrations[migrations.length - 1]! });
  return database;
}

/** The database of the release as it was recorded, as of a moment ago. */
export async function formerDatabase(former: FormerRelease): Promise<FreshDatabase> {
  const database = await formerSchema(former);
  await withClient(database.ownerUrl, async (client) => {
    // One transaction, as the reader of laws asks for; in which no trigger writes what was written already.
    await client.query('BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM dev.clock');
    for (const [table, columns] of Object.entries(former.tables))
      await copyIn(client, `COPY ${table} (${columns.join(', ')}) FROM STDIN`, unzipped(former.release, `${table}.copy.gz`));
    for (const [sequence, value] of Object.entries(former.sequences)) await client.query('SELECT setval($1, $2)', [sequence, value]);
    await asOfNow(client, former);
    await client.query('COMMIT');
  });
  return database;
}

/** Instants of the machine's clock have millisecondless columns: they move to today, and business time stands still. */
async function asOfNow(client: Client, { tables, clock }: FormerRelease): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `SELECT attrelid::regclass::text AS table, attname AS column FROM pg_attribute
     WHERE attrelid::regclass::text = ANY ($1) AND attnum > 0 AND atttypid = 'timestamptz'::regtype AND atttypmod = -1`,
    [Object.keys(tables)],
  );
  for (const { table, column } of rows)
    await client.query(`UPDATE ${table} SET ${column} = ${column} + (clock_timestamp() - $1::timestamptz)`, [clock.machine]);
  await client.query(`UPDATE dev.clock SET offset_ms = (extract(epoch FROM $1::timestamptz - clock_timestamp()) * 1000)::bigint`, [
    clock.business,
  ]);
}
