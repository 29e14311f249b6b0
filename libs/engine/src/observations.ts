import type { Tx } from '#event-store';
import type { Observed } from './execution';

/** An observation with the service that sent it. */
export type ObservedRow = Observed['observed'][number] & Pick<Observed, 'client'>;

/**
 * Writes the rows that are new, in the order of their keys, so that two writers of the same ones wait in one order.
 * Writes none about a process that has ended meanwhile.
 */
export async function insertObservations(tx: Pick<Tx, 'query'>, streamId: string, rows: readonly ObservedRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO es.observations (client, source, observation_id, stream_id, type, occurred_at, body)
     SELECT client, source, id, $1, type, to_timestamp(at / 1000.0), body
     FROM jsonb_to_recordset($2::jsonb) AS o(client uuid, source text, id uuid, type text, at bigint, body jsonb)
     WHERE EXISTS (SELECT FROM es.streams WHERE stream_id = $1 AND ended_at IS NULL)
     ORDER BY client, source, id
     ON CONFLICT DO NOTHING`,
    [streamId, JSON.stringify(rows)],
  );
}

const rowsABite = 5_000;

/** Erases some of what was observed of a process. @returns how many rows went; none: nothing is left */
export async function eraseSomeObservations(tx: Pick<Tx, 'query'>, streamId: string): Promise<number> {
  const gone = await tx.query(
    `DELETE FROM es.observations WHERE (client, source, observation_id) IN (
       SELECT client, source, observation_id FROM es.observations WHERE stream_id = $1 LIMIT $2) RETURNING 1`,
    [streamId, rowsABite],
  );
  return gone.length;
}
