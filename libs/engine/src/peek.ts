import { partsOf, streamIdOf, targetsOf, underPolicy, type Command, type Needs, type Process, type Reaction, type Rules } from '#domain';
import { type LoadedStream, type RecordedCommand, type Tx } from '#event-store';
import { foldFrom, foldStream, processOfHead } from './fold';
import { locksOf, noLocks, union, type Locks } from './locks';
import type { Order } from './order';
import { readStreams, type Time } from './witnessed';

export interface Peek {
  /** The recorded answer, if the command was decided before. */
  command: RecordedCommand | null;
  /** It was decided before, and its answer is kept no longer. */
  expired: boolean;
  now: number;
  /** What the command itself needs, as far as this read shows. */
  needs: Needs;
  /** The locks for these needs, and for what the reactions marked with `peek` need. */
  locks: Locks;
}

export interface PeekParts extends Rules, Time {}

/** What can be foreseen without a read. */
export type Foreseen = Pick<Peek, 'needs' | 'locks'>;

/** Streams that were read without a lock; undefined for a stream that does not exist. */
type Seen = Map<string, LoadedStream | undefined>;

/**
 * Finds what a command needs before anything is locked, so that a decision seldom needs more locks.
 * Reads only streams that can name further needs (`peek`), mostly in one statement with the command's own stream.
 * The state may differ under lock; then the decision itself asks for more.
 */
export async function peek(tx: Tx, order: Order, parts: PeekParts): Promise<Peek> {
  const current = parts.processOf(partsOf(order.streamId).type);
  const seen: Seen = new Map();
  const read = async (streamIds: readonly string[]) => {
    const loaded = await readStreams(tx, parts, order.commandId, streamIds, order.firstEventId);
    for (const id of streamIds) seen.set(id, undefined);
    for (const stream of loaded.streams) seen.set(stream.head.streamId, stream);
    return loaded;
  };

  const { command, used, now } = await read([order.streamId, ...tellingOfMore(current.needs(order.command, current.initial, {}))]);
  if (command || used) return { command, expired: !command, now, needs: {}, locks: noLocks };
  const own = seen.get(order.streamId);
  const process = own ? processOfHead(parts.processOf, own.head) : current;
  const state = foldStream(process, own, 'read');
  let asked = ask(process, order.command, state, seen, parts);
  for (let unread; (unread = tellingOfMore(asked.needs).filter((id) => !seen.has(id))).length > 0;) {
    await read(unread);
    asked = ask(process, order.command, state, seen, parts);
  }
  const targets = targetsToPeek(
    process,
    order,
    state,
    () => process.decide(state, order.command, asked.facts, now).events,
    parts.reactions,
  );
  if (targets.length > 0) await read(targets.map(({ streamId }) => streamId));
  const further = targets.map(({ streamId, command: target }) => {
    const stream = seen.get(streamId);
    const moved = stream ? processOfHead(parts.processOf, stream.head) : parts.processOf(partsOf(streamId).type);
    return locksOf(moved.needs(target, foldStream(moved, stream, 'read'), {}));
  });
  return { command, expired: false, now, needs: asked.needs, locks: further.reduce(union, locksOf(asked.needs)) };
}

/**
 * Foresees what a command needs by the process as it was seen before, so that nothing is read twice before the locks.
 * Undefined where it was not seen, where the state of another stream names more, or where a code is judged, whose
 * history is read by the clock. What it overlooks, the decision asks for under lock.
 */
export function foresee({ seen, ...order }: Order, parts: PeekParts): Foreseen | undefined {
  if (!seen) return undefined;
  const current = parts.processOf(partsOf(order.streamId).type);
  const [process, state, at] =
    seen === 'absent' ? [current, current.initial, 0] : [underPolicy(current, seen.policyVersion), seen.state, seen.updatedAt];
  const { needs, facts } = ask(process, order.command, state, new Map(), parts);
  if (tellingOfMore(needs).length > 0 || (order.proof && Object.values(needs).some(({ need }) => need === 'proof'))) return undefined;
  const rehearse = () => process.decide(state, order.command, facts, at).events;
  if (targetsToPeek(process, order, state, rehearse, parts.reactions).length > 0) return undefined;
  return { needs, locks: locksOf(needs) };
}

const tellingOfMore = (needs: Needs): readonly string[] =>
  Object.values(needs).flatMap((need) => (need.need === 'stream' && need.peek ? [streamIdOf(need.process, need.id)] : []));

/** Asks for the needs, and again with the streams that were read, until the rule names no new need. */
function ask(process: Process, command: Command, state: { status: string }, seen: Seen, parts: PeekParts) {
  let needs: Needs = {};
  let facts: Record<string, unknown> = {};
  for (let named = -1; Object.keys(needs).length > named;) {
    named = Object.keys(needs).length;
    needs = process.needs(command, state, facts);
    facts = factsOf(needs, seen, parts);
  }
  return { needs, facts };
}

const factsOf = (needs: Needs, seen: Seen, { processOf }: PeekParts): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(needs).flatMap(([name, need]) => {
      const stream = need.need === 'stream' ? seen.get(streamIdOf(need.process, need.id)) : undefined;
      return stream ? [[name, foldStream(processOf(stream.head.type), stream, 'read')]] : [];
    }),
  );

/**
 * Rehearses the decision only if a reaction is marked with `peek`, and returns the targets of those reactions: their
 * states name the needs.
 */
function targetsToPeek(
  process: Process,
  { streamId }: Pick<Order, 'streamId'>,
  state: { status: string },
  rehearse: () => readonly { type: string }[],
  reactions: readonly Reaction[],
): { streamId: string; command: Command }[] {
  const peeking = reactions.filter((reaction) => reaction.peek && reaction.when.process === process.type);
  if (peeking.length === 0) return [];
  const events = rehearse();
  return events.flatMap((event, i) => {
    const after = foldFrom(process, state, events.slice(0, i + 1));
    return peeking
      .filter(({ when }) => when.event === event.type)
      .flatMap((reaction) => targetsOf(reaction, event, after, partsOf(streamId).id))
      .map((target) => ({ streamId: streamIdOf(target.process, target.id), command: target.command }));
  });
}
