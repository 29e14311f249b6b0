import { append, emptyBatch, lockStreams, together, type Database, type RecordedCommand, type Tx } from '#event-store';
import type { Answer, Caller, ProcessState } from './execution';
import { retryTransaction, RolledBack, type Result } from './retry';
import { replay } from './transaction';

/** Reads the process of a locked stream; undefined if there is none. */
export type ReadLocked = (tx: Tx, streamId: string) => Promise<ProcessState | undefined>;

/**
 * Runs a route without a process (a challenge, a key) with the promise of a command: one transaction, one recorded
 * answer.
 * `about`: the stream of the process whose version If-Match refers to. Errors: as {@link retryTransaction}.
 */
export function runWithoutStream(
  database: Database,
  caller: Caller,
  { readLocked, work }: { readLocked: ReadLocked; work: (tx: Tx) => Promise<Answer> },
  about?: string,
): Promise<Result> {
  const { commandId, requestHash, client, traceId } = caller;
  return retryTransaction(database, async (tx) => {
    const [recorded] = await tx.query<RecordedCommand>(
      `SELECT answer, encode(request_hash, 'hex') AS "requestHash" FROM es.commands WHERE command_id = $1`,
      [commandId],
    );
    if (recorded) throw new RolledBack(replay(caller, recorded));
    const { standing } = caller;
    const [, acting, isExpected] = await together([
      lockAtOnce(tx, caller, about),
      standing && readLocked(tx, standing.streamId),
      isExpectedVersion(tx, caller, about),
    ]);
    const forbidden = standing?.refuse(acting);
    if (forbidden) throw new RolledBack({ kind: 'untouched', problem: forbidden });
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
  });
}

/**
 * Locks until the commit what this call reads: one after the other could meet a command that moves both in the other
 * order.
 */
async function lockAtOnce(tx: Tx, { standing, ifMatch }: Caller, about: string | undefined): Promise<void> {
  const streamIds = [standing?.streamId, ifMatch === undefined ? undefined : about].filter((id) => id !== undefined);
  if (streamIds.length > 0) await lockStreams(tx, new Map(streamIds.map((id) => [id, 'read'])));
}

/** Refuses an expected version if there is no process. */
async function isExpectedVersion(tx: Tx, { ifMatch }: Caller, about: string | undefined): Promise<boolean> {
  if (ifMatch === undefined) return true;
  const [stream] = await tx.query<{ revision: number }>('SELECT revision FROM es.streams WHERE stream_id = $1', [about]);
  return stream?.revision === ifMatch;
}
