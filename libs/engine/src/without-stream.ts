import { append, emptyBatch, lockStreams, together, type Database, type RecordedCommand, type Tx } from '#event-store';
import type { Answer, Caller, ProcessState } from './execution';
import type { Gate } from './gate';
import { Crowded, withPlaces, type Places } from './places';
import { retryTransaction, RolledBack, type Result } from './retry';
import { replay, useOnce } from './transaction';

/** Reads the process of a locked stream; undefined if there is none. */
export type ReadLocked = (tx: Tx, streamId: string) => Promise<ProcessState | undefined>;

/**
 * Runs a route without a process (a challenge, a key) with the promise of a command: one transaction, one recorded
 * answer.
 * `about`: the stream of the process whose version If-Match refers to. Errors: as {@link retryTransaction}.
 */
export function runWithoutStream(
  { database, gate }: { database: Database; gate: Gate },
  caller: Caller,
  { readLocked, work }: { readLocked: ReadLocked; work: (tx: Tx) => Promise<Answer> },
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
    const asked = streamsOf(standing);
    const [locked, revision, ...states] = await together([
      lockAtOnce(tx, caller, about, places),
      revisionOf(tx, caller, about),
      ...asked.map((streamId) => readLocked(tx, streamId)),
    ]);
    const acting = new Map(asked.flatMap((streamId, i) => (states[i] ? [[streamId, states[i]] as const] : [])));
    settlePlaces([...acting.keys(), ...(revision === undefined ? [] : [about!])], locked, places);
    const forbidden = standing?.refuse(acting.get(standing.streamId), acting);
    if (forbidden) throw new RolledBack({ kind: 'untouched', problem: forbidden });
    await useOnce(tx, caller);
    const isExpected = caller.ifMatch === undefined || caller.ifMatch === revision;
    const answer: Answer = isExpected ? await work(tx) : { ok: false, problem: { code: 'version-mismatch' }, traceId };
    if (!answer.ok) await caller.once?.spare(tx);
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
    return answer.ok ? { kind: 'accepted', answer, wakes: [], owed: [] } : { kind: 'refused', answer, wakes: [], owed: [] };
  };
  return withPlaces(gate, [], (places) => retryTransaction(database, (tx) => attempt(tx, places)));
}

const streamsOf = (standing: Caller['standing']): readonly string[] => (standing ? [standing.streamId, ...(standing.roles ?? [])] : []);

/**
 * Locks until the commit what this call reads, as far as it may wait: one after the other could meet a command that
 * moves both in the other order.
 */
async function lockAtOnce(tx: Tx, { standing, ifMatch }: Caller, about: string | undefined, { at }: Places): Promise<ReadonlySet<string>> {
  const streamIds = [...streamsOf(standing), ifMatch === undefined ? undefined : about].filter((id) => id !== undefined);
  return streamIds.length > 0 ? lockStreams(tx, new Map(streamIds.map((id) => [id, 'read'])), at) : new Set();
}

/** What exists and is not locked is held by another transaction, or was just made. @throws Crowded */
function settlePlaces(found: readonly string[], locked: ReadonlySet<string>, places: Places): void {
  const held = found.filter((streamId) => !locked.has(streamId));
  if (held.length > 0) throw new Crowded(held);
  places.locked();
}

/** Reads the version that the caller expects one of; undefined if they expect none, or there is no process. */
async function revisionOf(tx: Tx, { ifMatch }: Caller, about: string | undefined): Promise<number | undefined> {
  if (ifMatch === undefined) return undefined;
  const [stream] = await tx.query<{ revision: number }>('SELECT revision FROM es.streams WHERE stream_id = $1', [about]);
  return stream?.revision;
}
