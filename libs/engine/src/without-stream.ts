import { append, emptyBatch, lockStreams, together, type Database, type RecordedCommand, type Tx } from '#event-store';
import type { Answer, Caller } from './execution';
import type { Gate } from './gate';
import { Crowded, withPlaces, type Places } from './places';
import { retryTransaction, RolledBack, type Result } from './retry';
import { replay } from './transaction';

/**
 * Runs a route without a process (a challenge, a key) with the promise of a command: one transaction, one recorded
 * answer.
 * `about`: the stream of the process whose version If-Match refers to. Errors: as {@link retryTransaction}.
 */
export function runWithoutStream(
  { database, gate }: { database: Database; gate: Gate },
  caller: Caller,
  work: (tx: Tx) => Promise<Answer>,
  about?: string,
): Promise<Result> {
  const { commandId, requestHash, client, traceId } = caller;
  const attempt = async (tx: Tx, places: Places): Promise<Result> => {
    const [recorded] = await tx.query<RecordedCommand>(
      `SELECT answer, encode(request_hash, 'hex') AS "requestHash" FROM es.commands WHERE command_id = $1`,
      [commandId],
    );
    if (recorded) throw new RolledBack(replay(caller, recorded));
    const answer: Answer = (await isExpectedVersion(tx, caller, about, places))
      ? await work(tx)
      : { ok: false, problem: { code: 'version-mismatch' }, traceId };
    await append(tx, {
      ...emptyBatch(),
      command: {
        commandId: commandId.toString('hex'),
        client,
        requestHash: requestHash.toString('hex'),
        answer: JSON.stringify(answer),
        streamId: null,
        version: null,
      },
    });
    return answer.ok ? { kind: 'accepted', answer, wakes: [] } : { kind: 'refused', answer, wakes: [] };
  };
  return withPlaces(gate, [], (places) => retryTransaction(database, (tx) => attempt(tx, places)));
}

/**
 * Locks the stream until the commit, so that the process cannot change; refuses an expected version if there is no
 * process.
 */
async function isExpectedVersion(tx: Tx, { ifMatch }: Caller, about: string | undefined, places: Places): Promise<boolean> {
  if (ifMatch === undefined) return true;
  const streamId = about ?? '';
  const [locked, [stream]] = await together([
    lockStreams(tx, new Map([[streamId, 'read']]), places.at),
    tx.query<{ revision: number }>('SELECT revision FROM es.streams WHERE stream_id = $1', [streamId]),
  ]);
  if (stream && !locked.has(streamId)) throw new Crowded([streamId]);
  places.locked();
  return stream?.revision === ifMatch;
}
