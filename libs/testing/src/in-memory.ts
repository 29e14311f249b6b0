import {
  processOf,
  reactions,
  type Claim,
  type ClaimChange,
  type Command,
  type Event,
  type Instant,
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
}

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
  streams: Map<string, Stream>;
  claims: Map<string, Claim>;
  tallies: readonly Tally[];
  /** Of the last command. */
  consequences: Consequence[];
}

/**
 * The domain joined as the engine joins it (facts gathered by `needs`, reactions in the same transaction, claims), in memory and without a clock.
 * Everything is frozen deeply, so that a rule that mutates what it was given throws.
 */
export class InMemory {
  #memory: Memory = { streams: new Map(), claims: new Map(), tallies: [], consequences: [] };

  /** Takes the command and all that follows from it, or refuses it and changes nothing. Undefined = accepted. */
  execute(process: string, id: string, command: Command, at: Instant, proof?: Proof): Problem | undefined {
    const draft: Memory = {
      streams: new Map(this.#memory.streams),
      claims: new Map(this.#memory.claims),
      tallies: this.#memory.tallies,
      consequences: [],
    };
    const problem = transact(draft, { process, id, command }, at, proof);
    if (problem === undefined) this.#memory = draft;
    return problem;
  }

  /** One that was never written to is in its initial state. */
  stream(process: string, id: string): Stream {
    return find(this.#memory, process, id);
  }

  streams(): readonly Stream[] {
    return [...this.#memory.streams.values()];
  }

  claims(): readonly Claim[] {
    return [...this.#memory.claims.values()];
  }

  tallies(): readonly Tally[] {
    return this.#memory.tallies;
  }

  /** What the last accepted command set off. */
  consequences(): readonly Consequence[] {
    return this.#memory.consequences;
  }
}

interface Step {
  process: string;
  id: string;
  command: Command;
  /** The name of the one that asks for it. */
  reaction?: string;
}

function transact(draft: Memory, { process, id, command, reaction }: Step, at: Instant, proof?: Proof): Problem | undefined {
  const kind = processOf(process);
  const before = find(draft, process, id);
  const { needs, facts } = gather(draft, kind, freeze(command), before.state, proof);
  const { events, problem, claims = [], tallies = [] } = freeze(kind.decide(before.state, command, facts, at));
  if (problem !== undefined) return problem;
  if (reaction !== undefined) draft.consequences.push({ reaction, events: events.map(({ type }) => `${process}.${type}`) });
  for (const change of claims) claim(draft.claims, change);
  for (const change of tallies) draft.tallies = tallied(draft.tallies, change, at);
  for (const event of events) {
    const { state, events: log } = find(draft, process, id);
    const after = freeze(kind.evolve(state, event));
    draft.streams.set(`${process}:${id}`, { process, id, state: after, events: [...log, event] });
    for (const target of targetsOf(process, id, event, after)) {
      if (!names(needs, target))
        throw new Error(`${command.type} moves ${target.process}, which its needs do not name: it would not be locked`);
      const refusal = transact(draft, target, at);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

const targetsOf = (process: string, id: string, event: Event, state: unknown): readonly Step[] =>
  reactions
    .filter(({ when }) => when.process === process && when.event === event.type)
    .flatMap((reaction) => {
      const target = reaction.then(event, state, id);
      return target ? [{ ...target, reaction: reaction.name }] : [];
    });

const names = (needs: Needs, { process, id }: Step) =>
  Object.values(needs).some((need) => need.need === 'stream' && need.process === process && need.id === id);

const find = ({ streams }: Memory, process: string, id: string): Stream =>
  streams.get(`${process}:${id}`) ?? { process, id, state: freeze(processOf(process).initial), events: [] };

/** As the engine does: asked again with what was found, until nothing new is named. */
function gather(memory: Memory, kind: Process, command: Command, state: { status: string }, proof: Proof | undefined) {
  let needs: Needs = {};
  let facts: Record<string, unknown> = {};
  for (let named = -1; Object.keys(needs).length > named;) {
    named = Object.keys(needs).length;
    needs = kind.needs(command, state, facts);
    facts = freeze(read(memory, needs, proof));
  }
  return { needs, facts };
}

function read(memory: Memory, needs: Needs, proof: Proof | undefined): Record<string, unknown> {
  const found = Object.entries(needs).map(([name, need]) => {
    if (need.need === 'stream') return [name, find(memory, need.process, need.id).state];
    if (need.need === 'tally') return [name, memory.tallies.filter(({ kind, key }) => kind === need.kind && key === need.key)];
    return [name, need.need === 'claim' ? memory.claims.get(`${need.kind}:${need.key}`) : proof];
  });
  return Object.fromEntries(found.filter(([, fact]) => fact !== undefined)) as Record<string, unknown>;
}

function tallied(tallies: readonly Tally[], change: TallyChange, at: Instant): readonly Tally[] {
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
        if (found.state !== 'reserved' || found.holder !== change.from)
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
