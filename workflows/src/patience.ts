const firstDelayMs = 1_000;
const longestDelayMs = 5 * 60_000;

/** Back-off for what was tried and is still to be done: 1 s, 2 s, 4 s … 5 min. Items are named by their key; the caller passes the time in. */
export class Patience {
  private readonly items = new Map<string, { tries: number; notBefore: number }>();

  /** Notes a try that changed nothing. True exactly once an item: when its back-off has just reached its end. */
  tried(key: string, now: number): boolean {
    const tries = (this.items.get(key)?.tries ?? 0) + 1;
    const delay = delayMs(tries);
    this.items.set(key, { tries, notBefore: now + delay });
    return delay === longestDelayMs && delayMs(tries - 1) < longestDelayMs;
  }

  /** How long the item still has to wait; 0 = it may be tried. */
  waitMs(key: string, now: number): number {
    return Math.max(0, (this.items.get(key)?.notBefore ?? 0) - now);
  }

  /** Something moved: everything may be tried again. */
  forget(): void {
    this.items.clear();
  }

  get size(): number {
    return this.items.size;
  }
}

const delayMs = (tries: number) => Math.min(firstDelayMs * 2 ** (tries - 1), longestDelayMs);
