import { pauseMs, pausePolicy } from '#pauses';
/** Back-off for retries: 1 s, 2 s, 4 s … 5 min. Each item has a key; the caller passes the time in. */
export class Patience {
  private readonly items = new Map<string, { tries: number; notBefore: number }>();

  /** Records a try that changed nothing. True exactly once per item: when its back-off has just reached its maximum. */
  recordTry(key: string, now: number): boolean {
    const tries = (this.items.get(key)?.tries ?? 0) + 1;
    const delay = pauseMs(tries);
    this.items.set(key, { tries, notBefore: now + delay });
    return delay === pausePolicy.longestMs && pauseMs(tries - 1) < pausePolicy.longestMs;
  }

  /** Returns how long the item still has to wait, in milliseconds; 0 when it may be tried. */
  waitMs(key: string, now: number): number {
    return Math.max(0, (this.items.get(key)?.notBefore ?? 0) - now);
  }

  /** Forgets the waits of an item; without a key all of them, after progress: everything may be tried again. */
  forget(key?: string): void {
    if (key === undefined) this.items.clear();
    else this.items.delete(key);
  }

  get size(): number {
    return this.items.size;
  }
}

/** The key of a deadline; that of an effect is its id. */
export const keyOf = ({ command, dueAt }: { command: string; dueAt: number }): string => `${command}@${dueAt}`;
