import {
  condition,
  continueAsNew,
  defineQuery,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ControlActivities, Look } from '#activities';
import type { ProcessType } from '#domain';
import { isShownOtherwise, updatesOf } from '#search-attributes';
import { Alarm } from './alarm';
import { details, instant, restingDetails } from './details';
import { Patience } from './patience';
import { sentenceFor, type Story } from './story';

/** Nothing is carried over, so a run may be short: histories stay small and replays fast. */
const wakesMax = 500;

const retry = { initialInterval: '100 ms', backoffCoefficient: 2, maximumInterval: '60 s' } as const;

/** Retries for ever, because nothing can be done without the state. */
const { look } = proxyLocalActivities<ControlActivities>({
  startToCloseTimeout: '10 s',
  retry,
  localRetryThreshold: '5 s',
  summary: 'where does it stand?',
});

/** One try, and nothing that waits for the next: what is still owed then is performed by an activity of its own. */
const { attempt } = proxyLocalActivities<ControlActivities>({ startToCloseTimeout: '10 s', retry: { maximumAttempts: 1 } });

/** These activities give up after a while, so that one that cannot succeed does not delay the rest. */
const { elapse, raise } = proxyLocalActivities<ControlActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '30 s',
  retry,
  localRetryThreshold: '5 s',
});

/**
 * Activity type = kind of effect, input = effect id, on a queue of their own.
 * A process never fails because a provider does: no limit of attempts.
 */
const effects = proxyActivities<Record<string, (effectId: string) => Promise<void>>>({
  taskQueue: 'tenure-effects',
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '5 min' },
});

const inspect = defineQuery<Record<string, unknown>>('inspect');

/**
 * The workflow of a process: follows the one whose id is the workflow's id until it is finished, and returns its
 * outcome. It also ends while there is nothing to wait for (`resting`): any wake starts it again.
 * Reads no input and nothing that a signal carries. A stream that is unknown or of another type is finished at once.
 */
export const following =
  <P extends ProcessType>(type: P, story: Story<P>) =>
  (): Promise<string> =>
    follow(type, story);

async function follow<P extends ProcessType>(type: P, story: Story<P>): Promise<string> {
  const process = new Followed();
  setDefaultSignalHandler(() => process.lookAgain());
  setHandler(inspect, () => process.inspect(), { description: 'Where the process stands, what it waits for and what it performs.' });
  if (workflowInfo().workflowId.startsWith(`${type}:`)) await process.read();
  while (!process.finished) {
    const sentence = sentenceFor(process.status, story);
    if (process.rest(sentence)) return 'resting';
    await process.change(sentence);
  }
  return process.outcome;
}

type Deadline = Look['deadlines'][number];
type OwedEffect = Look['owed'][number];
const keyOf = ({ command, dueAt }: Deadline) => `${command}@${dueAt}`;

class Followed {
  private control: Look | undefined;
  /**
   * Every signal and every effect that settled sets it.
   * Only the start of a read clears it: between a read and a wait that would lose a wake.
   */
  private changed = false;
  private wakes = 0;
  /** Kind by id of the effect. */
  private readonly performing = new Map<string, string>();
  private readonly settled = new Set<string>();
  /** The ids of effects that were tried at once. */
  private readonly tried = new Set<string>();
  private readonly patience = new Patience();
  private alarm: Alarm | undefined;

  get status(): string {
    return this.control?.status ?? 'unknown';
  }

  get finished(): boolean {
    return this.control?.finished ?? true;
  }

  get outcome(): string {
    return this.control?.outcome ?? 'unknown';
  }

  lookAgain(): void {
    this.changed = true;
  }

  inspect(): Record<string, unknown> {
    return { ...this.control, wakes: this.wakes, performing: [...this.performing.values()], backingOff: this.patience.size };
  }

  async read(ask: () => Promise<Look | undefined> = look): Promise<void> {
    const settled = [...this.settled];
    const version = this.control?.version;
    this.changed = false;
    this.control = await ask();
    if (this.control?.version !== version) this.patience.forget();
    for (const effectId of settled) this.settled.delete(effectId);
    const owed = new Set(this.control?.owed.map(({ effectId }) => effectId));
    for (const effectId of this.tried) if (!owed.has(effectId)) this.forgetTry(effectId);
    // Settled and still owed: somebody completed or failed its activity by hand, so it is performed again, later.
    for (const effectId of settled) if (owed.has(effectId)) await this.backOff(effectId, effectId);
    if (!this.finished) return;
    setCurrentDetails(`**${this.status}**: over. Nothing is due, nothing is owed.`);
    this.list();
  }

  /** It has ended: owed again, by an operator who has it tried again, it is as new. */
  private forgetTry(effectId: string): void {
    this.tried.delete(effectId);
    this.patience.forget(effectId);
  }

  /**
   * True when it may end although the process has not. Only a look that says so allows it, so that histories whose looks
   * did not are replayed as they were. A wake since the look, or an act under way, makes it stay.
   */
  rest(sentence: string): boolean {
    const { control } = this;
    if (!control?.rests || this.changed || this.performing.size > 0) return false;
    setCurrentDetails(restingDetails(control, sentence));
    this.list();
    return true;
  }

  /** Lets lists find it where it stands; a change within a day is not worth an event. */
  private list(): void {
    const { attributes } = this.control ?? {};
    if (attributes && isShownOtherwise(attributes, workflowInfo().typedSearchAttributes)) upsertSearchAttributes(updatesOf(attributes));
  }

  /**
   * One turn: takes the first deadline that is due. Where none is, tries at once what the look offers; else performs in
   * the background what is owed, and sleeps until the next deadline or signal. Afterwards the state is the newer one.
   * An operator reads `sentence`.
   */
  async change(sentence: string): Promise<void> {
    if (this.wakes >= wakesMax || workflowInfo().continueAsNewSuggested) await continueAsNew();
    this.wakes += 1;
    const control = this.control!;
    const due = this.nextDue(control);
    if (due) return this.elapse(due, control.version);
    const offered = control.owed.filter((effect) => this.isOffered(effect));
    if (offered.length > 0) return this.tryAtOnce(offered);
    for (const effect of control.owed) this.perform(effect);
    await this.sleep(control, sentence);
  }

  private nextDue({ deadlines }: Look): Deadline | undefined {
    const now = Date.now();
    const due = deadlines.filter((deadline) => deadline.waitMs <= 0 && this.patience.waitMs(keyOf(deadline), now) === 0);
    return due.toSorted((a, b) => a.dueAt - b.dueAt)[0];
  }

  /** A deadline that was refused, or early by the database's clock, is fired again after a while. */
  private async elapse(deadline: Deadline, version: number): Promise<void> {
    const { command } = deadline;
    await this.read(() => elapse.executeWithOptions({ summary: command }, [command, Date.now()])).catch(() => this.read());
    const left = this.control?.version === version && this.control.deadlines.some((other) => keyOf(other) === keyOf(deadline));
    if (left) await this.backOff(keyOf(deadline), command);
  }

  private isOffered({ effectId, atOnce }: OwedEffect): boolean {
    return (
      atOnce === true && !this.tried.has(effectId) && !this.performing.has(effectId) && this.patience.waitMs(effectId, Date.now()) === 0
    );
  }

  /** Tries short effects within this workflow task; one that fails is still owed, and no longer offered. */
  private async tryAtOnce(offered: readonly OwedEffect[]): Promise<void> {
    for (const { effectId } of offered) this.tried.add(effectId);
    const [first, ...others] = offered;
    if (others.length === 0) return this.read(() => this.attempt(first!)).catch(() => this.read());
    await Promise.all(offered.map((effect) => this.attempt(effect).catch(() => undefined)));
    await this.read();
  }

  private async attempt({ effectId, kind }: OwedEffect): Promise<Look | undefined> {
    try {
      return await attempt.executeWithOptions({ summary: kind }, [effectId, kind, Date.now()]);
    } catch (error) {
      this.patience.recordTry(effectId, Date.now());
      throw error;
    }
  }

  /** Runs in the background: a provider that is down delays no deadline, signal or other effect. */
  private perform({ effectId, kind }: OwedEffect): void {
    if (this.performing.has(effectId) || this.patience.waitMs(effectId, Date.now()) > 0) return;
    this.performing.set(effectId, kind);
    const settle = () => {
      this.performing.delete(effectId);
      this.settled.add(effectId);
      this.changed = true;
    };
    effects[kind]!.executeWithOptions({ summary: kind }, [effectId]).then(settle, settle);
  }

  private async sleep(control: Look, sentence: string): Promise<void> {
    const waitMs = this.alarmMs(control);
    const looksAt = waitMs === undefined ? undefined : Date.now() + waitMs;
    setCurrentDetails(details(control, { sentence, performing: this.performing, looksAt }));
    this.list();
    if (control.keepsAlarm) return this.sleepByAlarm(control, waitMs);
    if (waitMs === undefined) await condition(() => this.changed);
    else if (!(await condition(() => this.changed, waitMs, { summary: alarmSummary(control, waitMs) }))) return this.ring(control, waitMs);
    await this.read();
  }

  private async sleepByAlarm(control: Look, waitMs: number | undefined): Promise<void> {
    const isNew = this.setAlarm(control, waitMs);
    await condition(() => this.changed || this.alarm?.rung === true);
    if (isNew && !this.changed) return this.ring(control, waitMs!);
    await this.read();
  }

  /** False if the alarm that is set serves, or none is needed. */
  private setAlarm(control: Look, waitMs: number | undefined): boolean {
    const at = waitMs === undefined ? undefined : Date.now() + waitMs;
    if (at !== undefined && this.alarm?.serves(at)) return false;
    this.alarm?.cancel();
    this.alarm = at === undefined ? undefined : new Alarm(at, alarmSummary(control, waitMs!));
    return at !== undefined;
  }

  /** Returns the time until the next deadline or the end of a back-off; undefined to wait for a signal only. */
  private alarmMs({ deadlines, owed }: Look): number | undefined {
    const now = Date.now();
    const untilDue = deadlines.map((deadline) => Math.max(deadline.waitMs, this.patience.waitMs(keyOf(deadline), now)));
    const held = owed.filter(({ effectId }) => !this.performing.has(effectId)).map(({ effectId }) => this.patience.waitMs(effectId, now));
    return untilDue.length + held.length === 0 ? undefined : Math.max(1, Math.min(...untilDue, ...held));
  }

  /** Only time has passed, so the next turn can use the state at hand. */
  private ring(control: Look, waitMs: number): void {
    this.control = { ...control, deadlines: control.deadlines.map((deadline) => ({ ...deadline, waitMs: deadline.waitMs - waitMs })) };
  }

  private async backOff(key: string, ref: string): Promise<void> {
    const atItsEnd = this.patience.recordTry(key, Date.now());
    // If the task cannot be raised now, the sweeper raises one.
    if (atItsEnd) await raise.executeWithOptions({ summary: `an operator should look at ${ref}` }, [ref]).catch(() => undefined);
  }
}

function alarmSummary({ deadlines }: Look, waitMs: number): string {
  const deadline = deadlines.find((candidate) => candidate.waitMs === waitMs);
  return deadline === undefined ? `tries again at ${instant(Date.now() + waitMs)}` : `${deadline.command} at ${instant(deadline.dueAt)}`;
}
