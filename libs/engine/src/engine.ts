import {
  processOf,
  reactions,
  streamIdOf,
  type Command,
  type CommandOf,
  type Problem,
  type Process,
  type ProcessType,
  type Reaction,
} from '#domain';
import { load, readNow, type ClockMode, type Database, type Projection, type Tx } from '#event-store';
import type { Challenges, Keys, Vault } from '#vault';
import { runWithoutStream } from './without-stream';
import { beginEffect, failEffect, finishEffect, postponeEffect, raiseTask, releaseEffect, streamOf } from './effects';
import type { Answer, Begin, Caller, CallerCommand, Control, Json, Outcome, Snapshot } from './execution';
import { unavailableOr } from './failure';
import { processOfHead, snapshotOfStream } from './fold';
import { idsFrom, type Ids } from './ids';
import { clockActor, effectActor, type Order } from './order';
import type { Result } from './retried';
import { runOrder, type TransactionParts } from './transaction';
import type { Wake } from './wakes';

export interface EngineOptions {
  database: Database;
  keys: Keys;
  vault: Vault;
  challenges: Challenges;
  clock: ClockMode;
  projections: readonly Projection[];
  buildId: string;
  /** Told of the wakes of each commit, off the caller's path; the relay makes sure of them. */
  afterCommit?: (wakes: readonly Wake[]) => void;
  /** Told of each command: its type, `accepted`, `replayed` or the problem's code, and how long it took. */
  observe?: (command: string, answer: string, ms: number) => void;
  /** Other processes than the product's, for the kernel's own specs. */
  processOf?: (type: string) => Process;
  reactions?: readonly Reaction[];
}

/**
 * Joins domain, store, vault and read models in one transaction a command. PostgreSQL decides and remembers here; nothing in this class waits for Temporal.
 * Every method may throw {@link Unavailable}: maybe it happened, the same call again settles it.
 */
export class Engine {
  readonly ids: Ids;
  private readonly parts: TransactionParts;

  constructor(private readonly options: EngineOptions) {
    this.ids = idsFrom(options.keys);
    this.parts = { ...options, processOf: options.processOf ?? processOf, reactions: options.reactions ?? reactions };
  }

  /** A caller's command. `present` makes the recorded body of an accepted one; a repetition gets the first answer, refusals included. */
  async execute<P extends ProcessType>(command: CallerCommand<P>, present: (snapshot: Snapshot) => Json): Promise<Outcome> {
    const { caller, process, id } = command;
    const { actor, commandId, traceId } = caller;
    const correlation = commandId.toString('hex').slice(0, 32);
    return this.answer(
      await this.run({ origin: 'caller', streamId: streamIdOf(process, id), correlation, commandId, actor, traceId, ...command }, present),
      traceId,
    );
  }

  /** A route that decides about no process (a challenge, a key), with the same promise. `about`: the stream that the caller's If-Match means. */
  async executeWithoutStream(
    caller: Caller,
    work: (tx: Tx, now: number) => Promise<{ ok: true; body: Json } | { ok: false; problem: Problem }>,
    about?: string,
  ): Promise<Outcome> {
    const { traceId } = caller;
    const decide = async (tx: Tx): Promise<Answer> => {
      const decided = await work(tx, await this.clockOf(tx));
      return decided.ok ? { ...decided, revision: 0 } : { ...decided, traceId };
    };
    const result = await runWithoutStream(this.options.database, caller, decide, about);
    return this.answer(result, traceId);
  }

  /** An alarm: asks for the command of that name that is due. Early, late and repeated alarms change nothing and leave nothing. */
  async fireDeadline(streamId: string, commandType: string): Promise<void> {
    const found = await this.find(streamId);
    if (!found) return;
    const { stream, process, now } = found;
    const deadline = process.due(snapshotOfStream(stream, now, process).state).find(({ command }) => command.type === commandType);
    if (!deadline || now < deadline.dueAt) return;
    const commandId = this.options.keys.hmac('clock', streamId, JSON.stringify(deadline.command), String(deadline.dueAt));
    await this.run(this.own('clock', streamId, deadline.command, commandId), () => null);
  }

  /** Takes the lease of an effect that is owed; `kind` is the activity's own name, so that nothing can be begun under another. */
  begin(effectId: string, kind: string): Promise<Begin> {
    return this.guarded(() => beginEffect(this.options.database, this.options.clock, this.parts.processOf, effectId, kind));
  }

  /**
   * Records the end of a begun effect: with a command its result is decided in the same transaction. Repeated: nothing.
   * `wakesItsWorkflow`: the result did not come by the workflow (a provider called back), which is therefore woken.
   * @returns whether this very call recorded it.
   */
  async finish(effectId: string, command?: Command, { wakesItsWorkflow = false } = {}): Promise<boolean> {
    if (!command) return this.guarded(() => finishEffect(this.options.database, this.options.clock, effectId));
    const commandId = this.options.keys.hmac('effect', effectId);
    const order: Order = { ...this.own('effect', streamOf(effectId), command, commandId), effectId, wakesItsWorkflow };
    const result = await this.run(order, () => null);
    // The state did not want the result: the effect ends all the same, or it would be performed for ever.
    if (result.kind === 'untouched' && result.problem.code !== 'effect-not-begun') await this.fail(effectId, result.problem.code);
    return result.kind === 'accepted';
  }

  /**
   * What a begun effect does to another process: decided there, by its own rules and what is recorded, whatever it is sent. One transaction a target, so that
   * many may be broken off anywhere and begun again. Repeated, or refused there: nothing.
   */
  async sendFromEffect<P extends ProcessType>(effectId: string, target: { process: P; id: string }, command: CommandOf<P>): Promise<void> {
    const streamId = streamIdOf(target.process, target.id);
    const commandId = this.options.keys.hmac('effect', effectId, streamId);
    await this.run({ ...this.own('effect', streamId, command, commandId), wakesItsWorkflow: true }, () => null);
  }

  /** Ends a begun effect that nobody can perform and no rule reads; an operator sees it. `reason` is a code. */
  async fail(effectId: string, reason: string): Promise<void> {
    await this.guarded(() => failEffect(this.options.database, this.options.clock, effectId, reason));
  }

  /** Gives the lease of a begun effect back after a failed try. */
  async release(effectId: string): Promise<void> {
    await this.guarded(() => releaseEffect(this.options.database, effectId));
  }

  /** Keeps a begun effect from being asked for again: its provider has taken it, and decides later. */
  async postpone(effectId: string, forMs: number): Promise<void> {
    await this.guarded(() => postponeEffect(this.options.database, effectId, forMs));
  }

  /** Makes an operator look at a process that gets nowhere. Repeated: the same task. */
  async raiseOperatorTask(streamId: string, kind: string, ref: string): Promise<void> {
    await this.guarded(() => raiseTask(this.options.database, streamId, kind, ref));
  }

  /** Where a process stands, folded from its events without a lock; undefined where there is none. */
  async read(streamId: string): Promise<Snapshot | undefined> {
    const found = await this.find(streamId);
    return found && snapshotOfStream(found.stream, found.now, found.process);
  }

  /** What the workflow of a process must know to wait and act. */
  async readControl(streamId: string): Promise<Control | undefined> {
    const found = await this.find(streamId);
    if (!found) return undefined;
    const { stream, process, now } = found;
    const { state } = snapshotOfStream(stream, now, process);
    const outcome = process.outcome(state);
    return {
      version: stream.head.version,
      status: process.status(state),
      ended: stream.head.endedAt !== null,
      ...(outcome !== undefined && { outcome }),
      finished: stream.head.finishedAt !== null,
      deadlines: process.due(state).map(({ command, dueAt }) => ({ command: command.type, dueAt, waitMs: Math.max(0, dueAt - now) })),
      owed: stream.effects.map(({ effectId, kind, attempts }) => ({ effectId, kind, attempts })),
    };
  }

  /** A uuid that derives from the command, so that a repeated call means the same new thing. */
  idFor(caller: Caller, label: string): string {
    return this.options.keys.uuid(`id ${label}`, caller.commandId);
  }

  async now(): Promise<number> {
    return this.guarded(() => this.clockOf(this.options.database));
  }

  private clockOf(tx: Pick<Tx, 'query'>): Promise<number> {
    return readNow(tx, this.options.clock);
  }

  /** A stream without a lock, and its process under the policy that it was opened under. */
  private find(streamId: string) {
    return this.guarded(async () => {
      const { streams, now } = await load(this.options.database, this.options.clock, null, [streamId]);
      const [stream] = streams;
      return stream && { stream, now, process: processOfHead(this.parts.processOf, stream.head) };
    });
  }

  private own(origin: 'clock' | 'effect', streamId: string, command: Command, commandId: Buffer): Order {
    const id = commandId.toString('hex').slice(0, 32);
    return { origin, streamId, command, commandId, actor: origin === 'clock' ? clockActor : effectActor, correlation: id, traceId: id };
  }

  private async run(order: Order, present: (snapshot: Snapshot) => Json): Promise<Result> {
    const started = performance.now();
    const result = await runOrder(this.parts, order, present);
    this.options.observe?.(order.command.type, nameOf(result), performance.now() - started);
    if ((result.kind === 'accepted' || result.kind === 'refused') && result.wakes.length > 0) this.options.afterCommit?.(result.wakes);
    return result;
  }

  private answer(result: Result, traceId: string): Outcome {
    if (result.kind === 'untouched') return { answer: { ok: false, problem: result.problem, traceId }, replayed: false };
    return { answer: result.answer, replayed: result.kind === 'replayed' };
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
