import {
  challengePolicy,
  decideAll,
  judge,
  type Challenge,
  type Claim,
  type ClaimWithKey,
  type Ground,
  type Ids,
  type Moved,
  type Problem,
  type Proof,
  type Rules,
  type TallyEntry,
} from '#domain';
import type { ClaimRow, LoadedStream, TallyRow } from '#event-store';
import type { Keys } from '#vault';
import { foldStream } from './fold';
import type { Gathered } from './gather';
import { covers, identifierKey, locksOf, lockToMove, union, Widen, type Locks } from './locks';
import type { Order } from './order';

/** What a decision changes in one stream, with the stream as it was loaded. */
export interface Move extends Moved<Buffer> {
  loaded: LoadedStream | undefined;
}

export interface Decided {
  moves: readonly Move[];
  problem: Problem | undefined;
  /** The judged proof of the command: its counter is kept whatever the answer is. */
  challenge: 'failed' | 'consumed' | undefined;
}

/**
 * Decides one command and all its reactions in other streams on the gathered state.
 * @throws Widen when that needs more locks.
 */
export function decide(order: Order, gathered: Gathered, rules: Rules, keys: Keys): Decided {
  const { proof, change } = judgeProof(gathered);
  const { moves, problem } = decideAll(order, groundOf(gathered, proof, rules), rules, idsFrom(keys));
  return { moves: moves.map((move) => ({ ...move, loaded: gathered.streams.get(move.streamId) })), problem, challenge: change };
}

/** A stream that is only read folds the same under any policy. */
function groundOf({ now, streams, claims, claimsById, tallies, locks }: Gathered, proof: Proof | undefined, { processOf }: Rules): Ground {
  const found = new Map(
    [...streams].map(([streamId, stream]) => [
      streamId,
      { state: foldStream(processOf(stream.head.type), stream, locks.streams.get(streamId)!), policyVersion: stream.head.policyVersion },
    ]),
  );
  return {
    now,
    proof,
    stream: (streamId) => found.get(streamId),
    claim: (need) => claimFact(claims.get(identifierKey(need))),
    claimWithId: (identifierId) => claimWithKey(claimsById.get(identifierId)),
    tally: (need) => tallies.filter((row) => identifierKey(row) === identifierKey(need)).map(tallyFact),
    secure: (needs) => widenUnlessCovered(locks, locksOf(needs)),
    secureTarget: (streamId) => widenUnlessCovered(locks, lockToMove(streamId)),
  };
}

const eventIdOf = (keys: Keys, commandId: Buffer, n: number) => keys.uuid('event', commandId, String(n));

/**
 * Every accepted command of a caller has recorded this event: its key was used, even if its answer is kept no longer.
 */
export const firstEventIdOf = (keys: Keys, commandId: Buffer): string => eventIdOf(keys, commandId, 0);

const idsFrom = (keys: Keys): Ids<Buffer> => ({
  event: (commandId, n) => eventIdOf(keys, commandId, n),
  reaction: (causation, reaction, streamId) => keys.hmac('reaction', causation, reaction, streamId),
});

function widenUnlessCovered(locks: Locks, wanted: Locks): void {
  if (!covers(locks, wanted)) throw new Widen(union(locks, wanted));
}

const claimFact = (row: ClaimRow | undefined): Claim | undefined =>
  row && { state: row.state, identifierId: row.identifierId, holder: row.holder, ...(row.until !== null && { until: row.until }) };

function claimWithKey(row: ClaimRow | undefined): ClaimWithKey | undefined {
  const claim = claimFact(row);
  return row && claim && { ...claim, key: row.key };
}

const tallyFact = ({ entryId, holder, at }: TallyRow): TallyEntry => ({ entryId, holder, at });

function judgeProof({ challenge, now }: Gathered): { proof: Proof | undefined; change: Decided['challenge'] } {
  if (!challenge) return { proof: undefined, change: undefined };
  const { stored, history, matches, alike } = challenge;
  const known: Challenge | undefined = stored && {
    purpose: stored.purpose,
    expiresAt: stored.expiresAt,
    failures: stored.failures,
    consumed: stored.consumed,
    ...(stored.boundTo !== undefined && { boundTo: stored.boundTo }),
    ...(stored.identifierId !== undefined && { identifierId: stored.identifierId }),
  };
  return judge(known, matches, history, now, challengePolicy, alike);
}
