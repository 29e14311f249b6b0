import { chainHash, chainStart, type StoredEvent } from '#event-store';
import type { Move } from './decision';
import { schemaVersion } from './fold';
import type { Order } from './order';

/** Returns the events of a move as they are stored. @throws where one does not fit its shape. */
export const storedEvents = (order: Order, move: Move, now: number, build: string): StoredEvent[] =>
  move.events.map(({ event, eventId, commandId, causation }, i) => {
    const { type, ...data } = fitting(move, event);
    return {
      streamId: move.streamId,
      version: (move.loaded?.head.version ?? 0) + i + 1,
      eventId,
      commandId: commandId.toString('hex'),
      type,
      schemaVersion,
      data,
      meta: metaOf(order, move, { type, causation, build }),
      recordedAt: now,
    };
  });

type MovedEvent = Move['events'][number];

function fitting({ process }: Move, event: MovedEvent['event']): MovedEvent['event'] {
  const misfits = process.misfits?.(event) ?? [];
  if (misfits.length > 0) throw new Error(`${event.type} of ${process.type} does not fit its shape at ${misfits.join(', ')}`);
  return event;
}

/** Who did it, for whom, why, in which trace, and by which program. */
function metaOf(
  { actor, correlation, traceId }: Order,
  { origin, process }: Move,
  { type, causation, build }: { type: string; causation: MovedEvent['causation']; build: string },
): StoredEvent['meta'] {
  return {
    origin,
    actor: actor.principalId,
    authn: actor.authn,
    ...(actor.via !== undefined && { via: actor.via }),
    correlation,
    ...(causation !== undefined && { causation }),
    traceId,
    build,
    // A program that does not know the type learns from this that a reader of the stream may pass over it.
    ...(process.minor.includes(type) && { minor: true }),
  };
}

interface Chained {
  version: number;
  /** By event. */
  hashes: string[];
  headHash: string;
}

/** Chains the events of a move to those before. */
export function chain(move: Move, events: readonly StoredEvent[]): Chained {
  let hash: Buffer = move.loaded ? Buffer.from(move.loaded.head.headHash, 'hex') : chainStart;
  const hashes = events.map((event) => (hash = chainHash(hash, event)).toString('hex'));
  return { version: events[events.length - 1]!.version, hashes, headHash: hash.toString('hex') };
}
