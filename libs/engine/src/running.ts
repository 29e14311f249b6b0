import { commandPolicy, processOf, reactions, type Command, type Process, type Reaction } from '#domain';
import { ClockWitness, type ClockMode, type Database, type Projection, type Tx } from '#event-store';
import { currentTrace } from '#log';
import { domainShape } from '#read-models';
import type { Challenges, Keys, Vault } from '#vault';
import type { Json, ProcessState } from './execution';
import { unavailableOr } from './failure';
import { foldToProcessState, processOfHead } from './fold';
import { Gate } from './gate';
import { clockActor, effectActor, type Order } from './order';
import { rederive, type Found } from './rederive';
import type { Committed, Result } from './retry';
import { runOrder, type TransactionParts } from './transaction';
import type { Wake } from './wakes';
import { readStreams } from './witnessed';

export interface EngineOptions {
  database: Database;
  keys: Keys;
  vault: Vault;
  challenges: Challenges;
  clock: ClockMode;
  /** Compares the database's clock with another one; without it, nobody does. */
  witness?: ClockWitness;
  projections: readonly Projection[];
  buildId: string;
  /** Receives the wakes of each commit, off the path of the caller; the relay sends the ones that are lost. */
  afterCommit?: (wakes: readonly Wake[]) => void;
  /**
   * Receives the ids of the effects that a commit owes, off the path of the caller; workflows perform those that are
   * lost.
   */
  owed?: (effectIds: readonly string[]) => void;
  /**
   * Receives each command: its type, `accepted`, `replayed` or the code of the problem, and the duration in
   * milliseconds.
   */
  observe?: (command: string, answer: string, ms: number) => void;
  /** Processes other than the product's, for the specs of the engine. */
  processOf?: (type: string) => Process;
  reactions?: readonly Reaction[];
  /** How many events a stream takes from callers, if not as many as the policy says. */
  eventsPerStream?: number;
  /** The domain that folds the states, where it is not the product's. */
  shape?: string;
}

/** Runs orders, and tells what their commits leave to do. */
export abstract class Running {
  protected readonly parts: TransactionParts;

  constructor(protected readonly options: EngineOptions) {
    const { shape = domainShape, eventsPerStream = commandPolicy.eventsPerStream, witness = new ClockWitness() } = options;
    this.parts = {
      ...options,
      witness,
      shape,
      eventsPerStream,
      gate: new Gate(),
      processOf: options.processOf ?? processOf,
      reactions: options.reactions ?? reactions,
    };
  }

  /** Reads a stream without a lock, and its process under the policy of its first event. */
  protected find(streamId: string) {
    return this.guarded(() => this.findIn(this.options.database, streamId));
  }

  protected async findIn(tx: Pick<Tx, 'query'>, streamId: string) {
    const { streams, now, earliest } = await readStreams(tx, this.parts, null, [streamId]);
    const [stream] = streams;
    return stream && { stream, now, earliest, process: processOfHead(this.parts.processOf, stream.head) };
  }

  protected stateOf(found: Found | undefined): ProcessState | undefined {
    return found && foldToProcessState(found.stream, found.now, found.process, 'read');
  }

  /** Records what is missing of a stream, and reads it again. */
  protected async makeUp(streamId: string, first: Found): Promise<Found> {
    await this.guarded(() => this.parts.gate.pass(new Set([streamId]), () => rederive(this.parts, streamId)));
    return (await this.find(streamId)) ?? first;
  }

  /** The result of an effect goes on with the trace that the effect runs on; a deadline begins one. */
  protected own(origin: 'clock' | 'effect', streamId: string, command: Command, commandId: Buffer): Order {
    const id = commandId.toString('hex').slice(0, 32);
    const actor = origin === 'clock' ? clockActor : effectActor;
    return { origin, streamId, command, commandId, actor, correlation: id, traceId: currentTrace() ?? id };
  }

  protected async run(order: Order, present: (found: ProcessState) => Json): Promise<Result> {
    const started = performance.now();
    const result = await runOrder(this.parts, order, present);
    this.options.observe?.(order.command.type, nameOf(result), performance.now() - started);
    if (result.kind === 'accepted' || result.kind === 'refused') this.tell(result);
    return result;
  }

  private tell({ wakes, owed }: Committed): void {
    if (owed.length > 0) this.options.owed?.(owed);
    if (wakes.length > 0) this.options.afterCommit?.(wakes);
  }

  protected async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw unavailableOr(error);
    }
  }
}

const nameOf = (result: Result): string => {
  if (result.kind === 'untouched') return result.problem.code;
  return result.kind === 'refused' ? result.answer.problem.code : result.kind;
};
