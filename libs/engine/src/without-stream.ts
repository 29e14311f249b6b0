import { append, emptyBatch, lockStreams, together, type Database, type RecordedCommand, type Tx } from '#event-store';
import type { Answer, Caller, ProcessState } from './execution';
import type { Gate } from './gate';
import { Crowded, withPlaces, type Places } from './places';
import { retryTransaction, RolledBack, type Result } from './retry';
import { replay } from './transaction';

/** Reads a process by the id of its stream; undefined if there is none. */
export type Find = (tx: Tx, streamId: string) => Promise<ProcessState | undefined>;

/**
 * Runs a route without a process (a challenge, a key) with the promise of a command: one transaction, one recorded
 * answer.
 * `about`: the stream of the process whose version If-Match refers to. Errors: as {@link retryTransaction}.
 */
export function runWithoutStream(
  { database, gate }: { database: Database; gate: Gate },
  caller: Caller,
  { find, work }: { find: Find; work: (tx: Tx) => Promise<Answer> },
  about?: string,
): Promise<Result> {
  const { commandId, requestHash, client, traceId } = caller;
  const attempt = async (tx: Tx, places: Places): Promise<Result> => {
    const [recorded] = await tx.query<RecordedCommand>(
      `SELECT answer, encode(request_hash, 'hex') AS "requestHash" FROM es.commands WHERE command_id = $1`,
      [commandId],
    );
    if (recorded) throw new RolledBack(replay(caller, recorded));
    const { standing } = caller;
    const forbidden = standing?.refuse(await lockedToRead(tx, standing.streamId, find, places));
    if (forbidden) throw new RolledBack({ kind: 'untouched', problem: forbidden });
    const isExpected = await isExpectedVersion(tx, caller, about, places);
    places.locked();
    const answer: Answer = isExpected ? await work(tx) : { ok: false, problem: { code: 'version-mismatch' }, traceId };
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
  return (await lockedToRead(tx, streamId, revisionOf, places))?.revision === ifMatch;
}

const revisionOf = async (tx: Tx, streamId: string) => {
  const [stream] = await tx.query<{ revision: number }>('SELECT revision FROM es.streams WHERE stream_id = $1', [streamId]);
  return stream;
};

/**
 * Locks the stream to read it, and reads what is there. It waits for no stream without a place. @throws Crowded when
 * others hold it.
 */
async function lockedToRead<T>(tx: Tx, streamId: string, read: (tx: Tx, streamId: string) => Promise<T | undefined>, places: Places) {
  const [locked, found] = await together([lockStreams(tx, new Map([[streamId, 'read']]), places.at), read(tx, streamId)]);
  if (found && !locked.has(streamId)) throw new Crowded([streamId]);
  return found;
}
