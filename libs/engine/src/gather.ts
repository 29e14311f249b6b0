import { day, type AlikeCode, type ChallengeHistory } from '#domain';
import {
  lockClaims,
  lockStreams,
  lockStreamsNow,
  lockTallies,
  together,
  type Agreement,
  type ClaimRow,
  type Loaded,
  type LoadedStream,
  type RecordedCommand,
  type TallyRow,
  type Tx,
} from '#event-store';
import type { Challenges, Keys, ListedCode, StoredChallenge } from '#vault';
import { isContention } from './failure';
import { beyond, identifierKey, identifiersOf, lockToMove, lockToRead, noLocks, union, Widen, type Locks } from './locks';
import type { Order } from './order';
import { foresee, peek, type PeekParts } from './peek';
import { Crowded, type Places } from './places';
import { readStreams, type Time } from './witnessed';

/** Everything a decision needs, under lock. */
export interface Gathered {
  /** Never before the last event of a stream. */
  now: number;
  /** By the clocks alone: what is not due by then is not due. */
  earliest: number;
  agreement: Agreement;
  command: RecordedCommand | null;
  /** The key was used before, and its answer is kept no longer. */
  expired?: boolean;
  streams: ReadonlyMap<string, LoadedStream>;
  claims: ReadonlyMap<string, ClaimRow>;
  /** Those that were found by their ids. */
  claimsById: ReadonlyMap<string, ClaimRow>;
  tallies: readonly TallyRow[];
  /** The streams that are locked; one that is made meanwhile is not among them. */
  locked: ReadonlySet<string>;
  /** The ids of the claims that are locked. */
  lockedClaims: ReadonlySet<string>;
  challenge?: { stored: StoredChallenge | undefined; history: ChallengeHistory; matches: boolean; alike: readonly AlikeCode[] };
  locks: Locks;
}

/** What a command has locked and read that is answered without a decision. */
const nothingGathered = {
  agreement: 'agrees',
  streams: new Map(),
  claims: new Map(),
  claimsById: new Map(),
  tallies: [],
  locked: new Set(),
  lockedClaims: new Set(),
  locks: noLocks,
} as const satisfies Partial<Gathered>;

/**
 * Peeks at what the command needs, locks it in one fixed order (streams, claims, tallies, challenge), and reads
 * it again.
 * Returns a recorded answer at once, without a lock. It waits for no stream without a place.
 * @throws Crowded with the streams that others hold.
 */
export async function gather(
  tx: Tx,
  order: Order,
  atLeast: Locks,
  parts: PeekParts & { keys: Keys; challenges: Challenges },
  places: Places,
): Promise<Gathered> {
  const foreseen = foresee(order, parts);
  const peeked = foreseen ? undefined : await peek(tx, order, parts);
  if (peeked?.command || peeked?.expired) {
    const { command, expired, now } = peeked;
    return { ...nothingGathered, now, earliest: now, command, expired };
  }
  const { needs, locks: found } = (foreseen ?? peeked)!;

  const { standing } = order.caller ?? {};
  const asked = [...(standing ? [standing.streamId, ...(standing.roles ?? [])] : []), ...(order.reads ?? [])];
  const acting = asked.map(lockToRead).reduce(union, noLocks);
  const locks = [atLeast, found, acting, lockToMove(order.streamId)].reduce(union);
  // Without a peek this is the first look at what is recorded of the command.
  const firstEventId = foreseen && order.firstEventId;
  const reading = () => readStreams(tx, parts, order.commandId, [...locks.streams.keys()], firstEventId);
  const locking = [
    lockStreams(tx, locks.streams, places.at),
    lockClaims(tx, [...locks.claims.values()], [...locks.claimIds]),
    lockTallies(tx, [...locks.tallies.values()]),
  ] as const;

  const { proof } = order;
  if (!proof || !Object.values(needs).some(({ need }) => need === 'proof')) {
    const [locked, claims, tallies, loaded] = await together([...locking, reading()]);
    settlePlaces(loaded, locked, places);
    return toGathered(loaded, locks, { locked, ...claimsOf(claims, locks), tallies });
  }
  const [locked, claims, tallies, stored] = await together([...locking, parts.challenges.lock(tx, proof.challengeId)]);
  const [{ codes, ...history }, loaded] = await together([historyOf(tx, stored, proof, peeked!.now - day, parts.challenges), reading()]);
  settlePlaces(loaded, locked, places);
  const matches = ({ challengeId }: { challengeId: string }) => parts.keys.codeMatches(challengeId, proof.code);
  const alike = stored && proof.orAlike ? codes.filter(({ challengeId }) => challengeId !== proof.challengeId) : [];
  const challenge = {
    ...{ stored, history, matches: matches(proof) },
    alike: alike.map((code) => ({ challenge: { ...code, purpose: stored!.purpose }, matches: matches(code) })),
  };
  return toGathered(loaded, locks, { locked, ...claimsOf(claims, locks), tallies, challenge });
}

/**
 * Locks more streams, or the same ones more strongly, in the same transaction if no other transaction holds them.
 * Claims and tallies cannot be added this way, because they come after streams in the order of locks.
 * @throws Widen, Crowded when the transaction must start again with all of these locks.
 */
export async function gatherMore(tx: Tx, order: Order, before: Gathered, more: Locks, time: Time): Promise<Gathered> {
  const locks = union(before.locks, more);
  if (identifiersOf(locks) > identifiersOf(before.locks)) throw new Widen(locks);
  const late = beyond(before.locks, more);
  try {
    const [locked, loaded] = await together([lockStreamsNow(tx, late), readStreams(tx, time, order.commandId, [...locks.streams.keys()])]);
    return toGathered(loaded, locks, { ...before, locked: new Set([...before.locked, ...locked]) });
  } catch (error) {
    throw isContention(error) ? new Crowded([...late.keys()], locks) : error;
  }
}

/**
 * Without a place, a stream that exists and is not locked is held by another transaction, or was just made. @throws
 * Crowded
 */
function settlePlaces(
  { command, used, streams }: Pick<Loaded, 'command' | 'used' | 'streams'>,
  locked: ReadonlySet<string>,
  places: Places,
): void {
  const held = streams.map(({ head }) => head.streamId).filter((streamId) => !locked.has(streamId) && !places.at.has(streamId));
  if (!command && !used && held.length > 0) throw new Crowded(held);
  places.locked();
}

function toGathered(
  { now, earliest, agreement, command, used, streams }: Awaited<ReturnType<typeof readStreams>>,
  locks: Locks,
  under: Pick<Gathered, 'locked' | 'lockedClaims' | 'claims' | 'claimsById' | 'tallies' | 'challenge'>,
): Gathered {
  // Made between the lock and the read: nothing is decided on what another transaction may move.
  if (!command && !used && streams.some(({ head }) => !under.locked.has(head.streamId))) throw new Widen(locks);
  const newest = Math.max(0, ...streams.map(({ recordedAt }) => recordedAt));
  return {
    ...under,
    now: Math.max(now, newest),
    earliest,
    agreement,
    command,
    expired: used && !command,
    streams: new Map(streams.map((stream) => [stream.head.streamId, stream])),
    locks,
  };
}

/** Of the claims that are locked, a decision learns those that it has named. */
const claimsOf = (rows: readonly ClaimRow[], { claims, claimIds }: Locks): Pick<Gathered, 'claims' | 'claimsById' | 'lockedClaims'> => ({
  claims: new Map(rows.map((row) => [identifierKey(row), row] as const).filter(([key]) => claims.has(key))),
  claimsById: new Map(rows.map((row) => [row.identifierId, row] as const).filter(([id]) => claimIds.has(id))),
  lockedClaims: new Set(rows.map(({ identifierId }) => identifierId)),
});

/** Reads which codes went to the same number for the same purpose; empty if the challenge does not exist. */
const historyOf = (
  tx: Tx,
  stored: StoredChallenge | undefined,
  { counter }: NonNullable<Order['proof']>,
  since: number,
  challenges: Challenges,
): Promise<ChallengeHistory & { codes: readonly ListedCode[] }> =>
  stored
    ? challenges.history(tx, stored.key, stored.purpose, since, counter)
    : Promise.resolve({ sentAt: [], failuresToday: 0, codes: [] });
