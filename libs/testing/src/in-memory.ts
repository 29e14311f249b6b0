import {
  decideAll,
  originsOf,
  processOf,
  processUnder,
  reactions,
  streamIdOf,
  type Claim,
  type ClaimChange,
  type Command,
  type Event,
  type Ground,
  type Ids,
  type Instant,
  type Moved,
  type Needs,
  type Problem,
  type Process,
  type Proof,
  type TallyChange,
  type TallyEntry,
} from '#domain';

export interface Stream {
  process: string;
  id: string;
  state: { status: string };
  events: readonly Event[];
  policyVersion?: number;
}

/** The process of a stream, by the policy that the stream was opened under; by the newest where it is not open yet. */
export const processOfStream = ({ process, policyVersion }: Stream) =>
  policyVersion === undefined ? processOf(process) : processUnder(process, policyVersion);

interface Tally extends TallyEntry {
  kind: string;
  key: string;
}

/** What a reaction caused in another stream, each event as `process.Event`. */
export interface Consequence {
  reaction: string;
  events: readonly string[];
}

interface Memory {
  streams: ReadonlyMap<string, Stream>;
  claims: ReadonlyMap<string, Claim>;
  tallies: readonly Tally[];
  /** Of the last command. */
  consequences: readonly Consequence[];
}

/**
 * The whole domain in memory, joined by the kernel's own function, without a clock.
 * Everything is frozen deeply, so that a rule that mutates its input throws.
 */
export class InMemory {
  #memory: Memory = { streams: new Map(), claims: new Map(), tallies: [], consequences: [] };

  /** Accepts the command with its reactions, or refuses it and changes nothing. Undefined = accepted. */
  execute(process: string, id: string, command: Command, at: Instant, proof?: Proof): Problem | undefined {
    const streamId = streamIdOf(process, id);
    const [origin = 'caller'] = originsOf(processOf(process), command.type);
    const { ids, reacted } = countedIds();
    const asked = { streamId, command: freeze(command), origin, commandId: streamId };
    const { moves, problem } = decideAll(asked, groundOf(this.#memory, at, proof, command), { processOf: findFrozen, reactions }, ids);
    if (problem === undefined) this.#memory = { ...after(this.#memory, moves, at), consequences: consequencesOf(moves, reacted) };
    return problem;
  }

  /** A stream without events is in its initial state. */
  stream(process: string, id: string): Stream {
    return this.#memory.streams.get(streamIdOf(process, id)) ?? { process, id, state: findFrozen(process).initial, events: [] };
  }

  streams(): readonly Stream[] {
    return [...this.#memory.streams.values()];
  }

  claims(): readonly Claim[] {
    return [...this.#memory.claims.values()];
  }

  claimOn(kind: string, key: string): Claim | undefined {
    return this.#memory.claims.get(`${kind}:${key}`);
  }

  tallies(): readonly Tally[] {
    return this.#memory.tallies;
  }

  /** What the last accepted command caused. */
  consequences(): readonly Consequence[] {
    return this.#memory.consequences;
  }
}

/**
 * Nothing is locked here. But the needs of a command must name what its reactions move, to be moved: else the kernel
 * would lock it late.
 */
const groundOf = ({ streams, claims, tallies }: Memory, now: Instant, proof: Proof | undefined, command: Command): Ground => ({
  now,
  proof: freeze(proof),
  stream: (streamId) => {
    const stream = streams.get(streamId);
    return stream && { state: stream.state, policyVersion: stream.policyVersion! };
  },
  claim: ({ kind, key }) => claims.get(`${kind}:${key}`),
  claimWithId: (identifierId) => {
    const [key, found] = [...claims].find(([, each]) => each.identifierId === identifierId) ?? [];
    return key === undefined || !found ? undefined : { ...found, key: key.slice(key.indexOf(':') + 1) };
  },
  tally: (need) => freeze(tallies.filter(({ kind, key }) => kind === need.kind && key === need.key)),
  secure: () => undefined,
  secureTarget: (streamId, named) => {
    if (!names(named, streamId)) throw new Error(`${command.type} moves ${streamId}, which its needs do not name: it would not be locked`);
  },
});

const names = (needs: Needs, streamId: string) =>
  Object.values(needs).some((need) => need.need === 'stream' && need.mode !== 'read' && streamIdOf(need.process, need.id) === streamId);

type Reacted = { commandId: string; reaction: string }[];

/** Ids that are only distinct, and the reactions in the order in which they happen. */
function countedIds(): { ids: Ids<string>; reacted: Reacted } {
  const reacted: Reacted = [];
  return {
    reacted,
    ids: {
      event: (commandId, n) => `${commandId} ${n}`,
      reaction: (causation, reaction, streamId) => {
        const commandId = `${causation} ${reaction} ${streamId}`;
        reacted.push({ commandId, reaction });
        return commandId;
      },
    },
  };
}

const consequencesOf = (moves: readonly Moved<string>[], reacted: Reacted): readonly Consequence[] =>
  reacted.map(({ commandId, reaction }) => ({
    reaction,
    events: moves.flatMap(({ process, events }) =>
      events.filter((each) => each.commandId === commandId).map(({ event }) => `${process.type}.${event.type}`),
    ),
  }));

function after(memory: Memory, moves: readonly Moved<string>[], at: Instant): Omit<Memory, 'consequences'> {
  const [streams, claims] = [new Map(memory.streams), new Map(memory.claims)];
  let { tallies } = memory;
  for (const move of moves) {
    streams.set(move.streamId, streamAfter(memory.streams.get(move.streamId), move));
    for (const change of move.claims) claim(claims, change);
    for (const change of move.tallies) tallies = applyTally(tallies, change, at);
  }
  return { streams, claims, tallies };
}

const streamAfter = (before: Stream | undefined, { process, id, after: state, events }: Moved<string>): Stream => ({
  process: process.type,
  id,
  state,
  events: [...(before?.events ?? []), ...events.map(({ event }) => event)],
  policyVersion: process.adoptedVersion?.(state) ?? before?.policyVersion ?? process.policyVersion(state),
});

/** A process with all its results frozen. */
function findFrozen(type: string): Process {
  const known = frozenOnes.get(type) ?? freezeProcess(processOf(type));
  frozenOnes.set(type, known);
  return known;
}

const frozenOnes = new Map<string, Process>();

const freezeProcess = (process: Process): Process => ({
  ...process,
  initial: freeze(process.initial),
  evolve: (state, event) => freeze(process.evolve(state, event)),
  decide: (state, command, facts, now) => freeze(process.decide(state, command, freeze(facts), now)),
  ...(process.under && { under: (version) => freezeProcess(process.under!(version)) }),
});

function applyTally(tallies: readonly Tally[], change: TallyChange, at: Instant): readonly Tally[] {
  if (change.change === 'leave') return tallies.filter(({ entryId }) => entryId !== change.entryId);
  const { change: _enter, ...entry } = change;
  if (tallies.some(({ entryId }) => entryId === entry.entryId)) throw new Error(`${entry.entryId} is counted already`);
  return [...tallies, { ...entry, at }];
}

function claim(claims: Map<string, Claim>, change: ClaimChange): void {
  if (change.change === 'hold' || change.change === 'reserve') return take(claims, change);
  for (const [key, found] of claims) {
    if (found.identifierId !== change.identifierId) continue;
    switch (change.change) {
      case 'free':
        claims.delete(key);
        break;
      case 'hand-over':
        if (found.state === 'cooldown' || found.holder !== change.from)
          throw new Error(`handed over from ${change.from}, and is ${found.state} by ${found.holder}`);
        claims.set(key, { ...found, state: 'held', holder: change.to });
        break;
      case 'cool-down':
        claims.set(key, { ...found, state: 'cooldown', until: change.until });
    }
  }
}

function take(claims: Map<string, Claim>, change: Extract<ClaimChange, { change: 'hold' | 'reserve' }>): void {
  const { kind, key, identifierId, holder, replaces } = change;
  const found = claims.get(`${kind}:${key}`);
  if (found?.identifierId !== replaces || found?.state === 'held')
    throw new Error(`a ${kind} is taken from ${replaces ?? 'nobody'}, and is held by ${found?.identifierId ?? 'nobody'}`);
  claims.set(`${kind}:${key}`, { state: change.change === 'hold' ? 'held' : 'reserved', identifierId, holder });
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
