import { businessNow, type ClockMode, type Database } from '#event-store';

/** Any constant: the advisory lock keeps two workers from sweeping at once. */
const sweepLock = 7_336_002;

/** Limit of streams per sweep: after a long outage of Temporal the most overdue streams come first. */
const streamsPerSweep = 1_000;

/** No lease of an effect is longer. */
const longestLease = '5 minutes';

/**
 * Within the last minute, or as long ahead as its kind may be. What lies further ahead was written by a clock that was
 * ahead, and counts as over.
 */
const isRecent = (column: string, ahead: string) =>
  `${column} BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '${ahead}'`;

/**
 * A process is overdue when a deadline passed a minute ago (business clock) or an effect had no lease for a minute
 * (machine time).
 * Each raise doubles the time to the next, up to an hour; from the third on an operator sees a task.
 * The record of raises goes when the process recovers, and starts again when it has moved on since.
 */
const statement = (clock: ClockMode) => `
WITH overdue AS (
  SELECT stream_id, min(since) AS since FROM (
    SELECT stream_id, next_due_at AS since FROM es.streams WHERE next_due_at < ${businessNow(clock)} - interval '1 minute'
    UNION ALL
    SELECT stream_id, least(greatest(owed_since, lease_until), clock_timestamp()) FROM es.effects
    WHERE state IN ('owed', 'begun') AND NOT ${isRecent('owed_since', '0')} AND (lease_until IS NULL OR NOT ${isRecent('lease_until', longestLease)})) o
  GROUP BY stream_id),
raisable AS (
  SELECT o.stream_id, t.version FROM overdue o JOIN es.streams t USING (stream_id) LEFT JOIN es.sweeps s USING (stream_id)
  WHERE s.next_at IS NULL OR NOT s.next_at BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 hour' OR s.version <> t.version ORDER BY o.since LIMIT ${streamsPerSweep}),
raised AS (
  INSERT INTO es.sweeps (stream_id, version, raises, next_at)
  SELECT stream_id, version, 1, clock_timestamp() + interval '1 minute' FROM raisable
  ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version,
    raises = CASE WHEN sweeps.version = excluded.version THEN sweeps.raises + 1 ELSE 1 END,
    next_at = CASE WHEN sweeps.version = excluded.version
      THEN clock_timestamp() + least(interval '1 hour', interval '1 minute' * 2 ^ least(sweeps.raises, 6)) ELSE excluded.next_at END
  RETURNING stream_id, version, raises),
woken AS (
  INSERT INTO es.wakes (stream_id, version, reason)
  SELECT stream_id, version, 'Swept' FROM raised
  ON CONFLICT (stream_id) DO NOTHING),
told AS (
  INSERT INTO es.operator_tasks (stream_id, kind, ref) SELECT stream_id, 'overdue', '' FROM raised WHERE raises > 2
  ON CONFLICT (stream_id, kind, ref) DO UPDATE SET raised_at = clock_timestamp(), resolved_at = NULL WHERE operator_tasks.resolved_at IS NOT NULL),
forgotten AS (
  DELETE FROM es.sweeps s WHERE NOT EXISTS (SELECT FROM overdue o WHERE o.stream_id = s.stream_id)),
resolved AS (
  UPDATE es.operator_tasks t SET resolved_at = clock_timestamp()
  WHERE t.kind IN ('overdue', 'stuck') AND t.resolved_at IS NULL AND NOT EXISTS (SELECT FROM overdue o WHERE o.stream_id = t.stream_id))
SELECT (SELECT count(*) FROM overdue)::int AS overdue, (SELECT count(*) FROM raised)::int AS woken`;

/**
 * Finds processes whose workflow was terminated, reset or lost, and wakes them at growing intervals.
 * @returns how many are overdue and how many it woke; zeros while another sweep runs.
 */
export async function sweep(database: Database, clock: ClockMode): Promise<{ overdue: number; woken: number }> {
  return database.transaction(async (tx) => {
    const [lock] = await tx.query<{ ours: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS ours', [sweepLock]);
    if (!lock?.ours) return { overdue: 0, woken: 0 };
    const [swept] = await tx.query<{ overdue: number; woken: number }>(statement(clock));
    return swept!;
  });
}
