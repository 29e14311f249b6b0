import { hour, partsOf, type Process } from '#domain';
import {
  businessNow,
  lockStreams,
  machineNow,
  prepared,
  together,
  unplanned,
  type ClockMode,
  type ClockReading,
  type Database,
  type LoadedStream,
  type Transaction,
  type Tx,
} from '#event-store';
import type { Begin, ProcessState } from './execution';
import { longestLeaseEnd, longestLeaseMs } from './lease';
import { processOfHead, foldToProcessState, refuseUnknownEffect } from './fold';
import { effectFailed, effectKeepsFailing, raiseParticular, resolveAbout } from './troubles';
import { readStreams, refuseAhead, type Time } from './witnessed';

/** Longer than any activity may run (10 s), so that two never perform one effect at once. */
const leaseMs = 15_000;

/** A try that is under way may be over long before its lease: who wants the effect asks again so often. */
const askAgainMs = 1_000;

const leaseRuns = `lease_until > clock_timestamp() AND lease_until <= ${longestLeaseEnd}`;

/**
 * After so many failures in a row an operator gets a task, and after as many more again if they have resolved it: the
 * retries go on.
 */
const attemptsBeforeTask = 8;

/** How long a provider that accepted an effect may stay silent; after that a try counts as failed. */
const silenceMs = hour;

/** A pause ends together with its lease; release 0.1.0 recorded no pause, but none of its other leases is as long. */
const isPause = `(lease_until = next_try_at OR lease_until > clock_timestamp() + ${leaseMs} * interval '1 millisecond')`;
const leftMs = `extract(epoch FROM lease_until - clock_timestamp()) * 1000`;

interface EffectRow extends ClockReading {
  streamId: string;
  kind: string;
  n: number;
  state: string;
  attempts: number;
  busyForMs: number;
  owedForMs: number;
  lapsed: boolean;
  /** Of the event that owes it; null for one of an early release, whose id does not name the event. */
  trace: string | null;
}

const takeLease = prepared(
  `UPDATE es.effects SET state = 'begun', attempts = attempts + 1, tried_at = clock_timestamp(), next_try_at = NULL,
     lease_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE effect_id = $1`,
  'begin-effect-',
);

/**
 * Takes the lease of an effect: only if it is owed, only for its own kind, and only for one caller at a time.
 * @throws Unavailable while the clock is ahead.
 */
export async function beginEffect(
  database: Database,
  time: Time,
  processOf: (type: string) => Process,
  effectId: string,
  kind: string,
): Promise<Begin> {
  const begin = await database.transaction<Begin | 'lapsed'>(async (tx) => {
    const { effect, streams, now } = await lockEffect(tx, time, effectId);
    if (!effect || effect.kind !== kind || !['owed', 'begun'].includes(effect.state)) return 'not-owed';
    refuseUnknownEffect(processOf(partsOf(effect.streamId).type), kind);
    refuseAhead(time.witness, effect);
    if (effect.busyForMs > 0) return { busyForMs: effect.busyForMs };
    if (effect.lapsed) return 'lapsed';
    const [stream] = streams;
    const rules = processOfHead(processOf, stream!.head);
    const process = foldToProcessState(stream!, now, rules, 'move');
    const { n, attempts, owedForMs, trace } = effect;
    const outdated = isOutdated(rules, process, effect) && { outdated: true as const };
    const failsAgain = (attempts + 1) % attemptsBeforeTask === 0;
    tx.withCommit([
      tx.query(takeLease, [effectId, leaseMs]),
      ...(failsAgain ? [raiseParticular(tx, effect.streamId, effectKeepsFailing, effectId)] : []),
    ]);
    return { begun: { effectId, kind, n, attempts: attempts + 1, owedForMs, ...(trace !== null && { trace }), ...outdated, process } };
  });
  if (begin !== 'lapsed') return begin;
  // An effect that is past its use stays so; therefore a second transaction may end it, under the lock that every end
  // takes.
  await database.transaction((tx) => endEffect(tx, time.clock, effectId, 'lapsed'));
  return 'not-owed';
}

/** A message says what holds when it is sent: nobody sends one that its process owes no more. */
const isOutdated = ({ messageKinds = [], owed }: Process, { state }: ProcessState, { kind, n }: EffectRow): boolean =>
  messageKinds.includes(kind) && !owed(state).some((effect) => effect.kind === kind && effect.n === n);

/** Locks the stream of an effect against moves, and reads both, in one round trip. */
async function lockEffect(
  tx: Tx,
  time: Time,
  effectId: string,
): Promise<{ effect: EffectRow | undefined; streams: LoadedStream[]; now: number }> {
  const streamId = streamOf(effectId);
  const sentAt = performance.now();
  const [, [effect], { streams, now }] = await together([
    lockStreams(tx, new Map([[streamId, 'read']])),
    tx.query<EffectRow>(effectRow(time.clock), [effectId, eventOf(effectId)]),
    readStreams(tx, time, null, [streamId]),
  ]);
  return { effect: effect && { ...effect, sentAt, receivedAt: performance.now() }, streams, now };
}

const effectRow = (clock: ClockMode) =>
  `SELECT ${machineNow}, stream_id AS "streamId", kind, n, state, attempts, coalesce(useful_until <= ${businessNow(clock)}, false) AS lapsed,
     CASE WHEN ${leaseRuns} THEN CASE WHEN ${isPause} THEN ${leftMs} ELSE least(${leftMs}, ${askAgainMs}) END ELSE 0 END::int AS "busyForMs",
     (extract(epoch FROM greatest(interval '0', clock_timestamp() - owed_since)) * 1000)::float8 AS "owedForMs",
     (SELECT meta->>'traceId' FROM es.events WHERE event_id = $2) AS trace
   FROM es.effects WHERE effect_id = $1 FOR UPDATE`;

/** Why a try failed, and when the next one is planned. */
export interface FailedTry {
  /** A code: ours, or the one by which a provider refused; never anybody's words. */
  reason: string;
  nextTryInMs: number;
}

const pausedUntil = `clock_timestamp() + $3 * interval '1 millisecond'`;

/** Releases the lease after a failed try, so that the next one need not wait for it, and records why it failed. */
export async function releaseEffect(database: Database, effectId: string, failed?: FailedTry): Promise<void> {
  await database.query(
    `UPDATE es.effects SET lease_until = clock_timestamp(), reason = coalesce($2, reason), next_try_at = ${pausedUntil}
     WHERE effect_id = $1 AND state = 'begun'`,
    [effectId, failed?.reason ?? null, failed?.nextTryInMs ?? null],
  );
}

/** Records why a try could not even begin, and when the next one is planned. Nothing about an effect that is under way. */
export async function holdEffect(database: Database, effectId: string, { reason, nextTryInMs }: FailedTry): Promise<void> {
  await database.query(
    `UPDATE es.effects SET reason = $2, next_try_at = ${pausedUntil}
     WHERE effect_id = $1 AND state IN ('owed', 'begun') AND (lease_until IS NULL OR NOT (${leaseRuns}))`,
    [effectId, reason, nextTryInMs],
  );
}

/**
 * The provider has accepted the effect and decides later: no retry before then, and at first the try does not count. A
 * lease that ends with the pause is one: an operator may lift it.
 */
export async function postponeEffect(database: Database, effectId: string, { reason, nextTryInMs }: FailedTry): Promise<void> {
  await database.query(
    `UPDATE es.effects e SET reason = $2, lease_until = paused.until, next_try_at = paused.until,
       attempts = attempts - CASE WHEN owed_since BETWEEN clock_timestamp() - $4 * interval '1 millisecond' AND clock_timestamp() THEN 1 ELSE 0 END
     FROM (SELECT ${pausedUntil} AS until) paused WHERE effect_id = $1 AND state = 'begun'`,
    [effectId, reason, Math.min(nextTryInMs, longestLeaseMs), silenceMs],
  );
}

/** Records the code of a final refusal beside the tries of an effect that has ended with it. */
export async function noteRefusal(database: Database, effectId: string, reason: string): Promise<void> {
  await database.query('UPDATE es.effects SET reason = $2 WHERE effect_id = $1', [effectId, reason]);
}

export const finishEffect = (database: Database, clock: ClockMode, effectId: string): Promise<boolean> =>
  database.transaction((tx) => endEffect(tx, clock, effectId, 'done'));

/** Ends as failed an effect that cannot be performed and that no rule reads, and raises a task for an operator. */
export const failEffect = (database: Database, clock: ClockMode, effectId: string, reason: string): Promise<boolean> =>
  database.transaction(async (tx) => {
    const ended = await endEffect(tx, clock, effectId, 'failed', reason);
    if (ended) await raiseParticular(tx, streamOf(effectId), effectFailed, effectId);
    return ended;
  });

/**
 * Returns the stream of an effect; its id is `<process>:<uuid>:<event id>:<kind>:<n>`. Earlier releases had the version
 * in the place of the event.
 */
export const streamOf = (effectId: string): string => {
  const [type, id] = effectId.split(':');
  return `${type}:${id}`;
};

const eventId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Returns the event that an effect comes from; null for one of an early release. */
function eventOf(effectId: string): string | null {
  const event = effectId.split(':')[2] ?? '';
  return eventId.test(event) ? event : null;
}

/** Returns the trace of the event that owes an effect, which an answer that comes by itself goes on with. */
export async function traceOfEffect(database: Database, effectId: string): Promise<string | undefined> {
  const [event] = await database.query<{ trace: string }>(`SELECT meta->>'traceId' AS trace FROM es.events WHERE event_id = $1`, [
    eventOf(effectId),
  ]);
  return event?.trace;
}

/** Raises a task once: neither an open one nor one that was resolved is raised again. @returns true if it did */
export async function raiseTaskOnce(tx: Pick<Tx, 'query'>, streamId: string, kind: string, ref: string): Promise<boolean> {
  const raised = await tx.query(
    'INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ($1, $2, $3) ON CONFLICT (stream_id, kind, ref) DO NOTHING RETURNING 1',
    [streamId, kind, ref],
  );
  return raised.length > 0;
}

/** States an effect may end from: an expired effect may lapse even if never started, but not while a lease is held. */
const endable = {
  done: `state = 'begun'`,
  failed: `state = 'begun'`,
  lapsed: `state IN ('owed', 'begun') AND (lease_until IS NULL OR NOT (${leaseRuns}))`,
} as const;

/** Ends an effect that no rule reads, under the lock of its stream, and finishes the stream if nothing else is open. */
async function endEffect(
  tx: Transaction,
  clock: ClockMode,
  effectId: string,
  state: keyof typeof endable,
  reason: string | null = null,
): Promise<boolean> {
  const streamId = streamOf(effectId);
  const [, [ended]] = await together([
    lockStreams(tx, new Map([[streamId, 'move']])),
    tx.query(
      `UPDATE es.effects SET state = $2, ended_at = clock_timestamp(), lease_until = NULL, next_try_at = NULL, reason = coalesce($3, reason)
       WHERE effect_id = $1 AND ${endable[state]} RETURNING 1`,
      [effectId, state, reason],
    ),
  ]);
  if (!ended) return false;
  tx.withCommit([resolveAbout(tx, streamId, effectId), finishStream(tx, clock, streamId)]);
  return true;
}

/** Finishes a stream that has ended and has no open effect and no deadline, at the time of the clock of its events. */
async function finishStream(tx: Tx, clock: ClockMode, streamId: string): Promise<void> {
  await tx.query(
    `UPDATE es.streams SET finished_at = greatest(ended_at, date_trunc('milliseconds', ${businessNow(clock)}))
     WHERE stream_id = $1 AND ${unplanned('ended_at IS NOT NULL AND finished_at IS NULL AND next_due_at IS NULL')}
       AND NOT EXISTS (SELECT 1 FROM es.effects f WHERE f.stream_id = $1 AND f.state IN ('owed', 'begun'))`,
    [streamId],
  );
}
