import {
  commandPolicy,
  commandsAsked,
  processOf,
  reactions,
  refuseMisfits,
  streamIdOf,
  type Account,
  type Command,
  type CommandOf,
  type Problem,
  type Process,
  type ProcessType,
  type Reaction,
} from '#domain';
import { ClockWitness, raiseTask, type ClockMode, type ClockReading, type Database, type Projection, type Tx } from '#event-store';
import { currentTrace } from '#log';
import { domainShape } from '#read-models';
import type { Challenges, Keys, Vault } from '#vault';
import { controlOf } from './control';
import { runWithoutStream } from './without-stream';
import {
  beginEffect,
  failEffect,
  finishEffect,
  holdEffect,
  noteRefusal,
  postponeEffect,
  raiseTaskOnce,
  releaseEffect,
  streamOf,
  traceOfEffect,
  type FailedTry,
} from './effects';
import type { Answer, Begin, Caller, CallerCommand, Control, Json, Observed, Outcome, ProcessState } from './execution';
import { firstEventIdOf } from './decision';
import { unavailableOr } from './failure';
import { Gate } from './gate';
import { processOfHead, foldToProcessState } from './fold';
import { idsFrom, type Ids } from './ids';
import { Keeper, type Kept } from './keeper';
import { insertObservations } from './observations';
import { clockActor, effectActor, type Order } from './order';
import { isRecorded, rederive, type Found } from './rederive';
import type { Committed, Result } from './retry';
import { Sightings } from './sightings';
import { runOrder, type TransactionParts } from './transaction';
import { raiseParticular, stuck } from './troubles';
import { tryNow, type TriedNow } from './try-now';
import type { Wake } from './wakes';
import { readStreams, readTime, witnessed } from './witnessed';

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

/** What a route without a process answers. */
type Answered = { ok: true; body: Json } | { ok: false; problem: Problem };

interface Ended {
  wakesItsWorkflow?: boolean;
  refused?: string;
}

/**
 * Joins domain, store, vault and read models in one transaction per command; nothing in this class waits for Temporal.
 * Every method may throw {@link Unavailable}: the outcome is unknown, and repeating the same call settles it.
 */
export class Engine {
  readonly ids: Ids;
  private readonly parts: TransactionParts;
  private readonly keeper: Keeper;
  /** The processes of effects that this program performs, as they were when it began. */
  private readonly performed = new Sightings();

  constructor(private readonly options: EngineOptions) {
    this.ids = idsFrom(options.keys);
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
    this.keeper = new Keeper(this.parts);
  }

  /**
   * Runs a command of a caller. `present` makes the recorded body; a repetition gets the first answer, refusals
   * included.
   */
  async execute<P extends ProcessType>(command: CallerCommand<P>, present: (found: ProcessState) => Json): Promise<Outcome> {
    const { caller, process, id } = command;
    const { actor, commandId, traceId } = caller;
    const correlation = commandId.toString('hex').slice(0, 32);
    const firstEventId = firstEventIdOf(this.options.keys, commandId);
    return this.answer(
      await this.run(
        { origin: 'caller', streamId: streamIdOf(process, id), correlation, commandId, firstEventId, actor, traceId, ...command },
        present,
      ),
      traceId,
    );
  }

  /**
   * Runs a route without a process (a challenge, a key), with the same promise. `about`: the stream that If-Match
   * refers to.
   */
  async executeWithoutStream(caller: Caller, work: (tx: Tx, now: number) => Promise<Answered>, about?: string): Promise<Outcome> {
    const { traceId } = caller;
    const decide = async (tx: Tx): Promise<Answer> => {
      const decided = await work(tx, await this.nowOf(tx));
      return decided.ok ? { ...decided, revision: 0 } : { ...decided, traceId };
    };
    const readLocked = async (tx: Tx, streamId: string) => this.stateOf(await this.findIn(tx, streamId));
    const result = await runWithoutStream(this.parts, caller, { readLocked, work: decide }, about);
    return this.answer(result, traceId);
  }

  /**
   * Takes what a service has observed of an account, each (account, client, source, id) once. `account`: where it
   * stands. Only what moves it past that runs a command, in whose transaction the rows are written; all others are one insert, which
   * locks no stream. Repeated: nothing new.
   */
  async observe(streamId: string, account: Account, { client, actor, traceId, observed }: Observed): Promise<void> {
    refuseMisfits(observed);
    const rows = observed.map((each) => ({ ...each, client }));
    for (const command of commandsAsked(account, observed)) {
      const commandId = this.options.keys.hmac('observation', streamId, JSON.stringify(command));
      const correlation = commandId.toString('hex').slice(0, 32);
      const order: Order = { origin: 'observation', streamId, command, commandId, actor, correlation, traceId, observed: rows };
      const { kind } = await this.run(order, () => null);
      if (kind === 'accepted') return;
    }
    await this.guarded(() => insertObservations(this.options.database, streamId, rows));
  }

  /**
   * Runs the due command of that name. A call before the deadline, or after it was handled, changes and records
   * nothing. `temporalNow`: what Temporal's clock showed just now.
   */
  async fireDeadline(streamId: string, commandType: string, temporalNow?: number): Promise<void> {
    if (temporalNow !== undefined) this.parts.witness.hear(temporalNow);
    const found = await this.find(streamId);
    if (!found) return;
    const { stream, process, now, earliest } = found;
    const deadline = process
      .due(foldToProcessState(stream, now, process, 'move').state)
      .find(({ command }) => command.type === commandType);
    if (!deadline || earliest < deadline.dueAt) return;
    const commandId = this.options.keys.hmac('clock', streamId, JSON.stringify(deadline.command), String(deadline.dueAt));
    const seen = foldToProcessState(stream, now, process, 'move');
    await this.run({ ...this.own('clock', streamId, deadline.command, commandId), seen }, () => null);
  }

  /**
   * Takes the lease of an owed effect; `kind` is the name of the activity, so that it cannot start another kind.
   * `temporalNow`: what Temporal's clock showed when it scheduled the try.
   */
  begin(effectId: string, kind: string, temporalNow?: number): Promise<Begin> {
    if (temporalNow !== undefined) this.parts.witness.hear(temporalNow);
    return this.performed.note(effectId, () =>
      this.onStreamOf(effectId, () => beginEffect(this.options.database, this.parts, this.parts.processOf, effectId, kind)),
    );
  }

  /**
   * Records the end of a started effect; with a command, decides its result in the same transaction. Repeated: nothing.
   * A result that the state refuses ends the effect as failed.
   * `wakesItsWorkflow`: a provider called back, so the workflow does not know the result and is woken. `refused`: the
   * result is a final refusal, with this code, which an operator reads beside the tries.
   * @returns true if this call recorded the result.
   */
  async finish(effectId: string, command?: Command, { wakesItsWorkflow = false, refused }: Ended = {}): Promise<boolean> {
    if (!command) return this.onStreamOf(effectId, () => finishEffect(this.options.database, this.options.clock, effectId));
    const commandId = this.options.keys.hmac('effect', effectId);
    const seen = this.performed.take(effectId);
    const own = this.own('effect', streamOf(effectId), command, commandId);
    const order: Order = { ...own, effectId, wakesItsWorkflow, ...(seen && { seen }) };
    const result = await this.run(order, () => null);
    // The state refused the result: the effect ends all the same, or it would be performed for ever.
    if (result.kind === 'untouched' && result.problem.code !== 'effect-not-begun') await this.fail(effectId, result.problem.code);
    const isRecorded = result.kind === 'accepted';
    if (isRecorded && refused !== undefined) await this.guarded(() => noteRefusal(this.options.database, effectId, refused));
    return isRecorded;
  }

  /**
   * Takes an answer that came when no effect waits for it: by a command that takes back what it left in the world. Once
   * for each effect, however often the answer comes. `unless`: the code by which the process says that it may stay; what
   * the process refuses otherwise, or does not exist to take, an operator gets a task for.
   * @returns true if the process recorded it or an operator got a task, by this call.
   */
  async finishLate(effectId: string, command: Command, unless: string): Promise<boolean> {
    const streamId = streamOf(effectId);
    const commandId = this.options.keys.hmac('late', effectId);
    const firstEventId = firstEventIdOf(this.options.keys, commandId);
    const result = await this.run(
      { ...this.own('effect', streamId, command, commandId), firstEventId, wakesItsWorkflow: true },
      () => null,
    );
    if (result.kind !== 'untouched') return result.kind === 'accepted';
    if ([unless, 'idempotency-key-expired'].includes(result.problem.code)) return false;
    return this.guarded(() => raiseTaskOnce(this.options.database, streamId, 'late-answer', effectId));
  }

  /**
   * Sends the command of a started effect to another process, which decides by its own rules and records.
   * One transaction per target, so that a long series may stop anywhere and start again. Repeated or refused: nothing.
   */
  async sendFromEffect<P extends ProcessType>(effectId: string, target: { process: P; id: string }, command: CommandOf<P>): Promise<void> {
    const streamId = streamIdOf(target.process, target.id);
    const commandId = this.options.keys.hmac('effect', effectId, streamId);
    await this.run({ ...this.own('effect', streamId, command, commandId), wakesItsWorkflow: true }, () => null);
  }

  /**
   * Sends a command that a keeper finds to follow from what is recorded elsewhere. `cause`: what it follows from.
   * Repeated or refused: nothing. @returns true if it moved the process.
   */
  async sendFromKeeper<P extends ProcessType>(cause: string, target: { process: P; id: string }, command: CommandOf<P>): Promise<boolean> {
    const streamId = streamIdOf(target.process, target.id);
    const commandId = this.options.keys.hmac('keeper', cause, streamId);
    const { kind } = await this.run({ ...this.own('effect', streamId, command, commandId), wakesItsWorkflow: true }, () => null);
    return kind === 'accepted';
  }

  /**
   * Ends as failed a started effect that cannot be performed and that no rule reads. `reason` is a code for the
   * operator.
   */
  async fail(effectId: string, reason: string): Promise<void> {
    await this.onStreamOf(effectId, () => failEffect(this.options.database, this.options.clock, effectId, reason));
  }

  /** Returns the trace of the event that owes an effect; undefined for one that nobody owes. */
  traceOf(effectId: string): Promise<string | undefined> {
    return this.guarded(() => traceOfEffect(this.options.database, effectId));
  }

  /** Releases the lease of an effect after a failed try, and records why it failed and when the next one is planned. */
  async release(effectId: string, failed?: FailedTry): Promise<void> {
    await this.guarded(() => releaseEffect(this.options.database, effectId, failed));
  }

  /** Records why a try could not begin, and when the next one is planned. */
  async hold(effectId: string, failed: FailedTry): Promise<void> {
    await this.guarded(() => holdEffect(this.options.database, effectId, failed));
  }

  /** Pauses the retries of a started effect: its provider has accepted it and decides later. */
  async postpone(effectId: string, forMs: number, reason = 'undecided'): Promise<void> {
    await this.guarded(() => postponeEffect(this.options.database, effectId, { reason, nextTryInMs: forMs }));
  }

  /**
   * Tries at once what keeps a process: for an operator who does not wait for the next try. `work` records the rest of
   * the call in the same transaction, once it has called `tryIt`. Repeated: the first answer, and no other try.
   */
  async tryNow(
    caller: Caller,
    task: { streamId: string; kind: string; ref: string },
    work: (tx: Tx, tryIt: () => Promise<TriedNow>) => Promise<Answered>,
  ): Promise<Outcome> {
    const lifted: { wakes?: readonly Wake[]; deadlines?: readonly string[] } = {};
    const tryIt = async (tx: Tx) => {
      const tried = await tryNow(tx, this.parts, task);
      Object.assign(lifted, tried);
      return tried;
    };
    const outcome = await this.guarded(() =>
      this.parts.gate.pass(new Set([task.streamId]), () => this.executeWithoutStream(caller, (tx) => work(tx, () => tryIt(tx)))),
    );
    for (const command of lifted.deadlines ?? []) await this.fireDeadline(task.streamId, command);
    this.options.afterCommit?.(lifted.wakes ?? []);
    return outcome;
  }

  /** Raises a task for an operator about a process that makes no progress. Repeated: the same task. */
  async raiseOperatorTask(streamId: string, kind: string, ref: string): Promise<void> {
    await this.guarded(() => (kind === stuck ? raiseParticular : raiseTask)(this.options.database, streamId, kind, ref));
  }

  /**
   * One bite of the keeper: derives anew what processes are owed that another program has written, or that rest where
   * they should pass by themselves. An operator gets a task for those that rest all the same.
   */
  async keepDuties(): Promise<Kept> {
    return this.guarded(() => this.keeper.bite());
  }

  /** Returns the state of a process, folded from its events without a lock; undefined if there is none. */
  async read(streamId: string): Promise<ProcessState | undefined> {
    return this.stateOf(await this.find(streamId));
  }

  /**
   * Returns what the workflow of a process needs to know to wait and act. Records first what the state asks for and
   * nobody has recorded.
   */
  async readControl(streamId: string): Promise<Control | undefined> {
    const first = await this.find(streamId);
    if (!first) return undefined;
    return controlOf(isRecorded(first) ? first : await this.makeUp(streamId, first));
  }

  /** Returns the same, and records nothing. */
  async showControl(streamId: string): Promise<Control | undefined> {
    const found = await this.find(streamId);
    return found && controlOf(found);
  }

  /** Derives a uuid from the command, so that a repeated call names the same new thing. */
  idFor(caller: Caller, label: string): string {
    return this.options.keys.uuid(`id ${label}`, caller.commandId);
  }

  async now(): Promise<number> {
    return this.guarded(() => this.nowOf(this.options.database));
  }

  /** The time of a reading that came with rows. */
  timeOf(reading: { now: number } & ClockReading): number {
    return witnessed(this.parts.witness, reading).now;
  }

  /** The time inside a transaction. */
  nowOf(tx: Pick<Tx, 'query'>): Promise<number> {
    return readTime(tx, this.parts);
  }

  /** Reads a stream without a lock, and its process under the policy of its first event. */
  private find(streamId: string) {
    return this.guarded(() => this.findIn(this.options.database, streamId));
  }

  private async findIn(tx: Pick<Tx, 'query'>, streamId: string) {
    const { streams, now, earliest } = await readStreams(tx, this.parts, null, [streamId]);
    const [stream] = streams;
    return stream && { stream, now, earliest, process: processOfHead(this.parts.processOf, stream.head) };
  }

  private stateOf(found: Found | undefined): ProcessState | undefined {
    return found && foldToProcessState(found.stream, found.now, found.process, 'read');
  }

  /** Records what is missing of a stream, and reads it again. */
  private async makeUp(streamId: string, first: Found): Promise<Found> {
    await this.guarded(() => this.parts.gate.pass(new Set([streamId]), () => rederive(this.parts, streamId)));
    return (await this.find(streamId)) ?? first;
  }

  /** The result of an effect goes on with the trace that the effect runs on; a deadline begins one. */
  private own(origin: 'clock' | 'effect', streamId: string, command: Command, commandId: Buffer): Order {
    const id = commandId.toString('hex').slice(0, 32);
    const actor = origin === 'clock' ? clockActor : effectActor;
    return { origin, streamId, command, commandId, actor, correlation: id, traceId: currentTrace() ?? id };
  }

  private async run(order: Order, present: (found: ProcessState) => Json): Promise<Result> {
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

  private answer(result: Result, traceId: string): Outcome {
    if (result.kind === 'untouched') return { answer: { ok: false, problem: result.problem, traceId }, replayed: false };
    return { answer: result.answer, replayed: result.kind === 'replayed' };
  }

  /** Runs the work with a place at the stream of an effect. */
  private onStreamOf<T>(effectId: string, work: () => Promise<T>): Promise<T> {
    return this.guarded(() => this.parts.gate.pass(new Set([streamOf(effectId)]), work));
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
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
