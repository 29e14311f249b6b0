import { append, emptyBatch, type Database, type RecordedCommand, type Tx } from '#event-store';
import type { Answer, Caller } from './execution';
import { retried, RolledBack, type Result } from './retried';
import { replay } from './transaction';

/**
 * A route that decides beside the processes (a challenge, a key), with the promise of a command: one transaction, one recorded answer, the first again
 * for the same key. Errors: as {@link retried}.
 */
export function runBeside(database: Database, caller: Caller, work: (tx: Tx) => Promise<Answer>): Promise<Result> {
  const { commandId, requestHash, client } = caller;
  return retried(database, async (tx) => {
    const [recorded] = await tx.query<RecordedCommand>(
      `SELECT answer, encode(request_hash, 'hex') AS "requestHash" FROM es.commands WHERE command_id = $1`,
      [commandId],
    );
    if (recorded) throw new RolledBack(replay(caller, recorded));
    const answer = await work(tx);
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
