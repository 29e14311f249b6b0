import { millisecondsOf } from './clock';
import type { Tx } from './database';

/** What the feed shows of an event: its id, its process and its time. Its data needs the right to read the process. */
export interface FeedEvent {
  position: number;
  eventId: string;
  streamId: string;
  type: string;
  recordedAt: number;
  /** The principal who acted, or a part of Tenure itself. */
  actor: string;
  /** The service that acted for the person. */
  via?: string | null;
}

export interface FeedPage {
  events: FeedEvent[];
  /**
   * Where to read on: the position of the last row that was read.
   * Always of a row, because after a crash the sequence may give out unused numbers again.
   */
  cursor: number;
  /** The page ended before the feed did: more may be there at once. */
  more: boolean;
}

export interface FeedQuery {
  /** Only these types; the cursor passes over the others. */
  types?: readonly string[] | undefined;
  limit: number;
}

/**
 * The upper 16 bits of these advisory locks; the lower 48 are a floor. Other one-part locks are small numbers: tag 0.
 */
const tag = 0x7e4e;
const floorBits = 48;

/**
 * Reads under the lock of its page: a plain SELECT may briefly see the number up to which the sequence's log runs
 * ahead.
 */
const lastValue = `pg_sequence_last_value('es.global_pos'::regclass)`;

/**
 * SQL that announces the floor of a writer until its transaction ends: all its positions will be higher.
 * The writer evaluates it before its first `nextval`.
 */
export const announceFloor = `pg_advisory_xact_lock_shared((${tag}::bigint << ${floorBits}) | ${lastValue})`;

/** The lowest floor of an open transaction in this database, or null; locks of other databases are skipped. */
const lowestFloor = `SELECT min(((classid::bigint & 65535) << 32) | objid::bigint)::float8 AS floor FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint >> 16) = ${tag}
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const readRows = `
WITH looked AS (
  SELECT global_pos, event_id, stream_id, type, recorded_at, meta FROM es.events WHERE global_pos > $1 AND global_pos <= $2 ORDER BY global_pos LIMIT $3),
page AS (
  SELECT * FROM looked WHERE $4::text[] IS NULL OR type = ANY ($4) ORDER BY global_pos LIMIT $5)
SELECT (SELECT count(*) FROM looked)::int AS looked, (SELECT max(global_pos) FROM looked)::float8 AS last,
  coalesce((SELECT jsonb_agg(jsonb_build_object('position', global_pos, 'eventId', event_id, 'streamId', stream_id, 'type', type,
    'recordedAt', ${millisecondsOf('recorded_at')}, 'actor', meta ->> 'actor', 'via', meta ->> 'via') ORDER BY global_pos) FROM page), '[]') AS events`;

/** Limit of rows that a filtered page reads, however rare its types are. */
const lookedMax = 5_000;

async function lastPosition(db: Pick<Tx, 'query'>): Promise<number> {
  const [sequence] = await db.query<{ last: number }>(`SELECT ${lastValue}::float8 AS last`);
  return sequence!.last;
}

/** Each writer of a position up to `last` announced itself before: it is in this list, or its transaction is over. */
async function settledUpTo(db: Pick<Tx, 'query'>, last: number): Promise<number> {
  const [underWay] = await db.query<{ floor: number | null }>(lowestFloor);
  return Math.min(last, underWay!.floor ?? last);
}

/** The position up to which no open transaction may still write, as {@link readFeed} finds it. */
export const settledPosition = async (db: Pick<Tx, 'query'>): Promise<number> => settledUpTo(db, await lastPosition(db));

/**
 * Returns the events after a cursor (0 = from the beginning) by position, without gaps.
 * It stops below the first position that an open transaction may still fill.
 * A reader that continues from `cursor` gets each event, and some again if it crashes before it stores the cursor.
 * Three statements in this order, each with its own snapshot: on the primary, never in REPEATABLE READ.
 * `cursor-ahead`: the cursor is of another database, or of a later state of this one.
 */
export async function readFeed(db: Pick<Tx, 'query'>, after: number, { types, limit }: FeedQuery): Promise<FeedPage | 'cursor-ahead'> {
  const nothing: FeedPage = { events: [], cursor: after, more: false };
  const last = await lastPosition(db);
  if (after > last) return 'cursor-ahead';
  if (after === last) return nothing;
  const settled = await settledUpTo(db, last);
  if (after >= settled) return nothing;

  const looksMax = types ? Math.max(limit, lookedMax) : limit;
  const parameters = [after, settled, looksMax, types ?? null, limit];
  const [row] = await db.query<{ looked: number; last: number | null; events: FeedEvent[] }>(readRows, parameters);
  const { looked, events } = row!;
  const isFull = events.length === limit;
  return {
    events,
    cursor: isFull ? events[limit - 1]!.position : (row!.last ?? after),
    more: isFull || looked === looksMax,
  };
}

/** The row that a cursor names: a restored database may have another one at its position. */
export interface FeedRow {
  position: number;
  eventId: string;
  recordedAt: number;
}

const rowColumns = `global_pos::float8 AS position, event_id AS "eventId", ${millisecondsOf('recorded_at')}::float8 AS "recordedAt"`;

/** Returns the rows at these positions; a position without a row is left out. */
export const feedRowsAt = (db: Pick<Tx, 'query'>, positions: readonly number[]): Promise<FeedRow[]> =>
  db.query<FeedRow>(`SELECT ${rowColumns} FROM es.events WHERE global_pos = ANY ($1::bigint[])`, [positions]);

/** The last row of those that a reader may pass: no open transaction can write below it. Undefined: there is none. */
export async function lastSettledRow(db: Pick<Tx, 'query'>): Promise<FeedRow | undefined> {
  const settled = await settledPosition(db);
  const [row] = await db.query<FeedRow>(`SELECT ${rowColumns} FROM es.events WHERE global_pos <= $1 ORDER BY global_pos DESC LIMIT 1`, [
    settled,
  ]);
  return row;
}

/** Clocks of two servers differ by less: what was recorded longer than this before a lost row is on both time lines. */
const overlapMs = 3_600_000;

/**
 * The last row that a reader of another time line has surely read: everything up to it is what it was, and what the
 * restore replaced comes after it. Undefined: none is sure.
 */
export async function lastSharedRow(db: Pick<Tx, 'query'>, { position, recordedAt }: FeedRow): Promise<FeedRow | undefined> {
  const [row] = await db.query<FeedRow>(
    `SELECT ${rowColumns} FROM es.events WHERE global_pos <= $1 AND recorded_at <= to_timestamp($2::float8 / 1000)
     ORDER BY global_pos DESC LIMIT 1`,
    [position, recordedAt - overlapMs],
  );
  return row;
}
