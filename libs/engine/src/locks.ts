import { isCountedByHolder, streamIdOf, type Need, type Needs } from '#domain';
import type { LockMode, StreamLocks } from '#event-store';

/**
 * What one try locks: streams by id (read or move), claims and tallies by kind and key, claims also by id. It only
 * grows from try to try.
 */
export interface Locks {
  streams: StreamLocks;
  claims: Keyed;
  tallies: Tallied;
  /** Claims that are found by their ids, or that an earlier try wanted to change and could not lock late. */
  claimIds: ReadonlySet<string>;
}

type Keyed = ReadonlyMap<string, { kind: string; key: string }>;
/** `newest`: so many entries are read. */
type Tallied = ReadonlyMap<string, { kind: string; key: string; newest: number; byHolder: boolean }>;

export const noLocks: Locks = { streams: new Map(), claims: new Map(), tallies: new Map(), claimIds: new Set() };

export const identifierKey = ({ kind, key }: { kind: string; key: string }): string => `${kind} ${key}`;

/**
 * Thrown when the locked state needs more locks: the engine locks them and decides again, and locks nothing after the
 * final decision.
 */
export class Widen extends Error {
  constructor(readonly locks: Locks) {
    super('more must be locked');
  }
}

export const locksOf = (needs: Needs): Locks => {
  const named = Object.values(needs);
  return {
    streams: strongest(
      named.flatMap((need) => (need.need === 'stream' ? [[streamIdOf(need.process, need.id), modeOf(need)] as const] : [])),
    ),
    claims: claimsOf(named),
    tallies: talliesOf(named),
    claimIds: new Set(named.flatMap((need) => (need.need === 'claim-with-id' ? [need.identifierId] : []))),
  };
};

export const lockToRead = (streamId: string): Locks => ({ ...noLocks, streams: new Map([[streamId, 'read']]) });

export const lockToMove = (streamId: string): Locks => ({ ...noLocks, streams: new Map([[streamId, 'move']]) });

export const union = (a: Locks, b: Locks): Locks => ({
  streams: strongest([...a.streams, ...b.streams]),
  claims: new Map([...a.claims, ...b.claims]),
  tallies: new Map([...a.tallies, ...b.tallies]),
  claimIds: new Set([...a.claimIds, ...b.claimIds]),
});

export const covers = (locks: Locks, wanted: Locks): boolean =>
  beyond(locks, wanted).size === 0 && identifiersOf(union(locks, wanted)) === identifiersOf(locks);

/** Returns the wanted streams that are not locked yet, or not strongly enough. */
export const beyond = ({ streams }: Locks, wanted: Locks): StreamLocks =>
  new Map([...wanted.streams].filter(([id, mode]) => streams.get(id) !== 'move' && streams.get(id) !== mode));

export const identifiersOf = ({ claims, tallies, claimIds }: Locks): number => claims.size + tallies.size + claimIds.size;

/**
 * Only a transaction that has locked a stream to move may append to it. @throws for a bug of the engine or a process.
 */
export function refuseUnlocked({ streams }: Locks, moves: readonly { streamId: string }[]): void {
  const unlocked = moves.find(({ streamId }) => streams.get(streamId) !== 'move');
  if (unlocked) throw new Error(`${unlocked.streamId} was not locked to be moved`);
}

const modeOf = ({ mode = 'move' }: Need & { need: 'stream' }): LockMode => mode;

/** Gives a stream that is named twice the stronger of its modes. */
function strongest(named: Iterable<readonly [string, LockMode]>): StreamLocks {
  const streams = new Map<string, LockMode>();
  for (const [streamId, mode] of named) if (streams.get(streamId) !== 'move') streams.set(streamId, mode);
  return streams;
}

const claimsOf = (named: readonly Need[]): Keyed =>
  new Map(named.flatMap((need) => (need.need === 'claim' ? [[identifierKey(need), { kind: need.kind, key: need.key }] as const] : [])));

const talliesOf = (named: readonly Need[]): Tallied =>
  new Map(
    named.flatMap((need) => {
      if (need.need !== 'tally') return [];
      const { kind, key, newest } = need;
      return [[identifierKey(need), { kind, key, newest, byHolder: isCountedByHolder(kind) }] as const];
    }),
  );
