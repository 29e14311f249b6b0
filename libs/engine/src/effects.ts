import { hour, type Process } from '#domain';
import { businessNow, load, lockStreams, type ClockMode, type Database, type Tx } from '#event-store';
import { effectKeepsFailing } from './batch';
import type { Begin } from './execution';
import { processOfHead, snapshotOfStream } from './fold';

/** Longer than any activity may run (10 s), so that two never perform one effect at a time. */
const leaseMs = 15_000;

/** So many failures in a row are worth an operator's look; the tries go on. */
const attemptsBeforeTask = 8;

/** For so long a provider that has taken something may keep silent; then a try at it is one that failed. */
const silenceMs = hour;

interface EffectRow {
  streamId: string;
  kind: string;
  n: number;
  state: string;
  attempts: number;
  busyForMs: number;
  owedForMs: number;
  lapsed: boolean;
}

/** Whatever asks for an effect, it is begun only while it is owed, only under its own name, and by one at a time. */
export async function beginEffect(
  database: Database,
  clock: ClockMode,
  processOf: (type: string) => Process,
  effectId: string,
  kind: string,
): Promise<Begin> {
  const begin = await database.transaction<Begin | 'lapsed'>(async (tx) => {
    const effect = await lockEffect(tx, effectId, clock);
    if (!effect || effect.kind !== kind || !['owed', 'begun'].includes(effect.state)) return 'not-owed';
    if (effect.busyForMs > 0) return { busyForMs: effect.busyForMs };
    if (effect.lapsed) return 'lapsed';
    await tx.query(
      `UPDATE es.effects SET state = 'begun', attempts = attempts + 1, lease_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE effect_id = $1`,
      [effectId, leaseMs],
    );
    if (effect.attempts + 1 === attemptsBeforeTask) await raiseTask(tx, effect.streamId, effectKeepsFailing, effectId);
    const { streams, now } = await load(tx, clock, null, [effect.streamId]);
    const [stream] = streams;
    const process = snapshotOfStream(stream!, now, processOfHead(processOf, stream!.head));
    const { n, attempts, owedForMs } = effect;
    return { begun: { effectId, kind, n, attempts: attempts + 1, owedForMs, process } };
  });
  if (begin !== 'lapsed') return begin;
  // What is useless stays so: its end may be a transaction of its own, under the lock that every end takes.
  await database.transaction((tx) => endEffect(tx, clock, effectId, 'lapsed'));
  return 'not-owed';
}

async function lockEffect(tx: Tx, effectId: string, clock: ClockMode): Promise<EffectRow | undefined> {
  await lockStreams(tx, new Map([[streamOf(effectId), 'read']]));
  const [effect] = await tx.query<EffectRow>(
    `SELECT stream_id AS "streamId", kind, n, state, attempts, coalesce(useful_until <= ${businessNow(clock)}, false) AS lapsed,
       greatest(0, extract(epoch FROM lease_until - clock_timestamp()) * 1000)::int AS "busyForMs",
       (extract(epoch FROM clock_timestamp() - owed_since) * 1000)::float8 AS "owedForMs"
     FROM es.effects WHERE effect_id = $1 FOR UPDATE`,
    [effectId],
  );
  return effect;
}

/** Gives the lease back after a failed try, so that the next one need not wait for it. */
export async function releaseEffect(database: Database, effectId: string): Promise<void> {
  await database.query(`UPDATE es.effects SET lease_until = clock_timestamp() WHERE effect_id = $1 AND state = 'begun'`, [effectId]);
}

/** The provider has taken it and decides later: nobody asks again before then, and at first the try counts for nothing. */
export async function postponeEffect(database: Database, effectId: string, forMs: number): Promise<void> {
  await database.query(
    `UPDATE es.effects SET lease_until = clock_timestamp() + $2 * interval '1 millisecond',
       attempts = attempts - CASE WHEN owed_since > clock_timestamp() - $3 * interval '1 millisecond' THEN 1 ELSE 0 END
     WHERE effect_id = $1 AND state = 'begun'`,
    [effectId, forMs, silenceMs],
  );
}

export const finishEffect = (database: Database, clock: ClockMode, effectId: string): Promise<boolean> =>
  database.transaction((tx) => endEffect(tx, clock, effectId, 'done'));

/** An effect that nobody can perform and no rule reads: it ends as failed, and an operator sees it. */
export const failEffect = (database: Database, clock: ClockMode, effectId: string, reason: string): Promise<boolean> =>
  database.transaction(async (tx) => {
    const ended = await endEffect(tx, clock, effectId, 'failed');
    if (ended) await raiseTask(tx, streamOf(effectId), 'effect-failed', `${effectId} ${reason}`);
    return ended;
  });

/** `<process>:<uuid>:<version>:<kind>:<n>` */
export const streamOf = (effectId: string): string => {
  const [type, id] = effectId.split(':');
  return `${type}:${id}`;
};

export async function raiseTask(tx: Pick<Tx, 'query'>, streamId: string, kind: string, ref: string): Promise<void> {
  await tx.query(
    `INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ($1, $2, $3)
     ON CONFLICT (stream_id, kind, ref) DO UPDATE SET raised_at = clock_timestamp(), resolved_at = NULL WHERE operator_tasks.resolved_at IS NOT NULL`,
    [streamId, kind, ref],
  );
}

/** One that was begun, and has come to its end. Useless is also what nobody has begun; what somebody performs just now is his to end. */
const endable = {
  done: `state = 'begun'`,
  failed: `state = 'begun'`,
  lapsed: `state IN ('owed', 'begun') AND (lease_until IS NULL OR lease_until <= clock_timestamp())`,
} as const;

/** Ends an effect that no rule reads, under the lock of its stream, and the stream with it where it was the last thing open. */
async function endEffect(tx: Tx, clock: ClockMode, effectId: string, state: keyof typeof endable): Promise<boolean> {
  const streamId = streamOf(effectId);
  await lockStreams(tx, new Map([[streamId, 'move']]));
  const [ended] = await tx.query(
    `UPDATE es.effects SET state = $2, ended_at = clock_timestamp(), lease_until = NULL WHERE effect_id = $1 AND ${endable[state]} RETURNING 1`,
    [effectId, state],
  );
  if (!ended) return false;
  await resolveTask(tx, streamId, effectKeepsFailing, effectId);
  await finishStream(tx, clock, streamId);
  return true;
}

/** A stream is finished when it has ended, nothing of it is open and nothing will fall due. When that was is told by the clock of its events. */
async function finishStream(tx: Tx, clock: ClockMode, streamId: string): Promise<void> {
  await tx.query(
    `UPDATE es.streams SET finished_at = greatest(ended_at, date_trunc('milliseconds', ${businessNow(clock)}))
     WHERE stream_id = $1 AND ended_at IS NOT NULL AND finished_at IS NULL AND next_due_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM es.effects f WHERE f.stream_id = $1 AND f.state IN ('owed', 'begun'))`,
    [streamId],
  );
}

async function resolveTask(tx: Tx, streamId: string, kind: string, ref: string): Promise<void> {
  await tx.query(
    'UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE stream_id = $1 AND kind = $2 AND ref = $3 AND resolved_at IS NULL',
    [streamId, kind, ref],
  );
}
