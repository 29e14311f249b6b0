import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';

const placesMax = 1_000;

/**
 * Callers who wait for a change. One query at a time serves all of them, only while somebody waits; nobody holds a
 * connection.
 */
export abstract class WaitingRoom<Waiter> implements BeforeApplicationShutdown {
  /** All waiting callers, and how to release them. */
  protected readonly waiters = new Map<Waiter, () => void>();
  protected closed = false;
  private readonly log: Logger;
  private timer: NodeJS.Timeout | undefined;
  private failing = false;

  constructor(
    name: string,
    private readonly everyMs: number,
  ) {
    this.log = new Logger(name);
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
      this.waiters.set(waiter, leave);
      this.timer ??= this.plan(this.everyMs);
    });
  }

  protected release(waiter: Waiter): void {
    this.waiters.get(waiter)?.();
  }

  private plan(afterMs: number): NodeJS.Timeout {
    return setTimeout(() => void this.round(), afterMs);
  }

  private async round(): Promise<void> {
    let more = false;
    try {
      more = await this.ask();
      this.failing = false;
    } catch (error) {
      // They go on waiting, at most until their time is up. Logged once, not ten times a second.
      if (!this.failing) this.log.warn({ what: 'poll failed', code: (error as { code?: unknown }).code });
      this.failing = true;
    }
    this.timer = this.waiters.size > 0 ? this.plan(more ? 0 : this.everyMs) : undefined;
  }
}
