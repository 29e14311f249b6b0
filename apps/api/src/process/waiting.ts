import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '#event-store';
import { standings } from '#read-models';

interface Waiter {
  passing: readonly string[];
  done(): void;
}

const pollEveryMs = 50;
const waitersMax = 1_000;

/** Whoever waits for a process to leave a passing state. One question every 50 ms for all of them together; nobody holds a connection. */
@Injectable()
export class Waiting implements BeforeApplicationShutdown {
  private readonly log = new Logger('waiting');
  private readonly waiters = new Map<string, Set<Waiter>>();
  private count = 0;
  private timer: NodeJS.Timeout | undefined;
  private draining = false;
  private failing = false;

  constructor(private readonly database: Database) {}

  /** Settles when the process is in none of the `passing` states, when the time is up, or when `signal` says that nobody listens any more. */
  async until(streamId: string, passing: readonly string[], ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const waiter: Waiter = {
        passing,
        done: () => {
          clearTimeout(timeUp);
          signal?.removeEventListener('abort', waiter.done);
          this.leave(streamId, waiter);
          resolve();
        },
      };
      const timeUp = setTimeout(waiter.done, ms);
      signal?.addEventListener('abort', waiter.done, { once: true });
      this.enter(streamId, waiter);
    });
  }

  /** False when so many wait that one more is answered at once. */
  hasRoom(): boolean {
    return !this.draining && this.count < waitersMax;
  }

  /** Those who wait are answered with what there is, so that the process can end. */
  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const waiter of [...this.waiters.values()].flatMap((waiters) => [...waiters])) waiter.done();
  }

  private enter(streamId: string, waiter: Waiter): void {
    const waiters = this.waiters.get(streamId) ?? new Set();
    this.waiters.set(streamId, waiters.add(waiter));
    this.count += 1;
    this.timer ??= setTimeout(() => void this.poll(), pollEveryMs);
  }

  private leave(streamId: string, waiter: Waiter): void {
    const waiters = this.waiters.get(streamId);
    if (waiters?.delete(waiter)) this.count -= 1;
    if (waiters?.size === 0) this.waiters.delete(streamId);
  }

  private async poll(): Promise<void> {
    try {
      for (const { streamId, status } of await standings(this.database, [...this.waiters.keys()])) {
        for (const waiter of [...(this.waiters.get(streamId) ?? [])]) if (!waiter.passing.includes(status)) waiter.done();
      }
      this.failing = false;
    } catch (error) {
      // They go on waiting, at most until their time is up. Told once, not ten times a second.
      if (!this.failing) this.log.warn({ what: 'poll failed', code: (error as { code?: unknown }).code });
      this.failing = true;
    }
    this.timer = this.count > 0 ? setTimeout(() => void this.poll(), pollEveryMs) : undefined;
  }
}
