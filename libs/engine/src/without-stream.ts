import { append, emptyBatch, type Database, type RecordedCommand, type Tx } from '#event-store';
import type { Answer, Caller } from './execution';
import { retried, RolledBack, type Result } from './retried';
import { replay } from './transaction';

/**
 * A route that decides about no process (a challenge, a key), with the promise of a command: one transaction, one recorded answer, the first again
 * for the same key. `about`: the stream of the process that it is bound to, whose version the caller's If-Match means. Errors: as {@link retried}.
 */
export function runWithoutStream(database: Database, caller: Caller, work: (tx: Tx) => Promise<Answer>, about?: string): Promise<Result> {
  const { commandId, requestHash, client, traceId } = caller;
  return retried(database, async (tx) => {
    const [recorded] = await tx.query<RecordedCommand>(
      `SELECT answer, encode(request_hash, 'hex') AS "requestHash" FROM es.commands WHERE command_id = $1`,
      [commandId],
    );
    if (recorded) throw new RolledBack(replay(caller, recorded));
    const answer: Answer = (await isBelievedVersion(tx, caller, about))
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
  });
}

/** Held until the commit: nothing moves the process between this look and what is decided on it. Of no process, there is no version to be believed in. */
async function isBelievedVersion(tx: Tx, { ifMatch }: Caller, about: string | undefined): Promise<boolean> {
  if (ifMatch === undefined) return true;
  const [stream] = await tx.query<{ revision: number }>('SELECT revision FROM es.streams WHERE stream_id = $1 FOR SHARE', [about ?? '']);
  return stream?.revision === ifMatch;
}
