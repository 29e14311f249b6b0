import { raiseClockTask, readMarks, writeMark, type Marks } from './clock-marks';
import type { ClockReading } from './clock';
import type { Tx } from './database';
import { thisMachine, type Machine } from './machine';

/** What the second clock says of the database's. */
export type Agreement = 'agrees' | 'clock-ahead' | 'clock-behind';

export interface Judged {
  agreement: Agreement;
  /** How far the database's clock is from the witness's, in milliseconds; 0 while they agree. */
  aheadMs: number;
}

export interface WitnessOptions {
  machine?: Machine;
  /** Temporal has a clock of its own: it may overrule a monotonic clock, which stops while a machine is paused. */
  temporalVouches?: boolean;
  /** A time that nobody watched counts as passed: for the embedded stack, which sleeps at night. */
  trustsGaps?: boolean;
  /** Receives each change. */
  changed?: (agreement: Agreement) => void;
}

/** Clocks that differ by no more agree. */
const toleranceMs = 5_000;
/** A mark that is no older vouches for the database's clock: some rounds of another program. */
const freshMs = 30_000;
/** The witness follows the database's clock by a millisecond a second, more than clocks drift and are slewed. */
const followedShare = 0.001;
/** Two clocks that nobody compared may have drifted apart by a tenth of that. */
const driftShare = 0.0001;
/** A reading that took longer does not tell the difference of two clocks well enough. */
const slowMs = 1_000;
/** Temporal's word is good for that long. */
const heardForMs = 600_000;

/**
 * The second witness of time: compares the database's clock with the monotonic clock of this program and its machine,
 * from one round to the next. Until its first round it agrees with everything.
 */
export class ClockWitness {
  /** What to add to the monotonic clock for the time; `watched`: this program or its machine has seen it pass. */
  private known: { offset: number; watched: boolean; at: number } | undefined;
  private heard: { at: number; monotonic: number } | undefined;
  private told: Agreement = 'agrees';
  private readonly machine: Machine;
  /** What the machine slept since then, which the program's clock does not count. */
  private sleptMs = 0;
  private readonly beganMs: number;

  constructor(private readonly options: WitnessOptions = {}) {
    this.machine = options.machine ?? thisMachine();
    this.beganMs = this.machine.uptimeMs() - performance.now();
  }

  /** What the last round found. */
  get agreement(): Agreement {
    return this.told;
  }

  /** Judges a reading of the database's clock. */
  judge(reading: ClockReading): Judged {
    const judged = this.compare(reading);
    if (judged.agreement === 'agrees') return judged;
    this.sleptMs = this.machine.uptimeMs() - performance.now() - this.beganMs;
    return this.compare(reading);
  }

  private compare({ machineNow, sentAt, receivedAt }: ClockReading): Judged {
    if (!this.known) return { agreement: 'agrees', aheadMs: 0 };
    const [least, most] = [receivedAt, sentAt].map((stamp) => machineNow - stamp - this.sleptMs - this.known!.offset) as [number, number];
    if (least > toleranceMs) return { agreement: 'clock-ahead', aheadMs: least };
    return most < -toleranceMs ? { agreement: 'clock-behind', aheadMs: most } : { agreement: 'agrees', aheadMs: 0 };
  }

  /** Temporal's clock showed this instant a moment ago, or longer ago. */
  hear(at: number): void {
    const monotonic = performance.now();
    const before = this.heard && this.heard.at + monotonic - this.heard.monotonic;
    const stale = this.heard === undefined || monotonic - this.heard.monotonic > heardForMs;
    if (stale || at > before!) this.heard = { at, monotonic };
  }

  /**
   * One round: compares, follows the database's clock a little, and marks in the database how far it agreed. Raises an
   * operator's task while it does not.
   */
  async look(db: Pick<Tx, 'query'>): Promise<Agreement> {
    const sentAt = performance.now();
    const marks = await readMarks(db, this.machine.id);
    const reading = { machineNow: marks.now, sentAt, receivedAt: performance.now() };
    if (this.known && reading.receivedAt - sentAt > slowMs) return this.told;
    this.known ??= this.first(reading, marks);
    const judged = this.judge(reading);
    const agrees = judged.agreement === 'agrees' || this.isVouchedFor(reading, judged, marks);
    if (agrees) this.follow(reading, judged);
    this.tell(agrees ? 'agrees' : judged.agreement);
    if (agrees) await writeMark(db, this.machine.id, { at: marks.now, uptimeMs: this.machine.uptimeMs() });
    else await raiseClockTask(db, judged.agreement);
    return this.told;
  }

  private tell(agreement: Agreement): void {
    if (agreement !== this.told) this.options.changed?.(agreement);
    this.told = agreement;
  }

  /**
   * A program that has just started: its machine remembers, or another program vouches, or the last mark is all there
   * is.
   */
  private first(reading: ClockReading, { own, others, confirmed, now }: Marks): NonNullable<ClockWitness['known']> {
    const at = monotonicOf(reading);
    if (own) {
      const passed = this.machine.uptimeMs() - own.uptimeMs;
      return { offset: towards(own.at + passed - performance.now(), now - at, passed * driftShare), watched: true, at };
    }
    const last = Math.max(others ?? -Infinity, confirmed ?? -Infinity);
    const gap = now - last;
    const plausible = gap >= -toleranceMs && (gap <= freshMs || last === -Infinity || this.options.trustsGaps === true);
    return plausible ? { offset: now - at, watched: true, at } : { offset: last - at, watched: false, at };
  }

  /** An operator, a program that has seen the time pass, or Temporal's clock says that the database's is right. */
  private isVouchedFor(reading: ClockReading, { aheadMs }: Judged, { now, own, others, confirmed }: Marks): boolean {
    const isFresh = (mark: number | null) => mark !== null && Math.abs(now - mark) <= freshMs;
    if (isFresh(confirmed)) return true;
    const newest = Math.max(own?.at ?? -Infinity, others ?? -Infinity);
    if (isFresh(newest) && newest > now - aheadMs + toleranceMs) return true;
    if (!this.heard || (this.known!.watched && !this.options.temporalVouches)) return false;
    const age = reading.receivedAt - this.heard.monotonic;
    return age <= heardForMs && Math.abs(now - this.heard.at - age) <= toleranceMs;
  }

  private follow(reading: ClockReading, { agreement }: Judged): void {
    const at = monotonicOf(reading);
    const offset = reading.machineNow - at - this.sleptMs;
    const { offset: before, at: then, watched } = this.known!;
    const followed = agreement === 'agrees' && watched ? towards(before, offset, Math.max(0, at - then) * followedShare) : offset;
    this.known = { offset: followed, watched: true, at };
  }
}

const towards = (from: number, to: number, most: number) => from + Math.max(-most, Math.min(most, to - from));

const monotonicOf = ({ sentAt, receivedAt }: ClockReading) => (sentAt + receivedAt) / 2;
