import type { Proof } from './challenge/challenge';
import {
  originsOf,
  underPolicy,
  type Claim,
  type ClaimChange,
  type ClaimKind,
  type ClaimWithKey,
  type Command,
  type Event,
  type Instant,
  type Need,
  type Needs,
  type Origin,
  type Problem,
  type Process,
  type TallyChange,
  type TallyEntry,
  type TallyKind,
} from './decider';
import { targetsOf, type Reaction } from './reaction';
import { partsOf, streamIdOf } from './stream-id';
import { newestOf } from './tally';

/** What a decision is made on. The kernel reads it under lock, the laws read it in memory. */
export interface Ground {
  now: Instant;
  proof: Proof | undefined;
  /** Undefined: there is no such stream. */
  stream(streamId: string): { state: { status: string }; policyVersion: number } | undefined;
  claim(need: { kind: ClaimKind; key: string }): Claim | undefined;
  claimWithId(identifierId: string): ClaimWithKey | undefined;
  /** Oldest first. */
  tally(need: { kind: TallyKind; key: string }): readonly TallyEntry[];
  /** Called before the reads. @throws if it is not locked: the decision is then made again, with more locks. */
  secure(needs: Needs): void;
  /**
   * Called before a reaction moves a stream; `named`: the needs of the causing command. @throws if it is not locked to
   * be moved.
   */
  secureTarget(streamId: string, named: Needs): void;
}

export interface Rules {
  processOf(type: string): Process;
  reactions: readonly Reaction[];
}

/** Creates ids: each derives from the id of the command, so that a repeated command means the same things. */
export interface Ids<CommandId> {
  event(commandId: CommandId, n: number): string;
  reaction(causation: string, reaction: string, streamId: string): CommandId;
}

interface Asked<CommandId> {
  streamId: string;
  command: Command;
  origin: Origin;
  commandId: CommandId;
}

/** The change of one stream, with its origin and its cause. */
export interface Moved<CommandId> {
  streamId: string;
  id: string;
  process: Process;
  origin: Origin;
  before: { status: string };
  after: { status: string };
  /** `causation`: the id of the event that a reaction answered. */
  events: { event: Event; eventId: string; commandId: CommandId; causation: string | undefined }[];
  claims: ClaimChange[];
  tallies: TallyChange[];
}

interface Moves<CommandId> {
  /** One for each stream that gets events, in the order in which they were first moved. */
  moves: readonly Moved<CommandId>[];
  problem: Problem | undefined;
}

/**
 * How deep reactions may follow one another, so that they end (a test walks the table): a decision ends a review's
 * question, this the membership, and that the roles.
 */
const reactionDepthMax = 3;

/**
 * Decides one command and its reactions in other streams: the same pure function in the kernel and in the laws.
 * Called again with more facts, it decides anew. Each stream is decided by the policy that it was opened under.
 */
export const decideAll = <CommandId>(asked: Asked<CommandId>, ground: Ground, rules: Rules, ids: Ids<CommandId>): Moves<CommandId> =>
  new Deciding(ground, rules, ids).all(asked);

class Deciding<CommandId> {
  readonly #moves = new Map<string, Moved<CommandId>>();

  constructor(
    private readonly ground: Ground,
    private readonly rules: Rules,
    private readonly ids: Ids<CommandId>,
  ) {}

  all(asked: Asked<CommandId>): Moves<CommandId> {
    const problem = this.#run(asked, undefined, 0);
    return { moves: [...this.#moves.values()].filter(({ events }) => events.length > 0), problem };
  }

  #run({ streamId, command, origin, commandId }: Asked<CommandId>, causation: string | undefined, depth: number): Problem | undefined {
    const move = this.#moveOf(streamId, origin);
    if (!originsOf(move.process, command.type).includes(origin)) throw new Error(`${command.type} is not a command of origin ${origin}`);
    const { needs, facts } = this.#factsOf(move, command);
    const decision = move.process.decide(move.after, command, facts, this.ground.now);
    move.claims.push(...(decision.claims ?? []));
    move.tallies.push(...(decision.tallies ?? []));
    for (const event of decision.events) {
      const eventId = this.ids.event(commandId, move.events.length);
      move.after = move.process.evolve(move.after, event);
      this.#adopt(move);
      move.events.push({ event, eventId, commandId, causation });
      const refused = this.#react(move, event, eventId, needs, depth);
      if (refused) return refused;
    }
    return decision.problem;
  }

  #react(move: Moved<CommandId>, event: Event, eventId: string, named: Needs, depth: number): Problem | undefined {
    for (const reaction of this.rules.reactions) {
      const { name, when } = reaction;
      if (when.process !== move.process.type || when.event !== event.type) continue;
      if (depth >= reactionDepthMax) throw new Error(`${name} reacts to the last of ${reactionDepthMax} reactions`);
      for (const target of targetsOf(reaction, event, move.after, move.id)) {
        const streamId = streamIdOf(target.process, target.id);
        this.ground.secureTarget(streamId, named);
        const commandId = this.ids.reaction(eventId, name, streamId);
        const problem = this.#run({ streamId, command: target.command, origin: 'reaction', commandId }, eventId, depth + 1);
        if (problem) return this.#refuseAll(problem);
      }
    }
    return undefined;
  }

  /** From the event on the stream lives by the policy that it has adopted. */
  #adopt(move: Moved<CommandId>): void {
    const version = move.process.adoptedVersion?.(move.after);
    if (version !== undefined) move.process = underPolicy(move.process, version);
  }

  /** If a consequence is refused, nothing of the command stands. */
  #refuseAll(problem: Problem): Problem {
    this.#moves.clear();
    return problem;
  }

  #moveOf(streamId: string, origin: Origin): Moved<CommandId> {
    const known = this.#moves.get(streamId);
    if (known) return known;
    const { type, id } = partsOf(streamId);
    const found = this.ground.stream(streamId);
    const current = this.rules.processOf(type);
    const process = found ? underPolicy(current, found.policyVersion) : current;
    const before = found?.state ?? process.initial;
    const move: Moved<CommandId> = { streamId, id, process, origin, before, after: before, events: [], claims: [], tallies: [] };
    this.#moves.set(streamId, move);
    return move;
  }

  /** Asked until it names nothing new: the claim on a number names the stream that holds it. */
  #factsOf({ process, after }: Moved<CommandId>, command: Command): { needs: Needs; facts: Record<string, unknown> } {
    let facts: Record<string, unknown> = {};
    for (;;) {
      const needs = process.needs(command, after, facts);
      if (Object.keys(needs).length === Object.keys(facts).length) return { needs, facts };
      this.ground.secure(needs);
      facts = Object.fromEntries(Object.entries(needs).map(([name, need]) => [name, this.#fact(need)]));
    }
  }

  #fact(need: Need): unknown {
    switch (need.need) {
      case 'stream':
        return this.#stateOf(streamIdOf(need.process, need.id));
      case 'tally':
        return newestOf(this.ground.tally(need), need);
      case 'claim':
        return this.ground.claim(need);
      case 'claim-with-id':
        return this.ground.claimWithId(need.identifierId);
      case 'proof':
        return this.ground.proof;
    }
  }

  #stateOf(streamId: string): { status: string } | undefined {
    return this.#moves.get(streamId)?.after ?? this.ground.stream(streamId)?.state;
  }
}
