import { isObserved, type Account, type Moved } from '#domain';
import type { Tx } from '#event-store';
import type { Observed } from './execution';

/** An observation with the service that sent it. */
export type ObservedRow = Observed['observed'][number] & Pick<Observed, 'client'>;

/**
 * Writes the rows that are new, in the order of their keys, so that two writers of the same ones wait in one order. One
 * that comes again with a later instant moves its row there: the rows are the same in any order, none counts twice.
 * Writes none about a process that has ended meanwhile. The lock of its row lets every command pass but the one that
 * ends it, which waits for this statement.
 */
export async function insertObservations(tx: Pick<Tx, 'query'>, streamId: string, rows: readonly ObservedRow[]): Promise<void> {
  await tx.query(
    `WITH standing AS (SELECT stream_id FROM es.streams WHERE stream_id = $1 AND ended_at IS NULL FOR KEY SHARE)
     INSERT INTO es.observations (client, source, observation_id, stream_id, type, occurred_at, body)
     SELECT DISTINCT ON (client, source, id) client, source, id, stream_id, type, to_timestamp(at / 1000.0), body
     FROM standing, jsonb_to_recordset($2::jsonb) AS o(client uuid, source text, id uuid, type text, at bigint, body jsonb)
     ORDER BY client, source, id, at DESC
     ON CONFLICT (stream_id, client, source, observation_id)
       DO UPDATE SET occurred_at = excluded.occurred_at WHERE es.observations.occurred_at < excluded.occurred_at`,
    [streamId, JSON.stringify(rows)],
  );
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
 * who write a row about it; those who come later find it ended. Before its row is updated: PostgreSQL lets the lock of an
 * insert past an update that was not locked like this before, with the row as it was.
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
