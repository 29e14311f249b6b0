import { businessNow, countRows, readNow, type ClockMode, type Database } from '#event-store';
import { longestLeaseEnd } from './lease';

/** A process is overdue when its deadline passed a minute ago, by the business clock. */
const graceMs = 60_000;
const grace = `interval '1 minute'`;

/** Evaluated once a statement, so that an index can be searched by it. */
const businessLimit = (clock: ClockMode) => `(SELECT ${businessNow(clock)} - ${grace})`;
/** Or when an effect had no lease for a minute, by machine time. */
const machineLimit = `(SELECT clock_timestamp() - ${grace})`;

const open = `state IN ('owed', 'begun')`;

/** Nobody holds the effect, or by a lease that a clock wrote that was ahead: it counts as over. */
const isUnheld = `coalesce(NOT lease_until BETWEEN ${machineLimit} AND ${longestLeaseEnd}, true)`;
/** Nor is its next try planned for later: one that fails and is tried again is not late, and has a task of its own. */
const isFree = `(${isUnheld} AND coalesce(NOT next_try_at BETWEEN ${machineLimit} AND ${longestLeaseEnd}, true))`;
/** For a minute, or since an instant that a clock wrote that was ahead. */
const isOwedForLong = `NOT owed_since BETWEEN ${machineLimit} AND clock_timestamp()`;

/** SQL of a page of deadlines that are overdue, soonest first, behind the place ($1, $2) and of at most $3 rows. */
export const overdueDeadlines = (clock: ClockMode) => `
  SELECT stream_id, next_due_at AS at, stream_id AS id, true AS overdue FROM es.streams
  WHERE next_due_at < ${businessLimit(clock)} AND (next_due_at, stream_id) > ($1::timestamptz, $2::text)
  ORDER BY next_due_at, stream_id LIMIT $3`;

/** The same of open effects, longest owed first; one that is held by a lease is not overdue. */
export const overdueEffects = `
  SELECT stream_id, owed_since AS at, effect_id AS id, ${isFree} AS overdue FROM es.effects
  WHERE ${open} AND ${isOwedForLong} AND (owed_since, effect_id) > ($1::timestamptz, $2::text)
  ORDER BY owed_since, effect_id LIMIT $3`;

/** SQL that is true while the process of this column is overdue. */
export const isOverdue = (clock: ClockMode, streamId: string) => `(
  EXISTS (SELECT FROM es.streams t WHERE t.stream_id = ${streamId} AND t.next_due_at < ${businessLimit(clock)})
  OR EXISTS (SELECT FROM es.effects f WHERE f.stream_id = ${streamId} AND f.${open} AND ${isOwedForLong} AND ${isFree}))`;

const distinctMax = 10_000;

/** Counts overdue processes: exactly up to 10,000, and beyond that by estimates of deadlines and effects. */
export async function countOverdue(database: Database, clock: ClockMode): Promise<number> {
  const { now } = await readNow(database, clock);
  const limit = now - graceMs;
  const deadlines = `SELECT stream_id FROM es.streams WHERE next_due_at < to_timestamp($1::float8 / 1000)`;
  const effects = `SELECT stream_id FROM es.effects WHERE ${open} AND ${isOwedForLong} AND ${isFree}`;
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ((${deadlines} LIMIT ${distinctMax + 1}) UNION (${effects} LIMIT ${distinctMax + 1})) o`,
    [limit],
  );
  if (row!.count <= distinctMax) return row!.count;
  return (await countRows(database, deadlines, [limit])) + (await countRows(database, effects));
}

/** Where a walk in bites goes on: behind this row. */
export interface Place {
  at: string;
  id: string;
}
export const atStart: Place = { at: '-infinity', id: '' };

/** What a bite has looked at; without `last` there was nothing. */
export interface Bite {
  looked: number;
  changed: number;
  last: Place | null;
}

/** SQL of the columns of a {@link Bite}, of the row sources `looked` (at, id) and `changed`. */
export const biteColumns = `(SELECT count(*) FROM looked)::int AS looked, (SELECT count(*) FROM changed)::int AS changed,
  (SELECT json_build_object('at', at::text, 'id', id::text) FROM looked ORDER BY at DESC, id DESC LIMIT 1) AS last`;

export interface Walk {
  rowsABite: number;
  bitesMax: number;
  /** Enough has changed for one round. */
  changedMax: number;
}

/**
 * Walks on from a place in bites, and starts anew when it has come to the end.
 * @returns the place where the next round goes on, and how many rows it changed.
 */
export async function walk(
  { rowsABite, bitesMax, changedMax }: Walk,
  from: Place,
  bite: (from: Place, rows: number) => Promise<Bite | undefined>,
): Promise<{ place: Place; changed: number }> {
  let place = from;
  let changed = 0;
  for (let bites = 0; bites < bitesMax && changed < changedMax; bites++) {
    const bitten = await bite(place, rowsABite);
    if (!bitten) return { place, changed };
    changed += bitten.changed;
    if (bitten.looked < rowsABite) return { place: atStart, changed };
    place = bitten.last!;
  }
  return { place, changed };
}
