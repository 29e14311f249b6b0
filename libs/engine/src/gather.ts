import { day, type ChallengeHistory } from '#domain';
import {
  load,
  lockClaims,
  lockStreams,
  lockStreamsNow,
  lockTallies,
  together,
  type ClaimRow,
  type ClockMode,
  type Loaded,
  type LoadedStream,
  type RecordedCommand,
  type TallyRow,
  type Tx,
} from '#event-store';
import type { Challenges, Keys, StoredChallenge } from '#vault';
import { isContention, Unavailable } from './failure';
import { beyond, identifierKey, identifiersOf, lockToMove, noLocks, union, Widen, type Locks } from './locks';
import type { Order } from './order';
import { peek, type PeekParts } from './peek';

/** Everything a decision needs, under lock. */
export interface Gathered {
  now: number;
  command: RecordedCommand | null;
  /** The key was used before, and its answer is kept no longer. */
  expired?: boolean;
  streams: ReadonlyMap<string, LoadedStream>;
  claims: ReadonlyMap<string, ClaimRow>;
  tallies: readonly TallyRow[];
  challenge?: { stored: StoredChallenge | undefined; history: ChallengeHistory; matches: boolean };
  locks: Locks;
}

/** A clock further behind the recorded events than this is wrong: the command fails with 503. */
const clockBehindMaxMs = 5_000;

/**
 * Peeks at what the command needs, locks it in one fixed order (streams by id, claims, tallies, challenge), and reads
 * it again.
 * Returns a recorded answer at once, without a lock.
 */
export async function gather(
  tx: Tx,
  order: Order,
  atLeast: Locks,
  parts: PeekParts & { keys: Keys; challenges: Challenges },
): Promise<Gathered> {
  const { command, expired, now, needs, locks: found } = await peek(tx, order, parts);
  if (command || expired) return { now, command, expired, streams: new Map(), claims: new Map(), tallies: [], locks: noLocks };

  const locks = union(union(atLeast, found), lockToMove(order.streamId));
  const reading = () => load(tx, parts.clock, order.commandId, [...locks.streams.keys()]);
  const locking = [
    lockStreams(tx, locks.streams),
    lockClaims(tx, [...locks.claims.values()]),
    lockTallies(tx, [...locks.tallies.values()]),
  ] as const;

  const { proof } = order;
  if (!proof || !Object.values(needs).some(({ need }) => need === 'proof')) {
    const [, claims, tallies, loaded] = await together([...locking, reading()]);
    return toGathered(loaded, locks, { claims: byKey(claims), tallies });
  }
  const [, claims, tallies, stored] = await together([...locking, parts.challenges.lock(tx, proof.challengeId)]);
  const [history, loaded] = await together([historyOf(tx, stored, now - day, parts.challenges), reading()]);
  const challenge = { stored, history, matches: parts.keys.codeMatches(proof.challengeId, proof.code) };
  return toGathered(loaded, locks, { claims: byKey(claims), tallies, challenge });
}

/**
 * Locks more streams, or the same ones more strongly, in the same transaction if no other transaction holds them.
 * Claims and tallies cannot be added this way, because they come after streams in the order of locks.
 * @throws Widen when the transaction must start again with all of these locks.
 */
export async function gatherMore(tx: Tx, order: Order, before: Gathered, more: Locks, clock: ClockMode): Promise<Gathered> {
  const locks = union(before.locks, more);
  if (identifiersOf(locks) > identifiersOf(before.locks)) throw new Widen(locks);
  try {
    const [, loaded] = await together([
      lockStreamsNow(tx, beyond(before.locks, more)),
      load(tx, clock, order.commandId, [...locks.streams.keys()]),
    ]);
    return toGathered(loaded, locks, before);
  } catch (error) {
    throw isContention(error) ? new Widen(locks) : error;
  }
}

function toGathered(
  { now, command, streams }: Loaded,
  locks: Locks,
  { claims, tallies, challenge }: Pick<Gathered, 'claims' | 'tallies' | 'challenge'>,
): Gathered {
  const newest = Math.max(0, ...streams.map(({ events }) => events[events.length - 1]!.recordedAt));
  if (now < newest - clockBehindMaxMs) throw new Unavailable('clock-behind');
  return {
    now: Math.max(now, newest),
    command,
    streams: new Map(streams.map((stream) => [stream.head.streamId, stream])),
    claims,
    tallies,
    ...(challenge && { challenge }),
    locks,
  };
}

const byKey = (claims: readonly ClaimRow[]) => new Map(claims.map((row) => [identifierKey(row), row]));

/** Reads which codes went to the same number for the same purpose; empty if the challenge does not exist. */
const historyOf = (tx: Tx, stored: StoredChallenge | undefined, since: number, challenges: Challenges): Promise<ChallengeHistory> =>
  stored ? challenges.history(tx, stored.key, stored.purpose, since) : Promise.resolve({ sentAt: [], failuresToday: 0 });
