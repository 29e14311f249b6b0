import { appendStatement } from './append-statement';
import type { Batch } from './batch';
import type { Tx } from './database';

/** Another transaction created the stream, the command or the claim since the read: read and decide again. */
export class Overtaken extends Error {}

/** What two transactions may make at once: a stream, its next version, the answer of one command. */
const madeByAnother = new Set(['streams_pkey', 'events_stream_id_version_key', 'commands_pkey']);

function isOfAnother(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint !== undefined && madeByAnother.has(constraint);
}

/** Without the lists that are empty. */
const jsonOf = (batch: Batch): string =>
  JSON.stringify(Object.fromEntries(Object.entries(batch).filter(([, part]) => !Array.isArray(part) || part.length > 0)));

/**
 * Appends events to several streams with all rows that belong to them. Nothing has to wait for its answer: where
 * another transaction has moved a stream or a claim meanwhile, it fails, and what was sent behind it with it.
 * @throws Overtaken where another has made the stream or the command; where another has moved one, with the code of a
 * serialization failure. Every other unique violation is a bug.
 */
export async function append(tx: Tx, batch: Batch): Promise<void> {
  const claims = batch.claimsTaken.length + batch.claimsHandedOver.length;
  await tx.query(appendStatement(batch), [jsonOf(batch), batch.streams.length, claims]).catch((error: unknown) => {
    throw isOfAnother(error) ? new Overtaken('created meanwhile') : error;
  });
}
