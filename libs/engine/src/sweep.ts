import { isSettled, type ClockMode, type Database, type Tx } from '#event-store';
import { eachPart, type PartFailed } from './each-part';
import { atStart, biteColumns, countOverdue, isOverdue, overdueDeadlines, overdueEffects, walk, type Bite, type Place } from './overdue';
import { isToldOf, stuck } from './troubles';

/** Any constant: the advisory lock keeps two workers from sweeping at once. */
const sweepLock = 7_336_002;

/** Limits of one part of one sweep: what is overdue for longest comes first, and the next sweep goes on behind it. */
const limits = { rowsABite: 500, bitesMax: 40, changedMax: 1_000 };

/** Wakes in vain before an operator sees a task. */
const raisesBeforeTask = 2;

/** Where each part of the next sweep goes on. */
export interface SweepPlaces {
  deadlines: Place;
  effects: Place;
  raises: Place;
  tasks: Place;
}

export const sweepFromStart = (): SweepPlaces => ({ deadlines: atStart, effects: atStart, raises: atStart, tasks: atStart });

export interface Swept {
  /** Exact up to 10,000 processes, an estimate beyond. NaN when they could not be counted. */
  overdue: number;
  woken: number;
  failure?: PartFailed;
}

/**
 * Finds processes whose workflow was terminated, reset or lost, and wakes them at growing intervals.
 * Each raise doubles the time to the next, up to an hour; from the third on an operator sees a task, and none again
 * about what they have settled, until it has recovered or moved on.
 * The record of raises goes when the process recovers, and starts again when it has moved on since.
 * In bites by index, so that no number of overdue processes makes a statement long.
 */
export async function sweep(database: Database, clock: ClockMode, places: SweepPlaces = sweepFromStart()): Promise<Swept> {
  const part = (name: keyof SweepPlaces, statement: string) => async () => {
    const { place, changed } = await walk(limits, places[name], (from, rows) => biteAlone(database, statement, from, rows));
    places[name] = place;
    return changed;
  };
  const { done, failure } = await eachPart({
    deadlines: part('deadlines', raise(overdueDeadlines(clock))),
    effects: part('effects', raise(overdueEffects)),
    raises: part('raises', forgetRecovered(clock)),
    tasks: part('tasks', resolveRecovered(clock)),
    count: () => countOverdue(database, clock),
  });
  const swept = { overdue: done.count ?? Number.NaN, woken: (done.deadlines ?? 0) + (done.effects ?? 0) };
  return failure ? { ...swept, failure } : swept;
}

/** @returns undefined while another worker sweeps. */
function biteAlone(database: Database, statement: string, { at, id }: Place, rows: number): Promise<Bite | undefined> {
  return database.transaction(async (tx: Tx) => {
    const [lock] = await tx.query<{ ours: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS ours', [sweepLock]);
    if (!lock?.ours) return undefined;
    const [bite] = await tx.query<Bite>(statement, [at, id, rows]);
    return bite;
  });
}

/** Wakes what a page of overdue rows names and was not woken a while ago. Several wakes in the order of their ids. */
const raise = (page: string) => `
WITH looked AS (${page}),
raisable AS (
  SELECT DISTINCT t.stream_id, t.version FROM looked l JOIN es.streams t USING (stream_id) LEFT JOIN es.sweeps s USING (stream_id)
  WHERE l.overdue AND (s.next_at IS NULL OR NOT s.next_at BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 hour' OR s.version <> t.version)),
changed AS (
  INSERT INTO es.sweeps (stream_id, version, raises, next_at)
  SELECT stream_id, version, 1, clock_timestamp() + interval '1 minute' FROM raisable ORDER BY stream_id
  ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version,
    raises = CASE WHEN sweeps.version = excluded.version THEN sweeps.raises + 1 ELSE 1 END,
    next_at = CASE WHEN sweeps.version = excluded.version
      THEN clock_timestamp() + least(interval '1 hour', interval '1 minute' * 2 ^ least(sweeps.raises, 6)) ELSE excluded.next_at END
  RETURNING stream_id, version, raises),
woken AS (
  INSERT INTO es.wakes (stream_id, version, reason)
  SELECT stream_id, version, 'Swept' FROM changed ORDER BY stream_id
  ON CONFLICT (stream_id) DO NOTHING),
told AS (
  INSERT INTO es.operator_tasks (stream_id, kind, ref) SELECT stream_id, 'overdue', '' FROM changed c WHERE raises > ${raisesBeforeTask} AND NOT ${isToldOf(stuck, 'c.stream_id')} ORDER BY stream_id
  ON CONFLICT (stream_id, kind, ref) DO UPDATE SET raised_at = clock_timestamp(), resolved_at = NULL
    WHERE operator_tasks.resolved_at IS NOT NULL AND NOT (${isSettled('operator_tasks')}
      AND (SELECT c.raises > ${raisesBeforeTask + 1} FROM changed c WHERE c.stream_id = operator_tasks.stream_id)))
SELECT ${biteColumns}`;

const forgetRecovered = (clock: ClockMode) => `
WITH looked AS (
  SELECT '-infinity'::timestamptz AS at, stream_id AS id FROM es.sweeps WHERE $1::timestamptz IS NOT NULL AND stream_id > $2 ORDER BY stream_id LIMIT $3),
changed AS (
  DELETE FROM es.sweeps s USING looked l WHERE s.stream_id = l.id AND NOT ${isOverdue(clock, 'l.id')} RETURNING 1)
SELECT ${biteColumns}`;

const resolveRecovered = (clock: ClockMode) => `
WITH looked AS (
  SELECT raised_at AS at, task_id::text AS id, stream_id, kind FROM es.operator_tasks
  WHERE resolved_at IS NULL AND (raised_at, task_id) > ($1::timestamptz, coalesce(nullif($2, ''), '00000000-0000-0000-0000-000000000000')::uuid)
  ORDER BY raised_at, task_id LIMIT $3),
changed AS (
  UPDATE es.operator_tasks t SET resolved_at = clock_timestamp() FROM looked l
  WHERE t.task_id = l.id::uuid AND l.kind IN ('overdue', 'stuck') AND NOT ${isOverdue(clock, 'l.stream_id')} RETURNING 1)
SELECT ${biteColumns}`;
