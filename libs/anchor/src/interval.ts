import { settledPosition, type Tx } from '#event-store';

type Db = Pick<Tx, 'query'>;

/** What the events of an interval of positions add up to. */
export interface Content {
  /** The position and the id of its last event; null where it has none. */
  to: number | null;
  event: string | null;
  events: number;
  streams: number;
  root: string;
}

/**
 * The root is SHA-256 over a text with a line for each stream that has events in the interval: its id, the version and
 * the hash of its last event there, sorted by the bytes of the id. docs/decisions/0018 has the same for psql.
 */
const contentText = `
WITH covered AS (SELECT global_pos, event_id, stream_id, version, hash FROM es.events WHERE global_pos > $1 AND global_pos <= $2 ORDER BY global_pos LIMIT $3),
heads AS (SELECT DISTINCT ON (stream_id) stream_id, version, hash FROM covered ORDER BY stream_id, version DESC)
SELECT (SELECT max(global_pos) FROM covered)::float8 AS "to", (SELECT event_id FROM covered ORDER BY global_pos DESC LIMIT 1) AS event,
  (SELECT count(*) FROM covered)::int AS events, count(*)::int AS streams,
  encode(sha256(convert_to(coalesce(string_agg(stream_id || ' ' || version || ' ' || encode(hash, 'hex') || E'\\n', '' ORDER BY stream_id COLLATE "C"), ''), 'UTF8')), 'hex') AS root
FROM heads`;

async function contentOf(db: Db, from: number, to: number, limit: number | null): Promise<Content> {
  const [content] = await db.query<Content>(contentText, [from, to, limit]);
  return content!;
}

/** Returns the next events behind a position that no open transaction can join; undefined: there are none. */
export async function nextContent(db: Db, from: number, eventsMax: number): Promise<(Content & { to: number; event: string }) | undefined> {
  const settled = await settledPosition(db);
  if (settled <= from) return undefined;
  const { to, event, ...counts } = await contentOf(db, from, settled, eventsMax);
  return to === null || event === null ? undefined : { ...counts, to, event };
}

/** What a line says of an interval. */
export type Covered = Pick<Content, 'event' | 'events' | 'root' | 'streams'> & { from: number; to: number };

/** What the database has where the line says something, and whether it is the same. */
export async function compare(db: Db, line: Covered): Promise<{ found: Content; same: boolean }> {
  const found = await contentOf(db, line.from, line.to, null);
  const same = found.root === line.root && found.to === line.to && found.event === line.event && found.events === line.events;
  return { found, same };
}

/** The id of the event at a position; empty where there is none. */
export async function eventAt(db: Db, position: number): Promise<string> {
  const [row] = await db.query<{ event: string }>('SELECT event_id AS event FROM es.events WHERE global_pos = $1', [position]);
  return row?.event ?? '';
}

/** The last position that has an event; 0 without any. */
export async function newestPosition(db: Db): Promise<number> {
  const [row] = await db.query<{ newest: number }>('SELECT coalesce(max(global_pos), 0)::float8 AS newest FROM es.events');
  return row!.newest;
}
