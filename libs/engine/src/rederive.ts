import type { Process } from '#domain';
import {
  append,
  emptyBatch,
  load,
  lockStreams,
  lockStreamsNow,
  type Batch,
  type LoadedStream,
  type RecordedEffect,
  type Tx,
} from '#event-store';
import { addStanding, headAfter } from './batch';
import { dutiesOf } from './duties';
import { isContention } from './failure';
import { foldStream, processOfHead } from './fold';
import type { TransactionParts } from './transaction';

export type Found = { stream: LoadedStream; process: Process; now: number };

export const isOpen = ({ state }: RecordedEffect): boolean => state === 'owed' || state === 'begun';

const standingOf = ({ stream, process }: Omit<Found, 'now'>) => {
  const after = foldStream(process, stream);
  const { streamId, version, headHash } = stream.head;
  return { streamId, process, before: after, after, loaded: stream, events: [], version, headHash };
};

/** True when effects, tasks and deadline of a stream are those that its state asks for. */
export function isRecorded({ stream, process, now }: Found): boolean {
  const standing = standingOf({ stream, process });
  const { owed, withdrawn, raised, resolved, areOpen } = dutiesOf(process, standing, stream);
  const { nextDueAt, finishedAt } = headAfter(standing, !areOpen, now);
  const isSame = nextDueAt === stream.head.nextDueAt && (finishedAt === null) === (stream.head.finishedAt === null);
  return isSame && owed.length + withdrawn.length + raised.length + resolved.length === 0;
}

/** Adds to a batch what a stream lacks, its state, and with a reason a wake. @returns true if it lacked more than the state. */
export function addRederived(batch: Batch, found: Found, { shape, wake }: { shape: string; wake?: string | undefined }): boolean {
  const lacked = !isRecorded(found);
  const { head } = addStanding(batch, standingOf(found), { now: found.now, shape });
  if (lacked && wake !== undefined && found.process.workflow)
    batch.wakes.push({ streamId: head.streamId, version: head.version, reason: wake });
  return lacked;
}

/**
 * Records under the lock of a stream what follows from its state: effects, tasks of operators, the next deadline, the
 * state itself. No event, no other version.
 * @returns true if something but the state was missing, and is recorded now.
 */
export function rederive(
  parts: TransactionParts,
  streamId: string,
  { wait = true, wake }: { wait?: boolean; wake?: string } = {},
): Promise<boolean> {
  const work = async (tx: Tx) => {
    await (wait ? lockStreams : lockStreamsNow)(tx, new Map([[streamId, 'move']]));
    const { streams, now } = await load(tx, parts, null, [streamId]);
    const [stream] = streams;
    if (!stream) return false;
    const batch = emptyBatch();
    const found = { stream, now: Math.max(now, stream.recordedAt), process: processOfHead(parts.processOf, stream.head) };
    const lacked = addRederived(batch, found, { shape: parts.shape, wake });
    await append(tx, batch);
    return lacked;
  };
  // Whatever moves the stream now derives all of it, too.
  return parts.database.transaction(work).catch((error: unknown) => {
    if (isContention(error)) return false;
    throw error;
  });
}
