import { setTimeout as delay } from 'node:timers/promises';
import { clockPolicy, type Instant, type Problem } from '#domain';
import { bringBackClock, businessNow, isClockPast, millisecondsOf, type Database, type Tx } from '#event-store';
import type { SendWake } from './relay';
import { writeWakes } from './wakes';

export interface Walk {
  /** The instant of the business clock to reach, in milliseconds; one in the past is reached already. */
  to: Instant;
  /** Signals a workflow that something is due; the relay sends what fails. */
  send: SendWake;
  /** How long one step may take until all processes are idle. */
  patienceMs?: number;
}

export type Walked = { ok: true; now: Instant; steps: number } | { ok: false; problem: Problem };

/** Any constant: the advisory lock allows one walk at a time. */
const walkLock = 7_336_003;
const longestStepMs = 60_000;
const lookEveryMs = 25;
const namedMax = 10;

const now = businessNow('offset');

/** Reads the business clock of an installation whose clock may be moved. */
export async function readClock(database: Pick<Tx, 'query'>): Promise<{ now: Instant; offsetMs: number }> {
  const [row] = await database.query<{ now: number; offsetMs: number }>(
    `SELECT ${millisecondsOf(now)}::float8 AS now, offset_ms::float8 AS "offsetMs" FROM dev.clock`,
  );
  return row!;
}

/**
 * Moves the clock of the whole installation forward, from deadline to deadline, and waits at each until its effects are
 * done.
 * So every process lives through these days in their true order. Never moves back; a repeated walk does nothing.
 * Problems: `clock-limit` for an instant past the last one; `clock-advancing` while another walk runs; `clock-not-quiet`
 * with the processes that did not become idle.
 */
export async function advanceClock(database: Database, { to, send, patienceMs = longestStepMs }: Walk): Promise<Walked> {
  const limit = refusePast(to);
  if (limit) return { ok: false, problem: limit };
  // This connection only holds the lock and polls; the rest commits at once, so that the processes see it.
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

/** Refuses an instant past the last one: far behind it no answer can write the time, and the clock never goes back. */
export const refusePast = (instant: Instant): Problem | undefined =>
  instant > clockPolicy.lastInstant ? { code: 'clock-limit', latest: clockPolicy.lastInstant } : undefined;

/** @throws where a clock that may be moved stands past its last instant, as a former release could move it. */
export async function refusePastLimit(database: Database): Promise<void> {
  if (await isClockPast(database, clockPolicy.lastInstant))
    throw new Error('the clock of this database stands past the year 2999: start the stack again, which brings it back (docs/runbook.md)');
}

/** Brings such a clock back to that of the machine. @returns true if it did */
export const bringBackFromLimit = (owner: Database): Promise<boolean> => bringBackClock(owner, clockPolicy.lastInstant);

/** Wakes each process once for each due deadline; called repeatedly, because the clock also advances while it waits. */
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

/** Moves the offset so that the clock of decisions reaches exactly this instant; never back. */
async function moveTo(database: Database, instant: Instant): Promise<void> {
  await database.query(
    `UPDATE dev.clock SET offset_ms = greatest(offset_ms, $1::bigint - ${millisecondsOf("date_trunc('milliseconds', clock_timestamp())")})`,
    [instant],
  );
}

interface Unfinished {
  due: string[];
  owed: string[];
  unsent: string[];
  /**
   * When the last of the effects that have failed is tried again, by the clock of the machine; a postponed one may end
   * before.
   */
  nextTryAt: Instant | null;
}

/**
 * Waits until nothing is due, no performable effect is owed and no wake is unsent.
 * @returns undefined then; what is still open when the time is over, or as soon as a failed effect waits for longer.
 */
async function untilQuiet(tx: Tx, wakeDue: () => Promise<void>, patienceMs: number): Promise<Omit<Unfinished, 'nextTryAt'> | undefined> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    await wakeDue();
    const { nextTryAt, ...restless } = await findUnfinished(tx);
    if (restless.due.length + restless.owed.length + restless.unsent.length === 0) return undefined;
    if (Math.max(Date.now(), nextTryAt ?? 0) >= deadline) return restless;
    await delay(lookEveryMs);
  }
}

async function findUnfinished(tx: Tx): Promise<Unfinished> {
  const some = (name: string, rows: string) => `ARRAY(SELECT ${rows} LIMIT ${namedMax}) AS ${name}`;
  const [row] = await tx.query<Unfinished>(
    `SELECT ${some('due', `stream_id FROM es.streams WHERE next_due_at <= ${now}`)},
       ${some('owed', `effect_id FROM es.effects WHERE state IN ('owed', 'begun')`)},
       ${some('unsent', 'stream_id FROM es.wakes')},
       (SELECT ${millisecondsOf('max(next_try_at)')}::float8 FROM es.effects
         WHERE state = 'begun' AND lease_until < next_try_at) AS "nextTryAt"`,
  );
  return row!;
}
