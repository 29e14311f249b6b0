import type { Tx } from './database';

/** `read`: the stream may not change, and others may read it. `move`: only this transaction changes it. */
export type LockMode = 'read' | 'move';

/** Streams by id, each with the mode of its lock. */
export type StreamLocks = ReadonlyMap<string, LockMode>;

/** Separates this family of advisory locks from others; two-part locks never meet the feed's one-part locks. */
const streamLocks = 0x73747265;

const wanted = 'unnest($1::text[], $2::boolean[]) AS w(stream_id, moves)';

/**
 * Takes the turns at all streams before it locks a row: PostgreSQL queues advisory locks in the order of their coming,
 * and lets a share of a row past those who wait to move it, so that readers without a gap would keep a mover waiting for
 * ever. One turn a hash, in the order of the hashes, because two ids may have one hash. Release 0.1.0 takes no turns.
 */
const turns = `(SELECT array_agg(turn) FILTER (WHERE come) AS come FROM (
  SELECT turn, CASE WHEN moves THEN pg_advisory_xact_lock(${streamLocks}, turn)::text
    ELSE pg_advisory_xact_lock_shared(${streamLocks}, turn)::text END IS NOT NULL AS come
  FROM (SELECT hashtext(stream_id) AS turn, bool_or(moves) AS moves FROM ${wanted} GROUP BY 1 ORDER BY 1) ordered) taken) turns`;

/**
 * Locks row by row in the order of the ids, whatever the modes, so that the transactions of all releases lock in one
 * order. The subquery is sorted, and a joined subquery that locks runs once for each of its rows.
 */
const lockText = (from: string, condition: string, wait: '' | 'NOWAIT') => {
  const row = (mode: string, strength: string) =>
    `(SELECT stream_id FROM es.streams s WHERE s.stream_id = wanted.stream_id AND ${mode} ${condition} ${strength} ${wait})`;
  return `
SELECT coalesce(moved.stream_id, shared.stream_id) AS "streamId" FROM ${from}(SELECT * FROM ${wanted} ORDER BY stream_id) wanted
LEFT JOIN LATERAL ${row('wanted.moves', 'FOR NO KEY UPDATE')} moved ON true
LEFT JOIN LATERAL ${row('NOT wanted.moves', 'FOR SHARE')} shared ON true`;
};
const hasTurn = 'AND hashtext(wanted.stream_id) = ANY (turns.come)';
const lock = { name: 'lock-streams', text: lockText(`${turns} CROSS JOIN `, hasTurn, '') } as const;
const lockNow = { name: 'lock-streams-now', text: lockText('', '', 'NOWAIT') } as const;

const idsOf = (rows: readonly { streamId: string | null }[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ streamId }) => streamId ?? []));

const parametersOf = (streams: StreamLocks) => [[...streams.keys()], [...streams.values()].map((mode) => mode === 'move')];

/**
 * Locks the existing streams in one order; only a lock to `move` allows changes in a stream.
 * @returns the streams that it has locked: one that is made later is not among them.
 */
export async function lockStreams(tx: Tx, streams: StreamLocks): Promise<ReadonlySet<string>> {
  return idsOf(await tx.query(lock, parametersOf(streams)));
}

/** The same without waiting, so out of order it cannot deadlock. Errors: 55P03 if another transaction holds a lock. */
export async function lockStreamsNow(tx: Tx, streams: StreamLocks): Promise<ReadonlySet<string>> {
  return idsOf(await tx.query(lockNow, parametersOf(streams)));
}
