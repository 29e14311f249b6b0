import { setTimeout as delay } from 'node:timers/promises';
import type { Instant, Problem } from '#domain';
import { businessNow, millisecondsOf, type Database, type Tx } from '#event-store';
import type { SendWake } from './relay';
import { writeWakes } from './wakes';

export interface Walk {
  /** The business clock's instant to arrive at. One that has passed already is arrived at. */
  to: Instant;
  /** Tells a workflow that something is due. What cannot be sent is left to the relay. */
  send: SendWake;
  /** How long one step may take until everything is quiet. */
  patienceMs?: number;
}

export type Walked = { ok: true; now: Instant; steps: number } | { ok: false; problem: Problem };

/** Any constant: one walk at a time. */
const walkLock = 7_336_003;
const longestStepMs = 60_000;
const lookEveryMs = 25;
const namedMax = 10;

const now = businessNow('offset');

/** The business clock of an installation whose clock may be moved. */
export async function readClock(database: Pick<Tx, 'query'>): Promise<{ now: Instant; offsetMs: number }> {
  const [row] = await database.query<{ now: number; offsetMs: number }>(
    `SELECT ${millisecondsOf(now)}::float8 AS now, offset_ms::float8 AS "offsetMs" FROM dev.clock`,
  );
  return row!;
}

/**
 * Moves the clock of the whole installation forward, from deadline to deadline: at each one it waits until all that follows from it has happened,
 * so that every process lives through these days in their true order. Never back; the same walk repeated has arrived already.
 * Problems: `clock-advancing` while another walk is under way; `clock-not-quiet`, naming the processes that do not come to rest.
 */
export async function advanceClock(database: Database, { to, send, patienceMs = longestStepMs }: Walk): Promise<Walked> {
  // Its connection only holds the lock and asks; everything else must be committed at once, for the processes to see.
  return database.transaction(async (lock) => {
    const [row] = await lock.query<{ ours: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS ours', [walkLock]);
    if (!row?.ours) return { ok: false, problem: { code: 'clock-advancing' } };
    const wakeDue = wakerOf(database, send);
    for (let steps = 0; ; steps++) {
      const restless = await untilQuiet(lock, wakeDue, patienceMs);
      if (restless) return { ok: false, problem: { code: 'clock-not-quiet', ...restless } };
      const clock = await readClock(lock);
      if (clock.now >= to) return { ok: true, now: clock.now, steps };
      await moveTo(database, Math.min(to, (await nextDeadline(lock)) ?? to));
    }
  });
}

/** Wakes each process once for each of its deadlines that is due. Asked again and again, since the clock also goes on by itself while we wait. */
function wakerOf(database: Database, send: SendWake): () => Promise<void> {
  const woken = new Set<string>();
  return async () => {
    const due = await database.query<{ streamId: string; at: number }>(
      `SELECT stream_id AS "streamId", ${millisecondsOf('next_due_at')}::float8 AS at FROM es.streams WHERE next_due_at <= ${now}`,
    );
    const fresh = due.filter(({ streamId, at }) => !woken.has(`${streamId}@${at}`));
    if (fresh.length === 0) return;
    for (const { streamId, at } of fresh) woken.add(`${streamId}@${at}`);
    const streamIds = fresh.map(({ streamId }) => streamId);
    await Promise.all((await writeWakes(database, streamIds, 'ClockAdvanced')).map(send));
  };
}

async function nextDeadline(tx: Tx): Promise<Instant | null> {
  const [row] = await tx.query<{ at: number | null }>(`SELECT ${millisecondsOf('min(next_due_at)')}::float8 AS at FROM es.streams`);
  return row!.at;
}

/** Exactly to the instant, by the very clock that decisions are made by; never back. */
async function moveTo(database: Database, instant: Instant): Promise<void> {
  await database.query(
    `UPDATE dev.clock SET offset_ms = greatest(offset_ms, $1::bigint - ${millisecondsOf("date_trunc('milliseconds', clock_timestamp())")})`,
    [instant],
  );
}

interface Restless {
  due: string[];
  owed: string[];
  unsent: string[];
}

/** Quiet = nothing is due, nothing that can be performed is owed, no wake is unsent. Undefined = quiet; else what is not, when patience ends. */
async function untilQuiet(tx: Tx, wakeDue: () => Promise<void>, patienceMs: number): Promise<Restless | undefined> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    await wakeDue();
    const restless = await whatIsNotQuiet(tx);
    if (restless.due.length + restless.owed.length + restless.unsent.length === 0) return undefined;
    if (Date.now() >= deadline) return restless;
    await delay(lookEveryMs);
  }
}

async function whatIsNotQuiet(tx: Tx): Promise<Restless> {
  const some = (name: string, rows: string) => `ARRAY(SELECT ${rows} LIMIT ${namedMax}) AS ${name}`;
  const [row] = await tx.query<Restless>(
    `SELECT ${some('due', `stream_id FROM es.streams WHERE next_due_at <= ${now}`)},
       ${some('owed', `effect_id FROM es.effects WHERE state IN ('owed', 'begun')`)},
       ${some('unsent', 'stream_id FROM es.wakes')}`,
  );
  return row!;
}
