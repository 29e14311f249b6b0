import { type BeforeApplicationShutdown } from '@nestjs/common';
import { codeIn } from '#log';
import type { WaitingRooms } from './waiting-rooms';
import { PartLog } from '../http/log';

const placesMax = 1_000;

/** A question without an answer for so long is given up, and asked again. */
const limitMs = 15_000;
/** Without an answer for so long, while somebody waits, the API is not ready. */
const lateAfterMs = 45_000;

interface Place {
  since: number;
  leave(): void;
}

/**
 * Callers who wait for something that is yet to come. One question at a time for all of them, only while somebody
 * waits; nobody holds a connection.
 */
export abstract class WaitingRoom<Waiter> implements BeforeApplicationShutdown {
  /** All waiting callers, and how to release them. */
  protected readonly waiters = new Map<Waiter, Place>();
  protected closed = false;
  private readonly log: PartLog;
  private timer: NodeJS.Timeout | undefined;
  /** When the next question is planned; 0 while one is asked. */
  private asksAt = 0;
  private failing = false;
  /** When the last question was answered, or the first of those who wait came. */
  private answeredAt = 0;

  /** `pauseMs`: the time to the next question, by how long each caller has waited. */
  constructor(
    readonly name: string,
    private readonly pauseMs: (waitedMs: readonly number[]) => number,
    rooms: WaitingRooms,
  ) {
    this.log = new PartLog(name);
    rooms.enter(this);
  }

  /**
   * Asks once for all callers, and releases those who need not wait any longer. @returns true if there is more to ask
   * for at once.
   */
  protected abstract ask(): Promise<boolean>;

  /** False when the room is full: one more caller gets an answer at once. */
  hasRoom(): boolean {
    return !this.closed && this.waiters.size < placesMax;
  }

  /** The seconds since the last answered question; 0 while nobody waits. */
  get age(): number {
    return this.isAsking ? Math.round((performance.now() - this.answeredAt) / 100) / 10 : 0;
  }

  get isLate(): boolean {
    return this.age * 1_000 > lateAfterMs;
  }

  /** Releases everybody, so that the process can end. */
  beforeApplicationShutdown(): void {
    this.closed = true;
    for (const waiter of this.waiters.keys()) this.release(waiter);
  }

  /** True when the next query is planned already. */
  protected get isAsking(): boolean {
    return this.timer !== undefined;
  }

  /** Settles when `ask` releases the caller, when the time is up, or when `signal` says that the caller is gone. */
  protected async wait(waiter: Waiter, ms: number, signal?: AbortSignal): Promise<void> {
    if (this.closed || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const leave = () => {
        clearTimeout(timeUp);
        signal?.removeEventListener('abort', leave);
        this.waiters.delete(waiter);
        resolve();
      };
      const timeUp = setTimeout(leave, ms);
      signal?.addEventListener('abort', leave, { once: true });
      this.waiters.set(waiter, { since: performance.now(), leave });
      this.hasten();
    });
  }

  protected release(waiter: Waiter): void {
    this.waiters.get(waiter)?.leave();
  }

  /** A newcomer may be answered sooner than those who have waited for long. */
  private hasten(): void {
    const now = performance.now();
    if (this.timer === undefined) this.answeredAt = now;
    const pauseMs = this.nextPauseMs();
    if (this.timer === undefined || this.asksAt > now + pauseMs) this.plan(pauseMs);
  }

  private nextPauseMs(): number {
    const now = performance.now();
    return this.pauseMs([...this.waiters.values()].map(({ since }) => now - since));
  }

  private plan(afterMs: number): void {
    clearTimeout(this.timer);
    this.asksAt = performance.now() + afterMs;
    this.timer = setTimeout(() => void this.round(), afterMs);
  }

  private async round(): Promise<void> {
    this.asksAt = 0;
    let more = false;
    try {
      more = await this.askWithinLimit();
      this.answeredAt = performance.now();
      this.failing = false;
    } catch (error) {
      // They go on waiting, at most until their time is up. Logged once, not ten times a second.
      if (!this.failing) this.log.warn('poll failed', { code: codeIn(error) });
      this.failing = true;
    }
    if (this.waiters.size > 0) this.plan(more ? 0 : this.nextPauseMs());
    else this.timer = undefined;
  }

  private async askWithinLimit(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('no answer in time'), { code: 'too-long' })), limitMs);
    });
    try {
      return await Promise.race([this.ask(), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }
}
