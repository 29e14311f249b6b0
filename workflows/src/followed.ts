import { makeContinueAsNewFunc, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Look } from '#activities';
import { isShownOtherwise, pairsOf, updatesOf } from '#search-attributes';
import { elapse, look, raise } from './calls';
import { details, overDetails, restingDetails } from './details';
import { Effects } from './effects';
import { keyOf, Patience } from './patience';
import { Sleep } from './sleep';

type Deadline = Look['deadlines'][number];

/** Nothing is carried over, so a run may be short: histories stay small and replays fast. */
const wakesMax = 500;

/** A process as its workflow follows it: the newest look, and what the workflow does about it. */
export class Followed {
  private control: Look | undefined;
  /**
   * Every signal and every effect that settled sets it.
   * Only the start of a read clears it: between a read and a wait that would lose a wake.
   */
  private changed = false;
  private wakes = 0;
  /** The highest level of the looks that have moved this run. */
  private level = 0;
  private readonly patience = new Patience();
  private readonly effects = new Effects(this.patience, () => this.lookAgain());
  private readonly sleep = new Sleep(this.patience, this.effects);

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
    const performing = [...this.effects.performing.values()];
    return { ...this.control, wakes: this.wakes, performing, backingOff: this.patience.size };
  }

  async read(ask: () => Promise<Look | undefined> = look): Promise<void> {
    const settled = this.effects.settledByNow();
    const version = this.control?.version;
    this.changed = false;
    this.control = await ask();
    if (this.control?.version !== version) this.patience.forget();
    // Still owed: it is performed again, later.
    for (const effectId of this.effects.compare(settled, this.control)) await this.backOff(effectId, effectId);
    if (this.finished) this.show(overDetails(this.status));
  }

  /**
   * True when it may end although the process has not. Only a look that says so allows it, so that histories whose looks
   * did not are replayed as they were. A wake since the look, or an act under way, makes it stay.
   */
  rest(sentence: string): boolean {
    const { control } = this;
    if (!control?.rests || this.changed || this.effects.performing.size > 0) return false;
    this.show(restingDetails(control, sentence));
    return true;
  }

  /** Lets operators read where it stands, and lists find it there; a change within a day is not worth an event. */
  private show(text: string): void {
    setCurrentDetails(text);
    const { attributes } = this.control ?? {};
    if (attributes && isShownOtherwise(attributes, workflowInfo().typedSearchAttributes)) upsertSearchAttributes(updatesOf(attributes));
  }

  /**
   * One turn: takes the first deadline that is due. Where none is, tries at once what the look offers; else performs in
   * the background what is owed, and sleeps until the next deadline or signal. Afterwards the state is the newer one.
   * An operator reads `sentence`.
   */
  async change(sentence: string): Promise<void> {
    if (this.wakes >= wakesMax || workflowInfo().continueAsNewSuggested || this.isBeyondReplay()) await this.beginAnew();
    this.wakes += 1;
    const control = this.control!;
    const due = this.nextDue(control);
    if (due) return this.elapse(due, control.version);
    const offered = control.owed.filter((effect) => this.effects.isOffered(effect));
    if (offered.length > 0) return this.tryAtOnce(offered);
    for (const effect of control.owed) this.effects.perform(effect);
    await this.wait(control, sentence);
  }

  /** True if a worker is there that cannot replay this run: the next run has only commands that it knows. */
  private isBeyondReplay(): boolean {
    const level = this.control?.level ?? this.level;
    this.level = Math.max(this.level, level);
    return level < this.level;
  }

  /** With what the namespace takes by now: of what it took when this run began something may be gone. */
  private beginAnew(): Promise<never> {
    const { attributes } = this.control ?? {};
    return makeContinueAsNewFunc(attributes && { typedSearchAttributes: pairsOf(attributes) })();
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

  private async tryAtOnce(offered: readonly Look['owed'][number][]): Promise<void> {
    const [first, ...others] = offered;
    if (others.length === 0) return this.read(() => this.effects.attempt(first!, { looks: true })).catch(() => this.read());
    // One look after all of them, instead of one after each.
    await Promise.all(offered.map((effect) => this.effects.attempt(effect, { looks: false }).catch(() => undefined)));
    await this.read();
  }

  private async wait(control: Look, sentence: string): Promise<void> {
    const lengthMs = this.sleep.lengthMs(control);
    const looksAt = lengthMs === undefined ? undefined : Date.now() + lengthMs;
    this.show(details(control, { sentence, performing: this.effects.performing, looksAt }));
    if (await this.sleep.until(() => this.changed, control, lengthMs)) this.pass(control, lengthMs!);
    else await this.read();
  }

  /** Only time has passed, so the next turn can use the state at hand. */
  private pass(control: Look, ms: number): void {
    this.control = { ...control, deadlines: control.deadlines.map((deadline) => ({ ...deadline, waitMs: deadline.waitMs - ms })) };
  }

  private async backOff(key: string, ref: string): Promise<void> {
    const atItsEnd = this.patience.recordTry(key, Date.now());
    // If the task cannot be raised now, the sweeper raises one.
    if (atItsEnd) await raise.executeWithOptions({ summary: `an operator should look at ${ref}` }, [ref]).catch(() => undefined);
  }
}
