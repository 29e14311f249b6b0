import { hostname } from 'node:os';

/** The name of a worker in Temporal's lists and histories. It says the level that this worker can replay. */
export const identityOf = (level: number): string => `${process.pid}@${hostname()} tenure-worker/${level}`;

/** Of release 0.1.0, whose identity names no level, and of strangers. */
const lowestLevel = 1;

const levelOf = (identity: string): number => Number(/ tenure-worker\/([1-9]\d{0,3})$/.exec(identity)?.[1] ?? lowestLevel);

/** Our choice: a worker that drains ends within 30 s, and the SDK polls a restarted Temporal again within 12 s. */
const rememberedMs = 60_000;
/** Our choice: one answer may be missing. */
const answerHoldsMs = 40_000;

/**
 * Who polls a queue, by the answers of Temporal. A restarted Temporal has forgotten who polls, so that a worker counts
 * until the answers of a minute have lacked it.
 */
export class Pollers {
  /** The instant of the first answer that lacked it, by identity. */
  private missingSince = new Map<string, number | undefined>();
  private answeredAt = -Infinity;

  /** `now` here and below: by a clock that only goes forward, in milliseconds. */
  hear(identities: readonly string[], now: number): void {
    const before = this.missingSince;
    this.missingSince = new Map(identities.map((identity) => [identity, undefined]));
    for (const [identity, since = now] of before)
      if (!this.missingSince.has(identity) && now - since < rememberedMs) this.missingSince.set(identity, since);
    this.answeredAt = now;
  }

  /** Returns the level that all of them can replay, at most `most`; undefined while Temporal does not answer. */
  level(most: number, now: number): number | undefined {
    if (most <= lowestLevel) return most;
    if (now - this.answeredAt > answerHoldsMs) return undefined;
    return Math.min(most, ...[...this.missingSince.keys()].map(levelOf));
  }
}
