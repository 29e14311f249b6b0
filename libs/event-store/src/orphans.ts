import type { Tx } from './database';

/** A row that names a stream of which no event is there. */
export interface Orphan {
  table: string;
  streamId: string;
}

interface Source {
  table: string;
  /** A unique key to walk by, with its types, so that no statement reads a whole table. */
  key: readonly (readonly [column: string, type: string])[];
  /** Rows that name a stream. */
  where?: string;
  /** The streams of which one has events; the first names the orphan. */
  streams?: readonly string[];
}

const byStream = [['stream_id', 'text']] as const;

/**
 * Every table whose rows come from the events of a stream. Not `es.tallies`: its holder may be an account to come.
 * Not the vault: an erasure leaves there what is to be left.
 */
const sources: readonly Source[] = [
  { table: 'es.streams', key: byStream },
  { table: 'es.effects', key: [['effect_id', 'text']] },
  { table: 'es.commands', key: [['command_id', 'bytea']], where: 'version IS NOT NULL' },
  {
    table: 'es.claims',
    key: [['identifier_id', 'uuid']],
    streams: [`'account:' || t.holder`, `'registration:' || t.holder`, `'verification:' || t.holder`],
  },
  { table: 'es.wakes', key: byStream },
  { table: 'es.sweeps', key: byStream },
  // A process whose id is of zeros alone is the installation itself.
  { table: 'es.operator_tasks', key: [['task_id', 'uuid']], where: `stream_id NOT LIKE '%:00000000-0000-0000-0000-000000000000'` },
  { table: 'rm.process', key: byStream },
  {
    table: 'rm.account_timeline',
    key: [
      ['account_id', 'uuid'],
      ['global_pos', 'bigint'],
    ],
  },
  {
    table: 'rm.pending_approvals',
    key: [
      ['stream_id', 'text'],
      ['task_id', 'text'],
    ],
  },
];

const page = 2_000;

/** Returns each stream without events once for every table that still knows it, in pages, also on a live system. */
export async function findOrphans(db: Pick<Tx, 'query'>): Promise<Orphan[]> {
  const found: Orphan[] = [];
  for (const source of sources) {
    const ids = new Set(await orphansOf(db, source));
    for (const streamId of ids) found.push({ table: source.table, streamId });
  }
  return found;
}

async function orphansOf(db: Pick<Tx, 'query'>, source: Source): Promise<string[]> {
  const found: string[] = [];
  let last: readonly string[] | undefined;
  for (;;) {
    const rows = await db.query<{ key: string[]; orphan: string | null }>(pageOf(source, last !== undefined), last ?? []);
    found.push(...rows.flatMap(({ orphan }) => orphan ?? []));
    if (rows.length < page) return found;
    last = rows[rows.length - 1]!.key;
  }
}

function pageOf({ table, key, where = 'true', streams = ['t.stream_id'] }: Source, goesOn: boolean): string {
  const columns = key.map(([column]) => column).join(', ');
  const behind = `(${columns}) > (${key.map(([, type], i) => `$${i + 1}::${type}`).join(', ')})`;
  const known = `EXISTS (SELECT FROM es.events e WHERE e.stream_id IN (${streams.join(', ')}))`;
  return `SELECT ARRAY[${key.map(([column]) => `${column}::text`).join(', ')}] AS key, CASE WHEN NOT ${known} THEN ${streams[0]} END AS orphan
    FROM ${table} t WHERE ${where}${goesOn ? ` AND ${behind}` : ''} ORDER BY ${columns} LIMIT ${page}`;
}
