import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database, readFeed, type FeedPage, type FeedQuery } from '#event-store';

interface Waiter {
  query: FeedQuery;
  /** Everything up to here has been looked at for him. */
  cursor: number;
  answer(page: FeedPage): void;
}

const pollEveryMs = 100;
const waitersMax = 1_000;
const pageSize = 100;

/** Whoever waits for events that are yet to come. One reader follows the feed for all of them together, and only while somebody waits; nobody holds a connection. */
@Injectable()
export class News implements BeforeApplicationShutdown {
  private readonly log = new Logger('events');
  private readonly waiters = new Set<Waiter>();
  /** Where the one reader stands. */
  private position = 0;
  private timer: NodeJS.Timeout | undefined;
  private draining = false;
  private failing = false;

  constructor(private readonly database: Database) {}

  /**
   * The next page with something in it for this query, for somebody who has read up to `cursor`. Empty when the time is up or nobody listens any more;
   * empty with `more` when he must read by himself first, because the news are further on.
   */
  async next(cursor: number, query: FeedQuery, ms: number, signal: AbortSignal): Promise<FeedPage> {
    if (signal.aborted || this.draining) return empty(cursor);
    if (this.timer === undefined) this.position = cursor;
    if (cursor < this.position) return { ...empty(cursor), more: true };
    return new Promise((resolve) => {
      const waiter: Waiter = {
        query,
        cursor,
        answer: (page) => {
          clearTimeout(timeUp);
          signal.removeEventListener('abort', leave);
          this.waiters.delete(waiter);
          resolve(page);
        },
      };
      const leave = () => waiter.answer(empty(waiter.cursor));
      const timeUp = setTimeout(leave, ms);
      signal.addEventListener('abort', leave, { once: true });
      this.waiters.add(waiter);
      this.timer ??= setTimeout(() => void this.poll(), pollEveryMs);
    });
  }

  /** False when so many wait that one more is answered at once. */
  hasRoom(): boolean {
    return !this.draining && this.waiters.size < waitersMax;
  }

  /** Those who wait are answered with nothing, so that the process can end. */
  beforeApplicationShutdown(): void {
    this.draining = true;
    for (const waiter of [...this.waiters]) waiter.answer(empty(waiter.cursor));
  }

  private async poll(): Promise<void> {
    let more = false;
    try {
      const page = await readFeed(this.database, this.position, { limit: pageSize });
      // The database is an older one than before. Each finds that out by himself.
      if (page === 'cursor-ahead') for (const waiter of [...this.waiters]) waiter.answer({ ...empty(waiter.cursor), more: true });
      else {
        this.tell(page);
        more = page.more;
      }
      this.failing = false;
    } catch (error) {
      // They go on waiting, at most until their time is up. Told once, not ten times a second.
      if (!this.failing) this.log.warn({ what: 'poll failed', code: (error as { code?: unknown }).code });
      this.failing = true;
    }
    this.timer = this.waiters.size > 0 ? setTimeout(() => void this.poll(), more ? 0 : pollEveryMs) : undefined;
  }

  private tell({ events, cursor }: FeedPage): void {
    this.position = cursor;
    for (const waiter of [...this.waiters]) {
      const { types, limit } = waiter.query;
      const matching = events.filter(({ position, type }) => position > waiter.cursor && (types?.includes(type) ?? true));
      const told = matching.slice(0, limit);
      waiter.cursor = Math.max(waiter.cursor, cursor);
      if (told.length === 0) continue;
      const cut = told.length < matching.length;
      waiter.answer({ events: told, cursor: cut ? told[told.length - 1]!.position : waiter.cursor, more: cut });
    }
  }
}

const empty = (cursor: number): FeedPage => ({ events: [], cursor, more: false });
