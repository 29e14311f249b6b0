import { setTimeout as delay } from 'node:timers/promises';
import { prepared, type Database, type Tx } from '#event-store';

/**
 * A process that its workflow must read again. `reason` names the signal; a finished process is signalled, but not
 * started.
 */
export interface Wake {
  streamId: string;
  version: number;
  reason: string;
  finished: boolean;
  /** What its commit knew; a wake that the relay sends has none. */
  outlook?: Outlook;
}

/**
 * What a commit knows of a process that its workflow must look at. A workflow that does not run may begin late by it, or
 * not at all, and lists find it by it; of one that runs it changes nothing.
 */
export interface Outlook {
  status: string;
  outcome?: string | undefined;
  companyId: string | null;
  /** The last deadline of the state. */
  endsAt: number | null;
  nextDueAt: number | null;
  /** So many milliseconds from the commit nothing falls due: 0 if there is something to do, Infinity if there never is. */
  idleForMs: number;
}

/** Longer than one signal may take, so that two relays do not send the same wake at once. */
const triedForMs = 3_000;

/**
 * Returns wakes that have been unsent for a second, oldest first.
 * They stay until they are deleted, and are returned again after a few seconds. Those that lie more than a minute
 * ahead were written by a clock that was ahead, and count as old.
 * No lock outlives the statement, so a command that wakes the same process never waits for Temporal.
 */
export const takeUnsentWakes = (database: Database, limit: number): Promise<Wake[]> =>
  database.query<Wake>(
    `WITH unsent AS (
       SELECT stream_id FROM es.wakes
       WHERE NOT written_at BETWEEN clock_timestamp() - interval '1 second' AND clock_timestamp() + interval '1 minute'
         AND (tried_at IS NULL OR NOT tried_at BETWEEN clock_timestamp() - $2 * interval '1 millisecond' AND clock_timestamp() + interval '1 minute')
       ORDER BY written_at LIMIT $1 FOR UPDATE SKIP LOCKED),
     taken AS (
       UPDATE es.wakes w SET tried_at = clock_timestamp() FROM unsent u WHERE w.stream_id = u.stream_id
       RETURNING w.stream_id, w.version, w.reason, w.written_at)
     SELECT t.stream_id AS "streamId", t.version, t.reason, coalesce(s.finished_at IS NOT NULL, false) AS finished
     FROM taken t LEFT JOIN es.streams s USING (stream_id) ORDER BY t.written_at`,
    [limit, triedForMs],
  );

type Sent = Pick<Wake, 'streamId' | 'version'>;

/** Deletes a wake that was sent; a wake written since then has a newer version and stays. */
export const forgetWake = (database: Database, sent: Sent): Promise<void> => forgetWakes(database, [sent]);

/** Long enough for the wakes of a few commands to share a commit, and nothing to the relay, which waits for a second. */
const gatherMs = 20;

/** Deletes wakes as {@link forgetWake} does, all that come within some milliseconds in one statement. */
export function forgetTogether(database: Database): (sent: Sent) => Promise<void> {
  let gathered: Sent[] = [];
  let forgetting: Promise<void> | undefined;
  const forgetGathered = async () => {
    await delay(gatherMs);
    const sent = gathered;
    [gathered, forgetting] = [[], undefined];
    await forgetWakes(database, sent);
  };
  return (sent) => {
    gathered.push(sent);
    return (forgetting ??= forgetGathered());
  };
}

/**
 * A wake that another transaction has locked stays: a command writes it anew, or the relay has just taken it and sends
 * it once more.
 * Its rows are found by their ids, whatever the planner makes of the size of the table: with Temporal away it is large.
 */
async function forgetWakes(database: Database, sent: readonly Sent[]): Promise<void> {
  await database.query(
    prepared(`DELETE FROM es.wakes WHERE stream_id = ANY (ARRAY(
       SELECT stream_id FROM es.wakes JOIN ROWS FROM (jsonb_array_elements_text($1::jsonb), jsonb_array_elements_text($2::jsonb)) AS sent (id, sent_version)
         ON stream_id = id AND version = sent_version::int
       WHERE stream_id = ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb)))
       ORDER BY stream_id FOR UPDATE OF wakes SKIP LOCKED))`),
    [JSON.stringify(sent.map(({ streamId }) => streamId)), JSON.stringify(sent.map(({ version }) => version))],
  );
}

/**
 * Writes a wake for each of these streams at its current version, unless an unsent one is there. Returns the wakes to
 * send. In the order of the ids, as every writer of several wakes.
 */
export async function writeWakes(tx: Pick<Tx, 'query'>, streamIds: readonly string[], reason: string): Promise<Wake[]> {
  return tx.query<Wake>(
    `WITH woken AS (SELECT stream_id, version, finished_at IS NOT NULL AS finished FROM es.streams WHERE stream_id = ANY($1)),
     written AS (INSERT INTO es.wakes (stream_id, version, reason) SELECT stream_id, version, $2 FROM woken ORDER BY stream_id ON CONFLICT (stream_id) DO NOTHING)
     SELECT stream_id AS "streamId", version, $2 AS reason, finished FROM woken`,
    [streamIds, reason],
  );
}
