import {
  challengePolicy,
  judge,
  originsOf,
  type Challenge,
  type Claim,
  type ClaimChange,
  type Command,
  type Event,
  type Need,
  type Needs,
  type Origin,
  type Problem,
  type Process,
  type Proof,
  type Reaction,
  type TallyChange,
  type TallyEntry,
} from '#domain';
import type { LoadedStream, TallyRow } from '#event-store';
import type { Keys } from '#vault';
import { foldStream, partsOf, streamIdOf } from './fold';
import type { Gathered } from './gather';
import { covers, identifierKey, locksOf, lockToMove, union, Widen, type Locks } from './locks';
import type { Order } from './order';

/** What a decision does to one stream, with what is needed to say afterwards who did it and why. */
export interface Move {
  streamId: string;
  id: string;
  process: Process;
  origin: Origin;
  loaded: LoadedStream | undefined;
  before: { status: string };
  after: { status: string };
  events: { event: Event; eventId: string; commandId: Buffer; causation: string | undefined }[];
  claims: ClaimChange[];
  tallies: TallyChange[];
}

export interface Decided {
  moves: readonly Move[];
  problem: Problem | undefined;
  /** The proof that came with the command, judged: its counter is kept whatever the answer is. */
  challenge: 'failed' | 'consumed' | undefined;
}

export interface Rules {
  processOf(type: string): Process;
  reactions: readonly Reaction[];
}

/** A reaction to a reaction is the end of the chain (a test walks the table). */
const reactionDepthMax = 2;

/** One command and all it sets off in other streams, decided on what was gathered. Pure but for the ids, which derive from the command's. */
export function decide(order: Order, gathered: Gathered, rules: Rules, keys: Keys): Decided {
  const moves = new Map<string, Move>();
  const judged = judgeProof(gathered);

  const moveOf = (streamId: string, origin: Origin): Move => {
    const known = moves.get(streamId);
    if (known) return known;
    const { type, id } = partsOf(streamId);
    const process = rules.processOf(type);
    const loaded = gathered.streams.get(streamId);
    const before = foldStream(process, loaded);
    const move: Move = { streamId, id, process, origin, loaded, before, after: before, events: [], claims: [], tallies: [] };
    moves.set(streamId, move);
    return move;
  };

  const stateOf = (streamId: string) => {
    const process = rules.processOf(partsOf(streamId).type);
    return moves.get(streamId)?.after ?? (gathered.streams.has(streamId) ? foldStream(process, gathered.streams.get(streamId)) : undefined);
  };

  /** Asked until it names nothing new: who holds a number is a stream that only its claim tells. */
  const factsOf = ({ process, after }: Move, command: Command): Record<string, unknown> => {
    let facts: Record<string, unknown> = {};
    for (;;) {
      const needs = process.needs(command, after, facts);
      if (Object.keys(needs).length === Object.keys(facts).length) return facts;
      widenUnlessCovered(gathered, locksOf(needs));
      facts = factsFor(needs, stateOf, gathered, judged.proof);
    }
  };

  const run = (
    streamId: string,
    command: Command,
    origin: Origin,
    commandId: Buffer,
    causation: string | undefined,
    depth: number,
  ): Problem | undefined => {
    const move = moveOf(streamId, origin);
    if (!originsOf(move.process, command.type).includes(origin)) throw new Error(`${command.type} is not a command of origin ${origin}`);
    const facts = factsOf(move, command);
    const decision = move.process.decide(move.after, command, facts, gathered.now);
    move.claims.push(...(decision.claims ?? []));
    move.tallies.push(...(decision.tallies ?? []));
    for (const event of decision.events) {
      const eventId = keys.uuid('event', commandId, String(move.events.length));
      move.after = move.process.evolve(move.after, event);
      move.events.push({ event, eventId, commandId, causation });
      const refused = react(move, event, eventId, depth);
      if (refused) return refused;
    }
    return decision.problem;
  };

  const react = (move: Move, event: Event, eventId: string, depth: number): Problem | undefined => {
    for (const reaction of rules.reactions) {
      if (reaction.when.process !== move.process.type || reaction.when.event !== event.type) continue;
      if (depth >= reactionDepthMax) throw new Error(`${reaction.name} reacts to a reaction to a reaction`);
      const target = reaction.then(event, move.after, move.id);
      if (!target) continue;
      const targetId = streamIdOf(target.process, target.id);
      widenUnlessCovered(gathered, lockToMove(targetId));
      const problem = run(
        targetId,
        target.command,
        'reaction',
        keys.hmac('reaction', eventId, reaction.name, targetId),
        eventId,
        depth + 1,
      );
      // Nothing of a command stands whose consequences are refused.
      if (problem) return clear(problem);
    }
    return undefined;
  };

  const clear = (problem: Problem) => {
    moves.clear();
    return problem;
  };

  const problem = run(order.streamId, order.command, order.origin, order.commandId, undefined, 0);
  return { moves: [...moves.values()].filter(({ events }) => events.length > 0), problem, challenge: judged.change };
}

function widenUnlessCovered({ locks }: Gathered, wanted: Locks): void {
  if (!covers(locks, wanted)) throw new Widen(union(locks, wanted));
}

function factsFor(
  needs: Needs,
  stateOf: (streamId: string) => unknown,
  { claims, tallies }: Gathered,
  proof: Proof | undefined,
): Record<string, unknown> {
  const fact = (need: Need) => {
    if (need.need === 'stream') return stateOf(streamIdOf(need.process, need.id));
    if (need.need === 'tally') return tallies.filter((row) => identifierKey(row) === identifierKey(need)).map(tallyFact);
    return need.need === 'claim' ? claimFact(claims.get(identifierKey(need))) : proof;
  };
  return Object.fromEntries(Object.entries(needs).map(([name, need]) => [name, fact(need)]));
}

const claimFact = (row: ReturnType<Gathered['claims']['get']>): Claim | undefined =>
  row && { state: row.state, identifierId: row.identifierId, holder: row.holder, ...(row.until !== null && { until: row.until }) };

const tallyFact = ({ entryId, holder, at }: TallyRow): TallyEntry => ({ entryId, holder, at });

function judgeProof({ challenge, now }: Gathered): { proof: Proof | undefined; change: Decided['challenge'] } {
  if (!challenge) return { proof: undefined, change: undefined };
  const { stored, history, matches } = challenge;
  const known: Challenge | undefined = stored && {
    purpose: stored.purpose,
    expiresAt: stored.expiresAt,
    failures: stored.failures,
    consumed: stored.consumed,
    ...(stored.boundTo !== undefined && { boundTo: stored.boundTo }),
    ...(stored.identifierId !== undefined && { identifierId: stored.identifierId }),
  };
  return judge(known, matches, history, now, challengePolicy);
}
