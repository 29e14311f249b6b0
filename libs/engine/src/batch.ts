import { emptyBatch, type Batch, type StoredEvent, type StreamHead } from '#event-store';
import { addClaims, addTallies } from './claims';
import type { Move } from './decision';
import { mustWake, wakeOf } from './must-wake';
import type { Order } from './order';
import { addStanding, type Stood } from './standing';
import { chain, storedEvents } from './stored-events';
import { isAbout } from './troubles';
import type { Wake } from './wakes';

/** The rows that one command writes, compiled here and appended in one statement; heads and events by stream. */
export interface Compiled {
  batch: Batch;
  heads: ReadonlyMap<string, StreamHead>;
  events: ReadonlyMap<string, readonly StoredEvent[]>;
  /** Those of the batch, with what the commit knows. */
  wakes: readonly Wake[];
}

/** What every row of a command is written by. */
interface Parts {
  now: number;
  buildId: string;
  shape: string;
}

/**
 * Compiles moves into rows: chained events, versions, effects, operator tasks, claims, tallies, and the workflows to
 * wake.
 */
export function compile(order: Order, moves: readonly Move[], now: number, { buildId, shape }: Omit<Parts, 'now'>): Compiled {
  const batch = emptyBatch();
  const parts = { now, buildId, shape };
  const moved = moves.map((move) => ({ move, ...addMove(batch, order, move, parts) }));
  const wakes = moved.filter(({ move, stood }) => mustWake(order, move, stood)).map(({ move, stood }) => wakeOf(move, stood, now));
  batch.wakes.push(...wakes.map(({ streamId, version, reason }) => ({ streamId, version, reason })));
  if (order.effectId !== undefined && moves.length > 0) {
    batch.effectsDone.push(order.effectId);
    batch.tasksResolved.push(...tasksAbout(order.effectId, order.streamId, moves));
  }
  const heads = new Map(moved.map(({ move, stood }) => [move.streamId, stood.head]));
  const events = new Map(moved.map(({ move, stored }) => [move.streamId, stored]));
  return { batch, heads, events, wakes };
}

/** Adds the rows of one stream; `stored` are its events, before they are chained. */
function addMove(batch: Batch, order: Order, move: Move, { now, buildId, shape }: Parts): { stored: readonly StoredEvent[]; stood: Stood } {
  const stored = storedEvents(order, move, now, buildId);
  const chained = chain(move, stored);
  const cause = stored[stored.length - 1]!.eventId;
  const stood = addStanding(
    batch,
    { ...move, ...chained },
    { now, shape, performed: order.effectId, cause, client: openerOf(order, move) },
  );
  batch.events.push(...stored.map((event, i) => ({ ...event, hash: chained.hashes[i]! })));
  addClaims(batch, move);
  addTallies(batch, move, now);
  return { stored, stood };
}

/** The client whose call a stream begins with; what other processes open is nobody's. */
const openerOf = ({ caller }: Order, { origin }: Move): string | undefined => (origin === 'caller' ? caller?.client : undefined);

/** Open tasks about an effect that ends with this. */
const tasksAbout = (effectId: string, streamId: string, moves: readonly Move[]) => {
  const { tasks = [] } = moves.find((move) => move.streamId === streamId)?.loaded ?? {};
  return tasks.filter((task) => isAbout(task, effectId)).map(({ kind, ref }) => ({ streamId, kind, ref }));
};
