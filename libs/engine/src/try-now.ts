import type { LoadedStream, Tx } from '#event-store';
import { lockStreams } from '#event-store';
import { foldToProcessState, processOfHead } from './fold';
import { longestLeaseEnd } from './lease';
import { isOpen } from './rest';
import type { TransactionParts } from './transaction';
import { atRest, effectFailed, isAbout } from './troubles';
import { writeWakes, type Wake } from './wakes';
import { readStreams } from './witnessed';

/** The wake of an operator who does not wait for the next try. */
const tryNowReason = 'TryNow';

/** What is tried at once. */
export interface TriedNow {
  /** Effects that are open, by their ids; those whose try is under way are left to it. */
  effects: readonly string[];
  /** The commands of deadlines that are due. */
  deadlines: readonly string[];
}

interface Tried extends TriedNow {
  wakes: readonly Wake[];
}

/**
 * Lifts, under the lock of a stream, the pauses of its effects, owes again what was refused for good and its state still
 * asks for, and writes a wake. Nothing to try: nothing is written.
 * @throws Unavailable for a stream that only a newer program can read.
 */
export async function tryNow(tx: Tx, parts: TransactionParts, task: { streamId: string; kind: string; ref: string }): Promise<Tried> {
  const { streamId } = task;
  await lockStreams(tx, new Map([[streamId, 'move']]));
  await lockTaskAbout(tx, task);
  const { streams, now, earliest } = await readStreams(tx, parts, null, [streamId]);
  const [stream] = streams;
  if (!stream) return { effects: [], deadlines: [], wakes: [] };
  const process = processOfHead(parts.processOf, stream.head);
  const { state } = foldToProcessState(stream, now, process, 'move');
  const failed = failedAndOwed(stream, process.owed(state), task);
  const deadlines = process.due(state).filter(({ dueAt }) => dueAt <= earliest);
  const effects = [...stream.effects.filter(isOpen).map(({ effectId }) => effectId), ...failed];
  if (effects.length + deadlines.length === 0) return { effects, deadlines: [], wakes: [] };
  if (failed.length > 0) await oweAgain(tx, streamId, failed);
  await liftPauses(tx, streamId);
  return { effects, deadlines: deadlines.map(({ command }) => command.type), wakes: await writeWakes(tx, [streamId], tryNowReason) };
}

/** Tasks come before wakes: sweeper and commands write them in this order. */
const lockTaskAbout = (tx: Tx, { streamId, kind, ref }: { streamId: string; kind: string; ref: string }) =>
  tx.query('SELECT FROM es.operator_tasks WHERE stream_id = $1 AND kind = $2 AND ref = $3 FOR UPDATE', [streamId, kind, ref]);

/**
 * A refusal is final until an operator has settled it with the provider: the effect of the task, or all of a process
 * that rests.
 */
const failedAndOwed = (
  { effects }: LoadedStream,
  owed: readonly { kind: string; n: number }[],
  task: { kind: string; ref: string },
): readonly string[] =>
  effects
    .filter(({ state, kind, n }) => state === 'failed' && owed.some((each) => each.kind === kind && each.n === n))
    .filter(({ effectId }) => task.kind === atRest || (task.kind === effectFailed && isAbout(task, effectId)))
    .map(({ effectId }) => effectId);

/** Under the same id, so that the provider knows the call again. A stream that was finished has something open again. */
async function oweAgain(tx: Tx, streamId: string, effectIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE es.effects SET state = 'owed', attempts = 0, owed_since = clock_timestamp(), ended_at = NULL
     WHERE stream_id = $1 AND effect_id = ANY ($2) AND state = 'failed'`,
    [streamId, effectIds],
  );
  await tx.query('UPDATE es.streams SET finished_at = NULL WHERE stream_id = $1 AND finished_at IS NOT NULL', [streamId]);
}

/**
 * A lease that does not end with a pause belongs to a try that is under way: it stays, so that two never perform one
 * effect.
 */
async function liftPauses(tx: Tx, streamId: string): Promise<void> {
  await tx.query(
    `UPDATE es.effects SET next_try_at = clock_timestamp(), lease_until = CASE WHEN state = 'begun' THEN clock_timestamp() END
     WHERE stream_id = $1 AND state IN ('owed', 'begun')
       AND (lease_until IS NULL OR lease_until = next_try_at OR NOT (lease_until > clock_timestamp() AND lease_until <= ${longestLeaseEnd}))`,
    [streamId],
  );
}
