import { accountPolicies, commandsAsked, refuseMisfits, streamIdOf, type Account, type Problem, type ProcessType } from '#domain';
import { raiseTask, type ClockReading, type Tx } from '#event-store';
import { controlOf } from './control';
import { firstEventIdOf } from './decision';
import type { Answer, Caller, CallerCommand, Control, Json, Observed, Outcome, ProcessState } from './execution';
import { foldToProcessState, processOfHead } from './fold';
import { idsFrom, type Ids } from './ids';
import { Keeper, type Kept } from './keeper';
import { findChanged, insertObservations, type ObservedRow } from './observations';
import type { Order } from './order';
import { Performing } from './performing';
import { isRecorded } from './rederive';
import type { Result } from './retry';
import type { EngineOptions } from './running';
import { raiseParticular, stuck } from './troubles';
import { tryNow, type TriedNow } from './try-now';
import type { Wake } from './wakes';
import { runWithoutStream } from './without-stream';
import { readStreams, readTime, witnessed } from './witnessed';

/** What a route without a process answers. */
type Answered = { ok: true; body: Json } | { ok: false; problem: Problem };

/** What was observed of one account, and where it stood when its caller read it. */
export interface ObservedAccount extends Pick<Observed, 'observed' | 'policyVersion'> {
  streamId: string;
  account: Account;
}

const observedBy = (policyVersion: number | undefined) => (policyVersion === undefined ? {} : accountPolicies[policyVersion]);

/**
 * Joins domain, store, vault and read models in one transaction per command; nothing in this class waits for Temporal.
 * Every method may throw {@link Unavailable}: the outcome is unknown, and repeating the same call settles it.
 */
export class Engine extends Performing {
  readonly ids: Ids;
  private readonly keeper: Keeper;

  constructor(options: EngineOptions) {
    super(options);
    this.ids = idsFrom(options.keys);
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
   * stands. Only what moves it past that runs a command, in whose transaction the rows are written; all others are one
   * insert, which locks no stream. Repeated: nothing new.
   */
  async observe(streamId: string, account: Account, { client, actor, traceId, observed, policyVersion }: Observed): Promise<void> {
    refuseMisfits(observed);
    const rows = observed.map((each) => ({ ...each, client, streamId }));
    let isWritten = false;
    for (const command of commandsAsked(account, observed, observedBy(policyVersion))) {
      const commandId = this.options.keys.hmac('observation', streamId, JSON.stringify(command));
      const correlation = commandId.toString('hex').slice(0, 32);
      const order: Order = { origin: 'observation', streamId, command, commandId, actor, correlation, traceId };
      const { kind } = await this.run({ ...order, ...(!isWritten && { observed: rows }) }, () => null);
      isWritten ||= kind === 'accepted';
    }
    if (!isWritten) await this.guarded(() => insertObservations(this.options.database, rows));
  }

  /**
   * The same of many accounts. Those that it moves are taken one by one, each in a transaction of its own, so that no
   * two calls wait for each other; all others are one insert together. Broken off, the same call does the rest.
   */
  async observeMany(accounts: readonly ObservedAccount[], by: Pick<Observed, 'client' | 'actor' | 'traceId'>): Promise<void> {
    const moving = new Set(
      accounts.filter(({ account, observed, policyVersion }) => commandsAsked(account, observed, observedBy(policyVersion)).length > 0),
    );
    for (const { streamId, account, ...own } of moving) await this.observe(streamId, account, { ...by, ...own });
    const resting = accounts.filter((each) => !moving.has(each));
    const rows = resting.flatMap(({ streamId, observed }) => observed.map((each) => ({ ...each, client: by.client, streamId })));
    refuseMisfits(rows);
    if (rows.length > 0) await this.guarded(() => insertObservations(this.options.database, rows));
  }

  /** Those of these observations that were taken before with another content, by their places. */
  findChanged(rows: readonly ObservedRow[]): Promise<readonly number[]> {
    return this.guarded(() => findChanged(this.options.database, rows));
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
   * Returns the states of these processes as `read` does, all of them in one statement; none of those that are not
   * there.
   */
  async readAll(streamIds: readonly string[]): Promise<ReadonlyMap<string, ProcessState>> {
    if (streamIds.length === 0) return new Map();
    return this.guarded(async () => {
      const { streams, now } = await readStreams(this.options.database, this.parts, null, streamIds);
      const stateOf = (stream: (typeof streams)[number]) =>
        foldToProcessState(stream, now, processOfHead(this.parts.processOf, stream.head), 'read');
      return new Map(streams.map((stream) => [stream.head.streamId, stateOf(stream)]));
    });
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

  private answer(result: Result, traceId: string): Outcome {
    if (result.kind === 'untouched') return { answer: { ok: false, problem: result.problem, traceId }, replayed: false };
    return { answer: result.answer, replayed: result.kind === 'replayed' };
  }
}
