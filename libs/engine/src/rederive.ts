import type { Process } from '#domain';
import {
  append,
  emptyBatch,
  lockStreams,
  lockStreamsNow,
  type Batch,
  type LoadedStream,
  type Projected,
  type StreamHead,
  type Transaction,
} from '#event-store';
import { dutiesOf } from './duties';
import { isContention } from './failure';
import { foldStream, processOfHead } from './fold';
import { waits } from './rest';
import { addStanding, headAfter } from './standing';
import type { TransactionParts } from './transaction';
import { readStreams } from './witnessed';

export type Found = { stream: LoadedStream; process: Process; now: number };

const standingOf = ({ stream, process }: Omit<Found, 'now'>) => {
  const after = foldStream(process, stream, 'move');
  const { streamId, version, headHash } = stream.head;
  return { streamId, process, before: after, after, loaded: stream, events: [], version, headHash };
};

/**
 * True when effects, tasks and deadline of a stream are those that its state asks for, as far as this program can tell.
 * @throws Unavailable for a stream that only a newer program can read.
 */
export function isRecorded({ stream, process, now }: Found): boolean {
  const standing = standingOf({ stream, process });
  const { owed, withdrawn, raised, resolved, areOpen } = dutiesOf(process, standing, stream);
  const { nextDueAt, finishedAt } = headAfter(standing, !areOpen, { now });
  const isSame = nextDueAt === stream.head.nextDueAt && (finishedAt === null) === (stream.head.finishedAt === null);
  return isSame && owed.length + withdrawn.length + raised.length + resolved.length === 0;
}

/**
 * Adds to a batch what a stream lacks, its state, and with a reason a wake if its workflow has something to wait for.
 * @returns its head, and whether it lacked more than the state.
 */
export function addRederived(
  batch: Batch,
  found: Found,
  { shape, wake }: { shape: string; wake?: string | undefined },
): { head: StreamHead; lacked: boolean } {
  const lacked = !isRecorded(found);
  // Without an event the chain tells what has happened until now.
  const cause = found.stream.head.headHash.slice(0, 32);
  const { head, waits: waitsNow } = addStanding(batch, standingOf(found), { now: found.now, shape, cause });
  if (lacked && wake !== undefined && found.process.workflow && (waitsNow || waits(found.stream)))
    batch.wakes.push({ streamId: head.streamId, version: head.version, reason: wake });
  return { head, lacked };
}

/** What the read models get of a stream without new events. */
function projectedOf({ stream, process }: Found, head: StreamHead): Projected {
  const state = foldStream(process, stream, 'move');
  return { head, status: process.status(state), outcome: process.outcome(state), state, events: [] };
}

/**
 * Records under the lock of a stream what follows from its state: effects, tasks of operators, the next deadline, the
 * state itself, its rows in the read models. No event, no other version.
 * @returns true if something but the state was missing, and is recorded now.
 * @throws Unavailable for a stream that only a newer program can read.
 */
export function rederive(
  parts: TransactionParts,
  streamId: string,
  { wait = true, wake }: { wait?: boolean; wake?: string } = {},
): Promise<boolean> {
  const work = async (tx: Transaction) => {
    await (wait ? lockStreams : lockStreamsNow)(tx, new Map([[streamId, 'move']]));
    const { streams, now } = await readStreams(tx, parts, null, [streamId]);
    const [stream] = streams;
    if (!stream) return false;
    const batch = emptyBatch();
    const found = { stream, now: Math.max(now, stream.recordedAt), process: processOfHead(parts.processOf, stream.head) };
    const { head, lacked } = addRederived(batch, found, { shape: parts.shape, wake });
    await append(tx, batch);
    tx.withCommit(parts.projections.flatMap((projection) => projection.apply(tx, [projectedOf(found, head)])));
    return lacked;
  };
  // Whatever moves the stream now derives all of it, too.
  return parts.database.transaction(work).catch((error: unknown) => {
    if (isContention(error)) return false;
    throw error;
  });
}
