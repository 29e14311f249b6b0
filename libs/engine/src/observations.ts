import { isObserved, type Account, type Moved } from '#domain';
import type { Tx } from '#event-store';
import type { Observed } from './execution';

/** An observation with the account that it is about, and the service that sent it. */
export type ObservedRow = Observed['observed'][number] & Pick<Observed, 'client'> & { streamId: string };

const given = '"streamId" text, client uuid, source text, id uuid, type text, at bigint, body jsonb';

/**
 * Writes the rows that are new, about any number of accounts, in the order of their keys, so that two writers of the
 * same ones wait in one order; one that comes again is there. Writes none about a process that has ended meanwhile. The
 * lock of its row lets every command pass but the one that ends it, which waits for this statement.
 */
export async function insertObservations(tx: Pick<Tx, 'query'>, rows: readonly ObservedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const streams = [...new Set(rows.map(({ streamId }) => streamId))];
  await tx.query(
    `WITH standing AS (
       SELECT stream_id FROM es.streams WHERE stream_id = ANY($1) AND ended_at IS NULL ORDER BY stream_id FOR KEY SHARE)
     INSERT INTO es.observations (client, source, observation_id, stream_id, type, occurred_at, body)
     SELECT client, source, id, stream_id, type, to_timestamp(at / 1000.0), body
     FROM standing JOIN jsonb_to_recordset($2::jsonb) AS o(${given}) ON o."streamId" = stream_id
     ORDER BY stream_id, client, source, id
     ON CONFLICT (stream_id, client, source, observation_id) DO NOTHING`,
    [streams, JSON.stringify(rows)],
  );
}

/**
 * Those of these rows that are there already and say something else, by their places in the list. Each is found by its
 * key.
 */
export async function findChanged(tx: Pick<Tx, 'query'>, rows: readonly ObservedRow[]): Promise<readonly number[]> {
  const found = await tx.query<{ n: number }>(
    `SELECT (n - 1)::int AS n
     FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (${given})) WITH ORDINALITY AS o(stream, client, source, id, type, at, body, n)
     CROSS JOIN LATERAL (
       SELECT type, occurred_at, body FROM es.observations
       WHERE stream_id = o.stream AND client = o.client AND source = o.source AND observation_id = o.id OFFSET 0
     ) was
     WHERE (was.type, was.occurred_at, was.body) IS DISTINCT FROM (o.type, to_timestamp(o.at / 1000.0)::timestamptz(3), o.body)
     ORDER BY n`,
    [JSON.stringify(rows)],
  );
  return found.map(({ n }) => n);
}

const rowsABite = 5_000;

/** Erases some of what was observed of a process. `more`: the bite was full. By place, since a join reads the table. */
export async function eraseSomeObservations(tx: Pick<Tx, 'query'>, streamId: string): Promise<{ erased: number; more: boolean }> {
  const gone = await tx.query(
    `DELETE FROM es.observations WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM es.observations WHERE stream_id = $1 ORDER BY type, occurred_at LIMIT $2)) RETURNING 1`,
    [streamId, rowsABite],
  );
  return { erased: gone.length, more: gone.length === rowsABite };
}

/**
 * Erases, in the transaction that ends an account, what came after the purge had erased the rest. Waits first for those
 * who write a row about it; those who come later find it ended. Before its row is updated: PostgreSQL lets the lock of
 * an insert past an update that was not locked like this before, with the row as it was.
 */
export function eraseAtTheEnd(tx: Pick<Tx, 'query'>, moves: readonly Moved<Buffer>[]): readonly Promise<unknown>[] {
  const ending = moves.filter((move) => isOfObserved(move.process, move.before) && !isOfObserved(move.process, move.after));
  return ending.flatMap(({ streamId }) => [
    tx.query('SELECT FROM es.streams WHERE stream_id = $1 FOR UPDATE', [streamId]),
    tx.query('DELETE FROM es.observations WHERE stream_id = $1', [streamId]),
  ]);
}

const isOfObserved = ({ type }: Moved<Buffer>['process'], state: Moved<Buffer>['before']): boolean =>
  type === 'account' && isObserved(state as Account);
