import { codeOf, lookAgain, streamIdOf, type Command, type CommandOf, type ProcessType } from '#domain';
import { firstEventIdOf } from './decision';
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
import type { Begin } from './execution';
import { Unavailable } from './failure';
import type { Order } from './order';
import { Running } from './running';
import { Sightings } from './sightings';

interface Ended {
  wakesItsWorkflow?: boolean;
  refused?: string;
}

/** Begins and ends the effects that processes owe, and takes what they find. */
export abstract class Performing extends Running {
  /** The processes of effects that this program performs, as they were when it began. */
  private readonly performed = new Sightings();

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
   * A result that the state refuses ends the effect as failed. What was looked up beside it and has changed before the
   * lock is looked up again: it throws, and the next try does so. `wakesItsWorkflow`: a provider called back, so the
   * workflow does not know the result and is woken. `refused`: the result is a final refusal, with this code, which an
   * operator reads beside the tries.
   * @returns true if this call recorded the result.
   */
  async finish(effectId: string, command?: Command, { wakesItsWorkflow = false, refused }: Ended = {}): Promise<boolean> {
    if (!command) return this.onStreamOf(effectId, () => finishEffect(this.options.database, this.options.clock, effectId));
    const commandId = this.options.keys.hmac('effect', effectId);
    const seen = this.performed.take(effectId);
    const own = this.own('effect', streamOf(effectId), command, commandId);
    const order: Order = { ...own, effectId, wakesItsWorkflow, ...(seen && { seen }) };
    const result = await this.run(order, () => null);
    if (result.kind === 'untouched' && result.problem.code === codeOf(lookAgain)) throw new Unavailable('contention');
    // The state refused the result: the effect ends all the same, or it would be performed for ever.
    if (result.kind === 'untouched' && result.problem.code !== 'effect-not-begun') await this.fail(effectId, result.problem.code);
    const isRecorded = result.kind === 'accepted';
    if (isRecorded && refused !== undefined) await this.guarded(() => noteRefusal(this.options.database, effectId, refused));
    return isRecorded;
  }

  /**
   * Takes an answer that came when no effect waits for it: by a command that takes back what it left in the world. Once
   * for each effect, however often the answer comes. `unless`: the code by which the process says that it may stay;
   * what the process refuses otherwise, or does not exist to take, an operator gets a task for.
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

  /** Runs the work with a place at the stream of an effect. */
  private onStreamOf<T>(effectId: string, work: () => Promise<T>): Promise<T> {
    return this.guarded(() => this.parts.gate.pass(new Set([streamOf(effectId)]), work));
  }
}
