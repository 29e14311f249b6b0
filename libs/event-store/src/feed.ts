import { millisecondsOf } from './clock';
import type { Tx } from './database';

/** What the feed tells of an event: which, of what process, when. Its data stays with whoever may read the process. */
export interface FeedEvent {
  position: number;
  eventId: string;
  streamId: string;
  type: string;
  recordedAt: number;
}

export interface FeedPage {
  events: FeedEvent[];
  /** Read on from here: the last row that was looked at. Rows only, never a bare number of the sequence: after a crash it may give out unused numbers again. */
  cursor: number;
  /** The page ended before the feed did: there may be more at once. */
  more: boolean;
}

export interface FeedQuery {
  /** Only these types. Others are passed over, and the cursor with them. */
  types?: readonly string[] | undefined;
  limit: number;
}

/** The upper 16 bits of our advisory locks; the lower 48 are a floor. Other one-part locks of ours are small numbers: tag 0. */
const tag = 0x7e4e;
const floorBits = 48;

/** Under the lock of its page: a plain SELECT may see the number to which the sequence's log runs ahead for a moment. */
const lastValue = `pg_sequence_last_value('es.global_pos'::regclass)`;

/**
 * SQL by which a writer makes its floor known until its transaction ends: every position that it takes from now on is higher.
 * To be evaluated before its first `nextval`.
 */
export const announceFloor = `pg_advisory_xact_lock_shared((${tag}::bigint << ${floorBits}) | ${lastValue})`;

/** The lowest floor of a transaction under way in this database, null where there is none. Locks of other databases are listed too, and none of our business. */
const lowestFloor = `SELECT min(((classid::bigint & 65535) << 32) | objid::bigint)::float8 AS floor FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint >> 16) = ${tag}
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const readRows = `
WITH looked AS (
  SELECT global_pos, event_id, stream_id, type, recorded_at FROM es.events WHERE global_pos > $1 AND global_pos <= $2 ORDER BY global_pos LIMIT $3),
page AS (
  SELECT * FROM looked WHERE $4::text[] IS NULL OR type = ANY ($4) ORDER BY global_pos LIMIT $5)
SELECT (SELECT count(*) FROM looked)::int AS looked, (SELECT max(global_pos) FROM looked)::float8 AS last,
  coalesce((SELECT jsonb_agg(jsonb_build_object('position', global_pos, 'eventId', event_id, 'streamId', stream_id, 'type', type,
    'recordedAt', ${millisecondsOf('recorded_at')}) ORDER BY global_pos) FROM page), '[]') AS events`;

/** With a filter: so many rows are looked through at most, however rare what is asked for. */
const lookedMax = 5_000;

/**
 * The events after a cursor (0 = from the beginning) in the order of their positions, none missed: it stops below the first position that a transaction
 * under way may still fill. Whoever reads on from `cursor` gets each event; whoever crashes before he has kept it gets some again.
 * Three statements in this order, each with a snapshot of its own: on the primary, never in a REPEATABLE READ transaction.
 * `cursor-ahead`: the cursor is of another database, or of a later state of this one.
 */
export async function readFeed(db: Pick<Tx, 'query'>, after: number, { types, limit }: FeedQuery): Promise<FeedPage | 'cursor-ahead'> {
  const nothing: FeedPage = { events: [], cursor: after, more: false };
  const [sequence] = await db.query<{ last: number }>(`SELECT ${lastValue}::float8 AS last`);
  const last = sequence!.last;
  if (after > last) return 'cursor-ahead';
  if (after === last) return nothing;

  // Whoever took a position up to `last` had announced himself before. He is in this list, or his transaction is over and the rows below are all there will be.
  const [underWay] = await db.query<{ floor: number | null }>(lowestFloor);
  const settled = Math.min(last, underWay!.floor ?? last);
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
