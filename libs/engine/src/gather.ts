import { day, type ChallengeHistory, type Needs, type Process } from '#domain';
import {
  load,
  lockClaims,
  lockStreams,
  lockStreamsNow,
  together,
  type ClaimRow,
  type ClockMode,
  type Loaded,
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
  const reading = () => load(tx, parts.clock, order.commandId, [...locks.streams]);
  const locking = [lockStreams(tx, [...locks.streams]), lockClaims(tx, [...locks.claims.values()])] as const;

  const { proof } = order;
  if (!proof || !Object.values(needs).some(({ need }) => need === 'proof')) {
    const [, claims, loaded] = await together([...locking, reading()]);
    return gathered(loaded, locks, { claims: byKey(claims) });
  }
  const [, claims, stored] = await together([...locking, parts.challenges.lock(tx, proof.challengeId)]);
  const [history, loaded] = await together([historyOf(tx, stored, peek.now - day, parts.challenges), reading()]);
  const challenge = { stored, history, matches: parts.keys.codeMatches(proof.challengeId, proof.code) };
  return gathered(loaded, locks, { claims: byKey(claims), challenge });
}

/**
 * More streams under the same transaction, where nobody else has them: that spares beginning anew. Claims come after streams in the order of locks, so
 * that for those there is no such way. Errors: {@link Widen}: begin anew with all of it.
 */
export async function gatherMore(tx: Tx, order: Order, before: Gathered, more: Locks, clock: ClockMode): Promise<Gathered> {
  const locks = union(before.locks, more);
  if (locks.claims.size > before.locks.claims.size) throw new Widen(locks);
  const others = [...locks.streams].filter((id) => !before.locks.streams.has(id));
  try {
    const [, loaded] = await together([lockStreamsNow(tx, others), load(tx, clock, order.commandId, [...locks.streams])]);
    return gathered(loaded, locks, before);
  } catch (error) {
    throw isContention(error) ? new Widen(locks) : error;
  }
}

function gathered(
  { now, command, streams }: Loaded,
  locks: Locks,
  { claims, challenge }: Pick<Gathered, 'claims' | 'challenge'>,
): Gathered {
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

const byKey = (claims: readonly ClaimRow[]) => new Map(claims.map((row) => [claimKey(row), row]));

/** A code that nobody sent has none. */
const historyOf = (tx: Tx, stored: StoredChallenge | undefined, since: number, challenges: Challenges): Promise<ChallengeHistory> =>
  stored ? challenges.history(tx, stored.key, stored.purpose, since) : Promise.resolve({ sentAt: [], failuresToday: 0 });
