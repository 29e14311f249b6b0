import { load, readNow, type Agreement, type ClockReading, type ClockWitness, type Loaded, type Reading, type Tx } from '#event-store';
import { Unavailable } from './failure';

/** How a program reads streams, and the witness that the clock is asked against. */
export interface Time extends Reading {
  witness: ClockWitness;
}

/** Two clocks: `now` is the one that decisions go by. */
interface Witnessed {
  now: number;
  /** The earlier of the two: nothing falls due before both say so. */
  earliest: number;
  agreement: Agreement;
}

/** Loads streams as {@link load} does, with the time that the witness agrees to; while it does not, its own. */
export async function readStreams(
  tx: Pick<Tx, 'query'>,
  time: Time,
  commandId: Buffer | null,
  streamIds: readonly string[],
  eventId: string | null = null,
): Promise<Loaded & Witnessed> {
  const loaded = await load(tx, time, commandId, streamIds, eventId);
  return { ...loaded, ...witnessed(time.witness, loaded) };
}

/** Reads the time, as {@link readStreams} does. */
export async function readTime(tx: Pick<Tx, 'query'>, { clock, witness }: Omit<Time, 'shape'>): Promise<number> {
  return witnessed(witness, await readNow(tx, clock)).now;
}

/** @throws Unavailable while the clock is ahead: nothing irreversible may begin by it. */
export function refuseAhead(witness: ClockWitness, reading: ClockReading): void {
  if (witness.judge(reading).agreement === 'clock-ahead') throw new Unavailable('clock-ahead');
}

/** Judges a reading by the witness: while the two clocks do not agree, the time is the witness's. */
export function witnessed(witness: ClockWitness, reading: ClockReading & { now: number }): Witnessed {
  const { agreement, aheadMs } = witness.judge(reading);
  const now = Math.round(reading.now - aheadMs);
  return { agreement, now, earliest: Math.min(reading.now, now) };
}
