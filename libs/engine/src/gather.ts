import { day, type ChallengeHistory, type Needs, type Process } from '#domain';
import {
  load,
  lockClaims,
  lockStreams,
  lockStreamsNow,
  type ClaimRow,
  type ClockMode,
  type LoadedStream,
  type RecordedCommand,
  type Tx,
} from '#event-store';
import type { Challenges, Keys, StoredChallenge } from '#vault';
import { isContention, Unavailable } from './failure';
import { foldStream, partsOf, streamIdOf } from './fold';
import type { Order } from './order';

/** What one try locks: streams by id, claims by kind and key. From try to try it only grows. */
export interface Locks {
  streams: ReadonlySet<string>;
  claims: ReadonlyMap<string, { kind: string; key: string }>;
}

export const noLocks: Locks = { streams: new Set(), claims: new Map() };

export const claimKey = ({ kind, key }: { kind: string; key: string }): string => `${kind} ${key}`;

/** The locked state asks for more than was locked: lock it too and decide again, since nothing may be locked after the decision that counts. */
export class Widen extends Error {
  constructor(readonly locks: Locks) {
    super('more must be locked');
  }
}

/** Everything a decision stands on, under lock. */
export interface Gathered {
  now: number;
  command: RecordedCommand | null;
  streams: ReadonlyMap<string, LoadedStream>;
  claims: ReadonlyMap<string, ClaimRow>;
  challenge?: { stored: StoredChallenge | undefined; history: ChallengeHistory; matches: boolean };
  locks: Locks;
}

/** A clock this far behind what is recorded is wrong, and would let nothing fall due. */
const clockBehindMaxMs = 5_000;

export const locksOf = (needs: Needs): Locks => ({
  streams: new Set(Object.values(needs).flatMap((need) => (need.need === 'stream' ? [streamIdOf(need.process, need.id)] : []))),
  claims: new Map(
    Object.values(needs).flatMap((need) => (need.need === 'claim' ? [[claimKey(need), { kind: need.kind, key: need.key }] as const] : [])),
  ),
});

export const union = (a: Locks, b: Locks): Locks => ({
  streams: new Set([...a.streams, ...b.streams]),
  claims: new Map([...a.claims, ...b.claims]),
});

export const covers = (locks: Locks, wanted: Locks): boolean =>
  [...wanted.streams].every((id) => locks.streams.has(id)) && [...wanted.claims.keys()].every((key) => locks.claims.has(key));

/**
 * Peeks at the own stream, asks the process what the command needs, locks that in one fixed order (streams by id → claims → challenge), and reads it all again.
 * A recorded answer comes back at once, without a lock.
 */
export async function gather(
  tx: Tx,
  order: Order,
  atLeast: Locks,
  parts: { clock: ClockMode; keys: Keys; challenges: Challenges; processOf(type: string): Process },
): Promise<Gathered> {
  const peek = await load(tx, parts.clock, order.commandId, [order.streamId]);
  if (peek.command) return { ...peek, streams: new Map(), claims: new Map(), locks: noLocks };

  const process = parts.processOf(partsOf(order.streamId).type);
  const needs = process.needs(order.command, foldStream(process, peek.streams[0]), {});
  const locks = union(union(atLeast, locksOf(needs)), { streams: new Set([order.streamId]), claims: new Map() });

  await lockStreams(tx, [...locks.streams]);
  const claims = locks.claims.size > 0 ? await lockClaims(tx, [...locks.claims.values()]) : [];
  const challenge = Object.values(needs).some(({ need }) => need === 'proof') ? await lockChallenge(tx, order, peek.now, parts) : undefined;
  return read(
    tx,
    order,
    locks,
    { claims: new Map(claims.map((row) => [claimKey(row), row])), ...(challenge && { challenge }) },
    parts.clock,
  );
}

/**
 * More streams under the same transaction, where nobody else has them: that spares beginning anew. Claims come after streams in the order of locks, so
 * that for those there is no such way. Errors: {@link Widen}: begin anew with all of it.
 */
export async function gatherMore(tx: Tx, order: Order, gathered: Gathered, more: Locks, clock: ClockMode): Promise<Gathered> {
  const locks = union(gathered.locks, more);
  if (locks.claims.size > gathered.locks.claims.size) throw new Widen(locks);
  try {
    await lockStreamsNow(
      tx,
      [...locks.streams].filter((id) => !gathered.locks.streams.has(id)),
    );
  } catch (error) {
    throw isContention(error) ? new Widen(locks) : error;
  }
  return read(tx, order, locks, gathered, clock);
}

async function read(
  tx: Tx,
  order: Order,
  locks: Locks,
  { claims, challenge }: Pick<Gathered, 'claims' | 'challenge'>,
  clock: ClockMode,
): Promise<Gathered> {
  const { now, command, streams } = await load(tx, clock, order.commandId, [...locks.streams]);
  const newest = Math.max(0, ...streams.map(({ events }) => events[events.length - 1]!.recordedAt));
  if (now < newest - clockBehindMaxMs) throw new Unavailable('clock-behind');
  return {
    now: Math.max(now, newest),
    command,
    streams: new Map(streams.map((stream) => [stream.head.streamId, stream])),
    claims,
    ...(challenge && { challenge }),
    locks,
  };
}

async function lockChallenge(
  tx: Tx,
  { proof }: Order,
  now: number,
  { challenges, keys }: { challenges: Challenges; keys: Keys },
): Promise<Gathered['challenge']> {
  if (!proof) return undefined;
  const stored = await challenges.lock(tx, proof.challengeId);
  if (!stored) return { stored, history: { sentAt: [], failuresToday: 0 }, matches: false };
  const history = await challenges.history(tx, stored.key, stored.purpose, now - day);
  return { stored, history, matches: keys.codeMatches(proof.challengeId, proof.code) };
}
