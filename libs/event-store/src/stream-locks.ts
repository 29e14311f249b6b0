import type { Tx } from './database';

/** `read`: the stream may not change, and others may read it. `move`: only this transaction changes it. */
export type LockMode = 'read' | 'move';

/** Streams by id, each with the mode of its lock. */
export type StreamLocks = ReadonlyMap<string, LockMode>;

/** Separates this family of advisory locks from others; two-part locks never meet the feed's one-part locks. */
const streamLocks = 0x73747265;

const wanted = 'unnest($1::text[], $2::boolean[], $3::boolean[]) AS w(stream_id, moves, waits)';

/**
 * Takes the turns at all streams before it locks a row: PostgreSQL queues advisory locks in the order of their coming,
 * and lets a share of a row past those who wait to move it, so that readers without a gap would keep a mover waiting for
 * ever. One turn a hash, in the order of the hashes, because two ids may have one hash. Release 0.1.0 takes no turns.
 */
const turns = `(SELECT array_agg(turn) FILTER (WHERE come) AS come FROM (
  SELECT turn, CASE WHEN moves AND waits THEN pg_advisory_xact_lock(${streamLocks}, turn)::text IS NOT NULL
    WHEN waits THEN pg_advisory_xact_lock_shared(${streamLocks}, turn)::text IS NOT NULL
    WHEN moves THEN pg_try_advisory_xact_lock(${streamLocks}, turn)
    ELSE pg_try_advisory_xact_lock_shared(${streamLocks}, turn) END AS come
  FROM (SELECT hashtext(stream_id) AS turn, bool_or(moves) AS moves, bool_or(waits) AS waits FROM ${wanted} GROUP BY 1 ORDER BY 1) ordered) taken) turns`;

/** One locking subquery of each kind: a joined subquery that locks runs once for each row of the sorted list. */
const row = (name: string, condition: string, strength: string) => `
LEFT JOIN LATERAL (SELECT stream_id FROM es.streams s WHERE s.stream_id = wanted.stream_id AND ${condition} ${strength}) ${name} ON true`;

/**
 * Locks row by row in the order of the ids, whatever the modes, so that the transactions of all releases lock in one
 * order.
 */
const sorted = `(SELECT * FROM ${wanted} ORDER BY stream_id) wanted`;
const hasTurn = 'hashtext(wanted.stream_id) = ANY (turns.come)';
const lock = {
  name: 'lock-streams',
  text: `
SELECT coalesce(moved.stream_id, shared.stream_id, moved_now.stream_id, shared_now.stream_id) AS "streamId"
FROM ${turns} CROSS JOIN ${sorted}
${row('moved', `moves AND waits AND ${hasTurn}`, 'FOR NO KEY UPDATE')}
${row('shared', `NOT moves AND waits AND ${hasTurn}`, 'FOR SHARE')}
${row('moved_now', `moves AND NOT waits AND ${hasTurn}`, 'FOR NO KEY UPDATE SKIP LOCKED')}
${row('shared_now', `NOT moves AND NOT waits AND ${hasTurn}`, 'FOR SHARE SKIP LOCKED')}`,
} as const;
const lockNow = {
  name: 'lock-streams-now',
  text: `
SELECT coalesce(moved.stream_id, shared.stream_id) AS "streamId" FROM ${sorted}
${row('moved', 'moves', 'FOR NO KEY UPDATE NOWAIT')}
${row('shared', 'NOT moves', 'FOR SHARE NOWAIT')}`,
} as const;

const idsOf = (rows: readonly { streamId: string | null }[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ streamId }) => streamId ?? []));

const parametersOf = (streams: StreamLocks, waitsFor: (streamId: string) => boolean) => [
  [...streams.keys()],
  [...streams.values()].map((mode) => mode === 'move'),
  [...streams.keys()].map(waitsFor),
];

/**
 * Locks the existing streams in one order; only a lock to `move` allows changes in a stream. With `places` it waits only
 * for the streams among them.
 * @returns the streams that it has locked: neither one that is made later, nor one that it does not wait for and that
 * another transaction holds.
 */
export async function lockStreams(tx: Tx, streams: StreamLocks, places?: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  return idsOf(
    await tx.query(
      lock,
      parametersOf(streams, (streamId) => places?.has(streamId) ?? true),
    ),
  );
}

/** The same without waiting, so out of order it cannot deadlock. Errors: 55P03 if another transaction holds a lock. */
export async function lockStreamsNow(tx: Tx, streams: StreamLocks): Promise<ReadonlySet<string>> {
  return idsOf(
    await tx.query(
      lockNow,
      parametersOf(streams, () => false),
    ),
  );
}
