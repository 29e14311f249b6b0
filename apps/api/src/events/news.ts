import { Injectable } from '@nestjs/common';
import { Database, readFeed, type FeedPage, type FeedQuery } from '#event-store';
import { WaitingRoom } from '../process/waiting-room';
import { WaitingRooms } from '../process/waiting-rooms';

interface Waiter {
  query: FeedQuery;
  /** The shared reader has looked at everything up to here for this caller. */
  cursor: number;
  page?: FeedPage;
}

const pollEveryMs = 100;
const pageSize = 100;

/** Callers who wait for new events. One reader follows the feed for all of them. */
@Injectable()
export class News extends WaitingRoom<Waiter> {
  /** The position of the shared reader. */
  private position = 0;

  constructor(
    private readonly database: Database,
    rooms: WaitingRooms,
  ) {
    super('events', () => pollEveryMs, rooms);
  }

  /**
   * Returns the next page with an event for this query, for a caller who has read up to `cursor`.
   * Empty when the time is up or the caller is gone; empty with `more` when the caller must read alone first, because
   * the shared reader is further on.
   */
  async next(cursor: number, query: FeedQuery, ms: number, signal: AbortSignal): Promise<FeedPage> {
    if (signal.aborted || this.closed) return empty(cursor);
    if (!this.isAsking) this.position = cursor;
    if (cursor < this.position) return { ...empty(cursor), more: true };
    const waiter: Waiter = { query, cursor };
    await this.wait(waiter, ms, signal);
    return waiter.page ?? empty(waiter.cursor);
  }

  protected async ask(): Promise<boolean> {
    const page = await readFeed(this.database, this.position, { limit: pageSize });
    // The database is an older one than before. Each caller finds that out alone.
    if (page === 'cursor-ahead') {
      for (const waiter of this.waiters.keys()) this.answer(waiter, { ...empty(waiter.cursor), more: true });
      return false;
    }
    this.position = page.cursor;
    for (const waiter of this.waiters.keys()) this.show(waiter, page);
    return page.more;
  }

  private show(waiter: Waiter, { events, cursor }: FeedPage): void {
    const { types, limit } = waiter.query;
    const matching = events.filter(({ position, type }) => position > waiter.cursor && (types?.includes(type) ?? true));
    const shown = matching.slice(0, limit);
    waiter.cursor = Math.max(waiter.cursor, cursor);
    if (shown.length === 0) return;
    const cut = shown.length < matching.length;
    this.answer(waiter, { events: shown, cursor: cut ? shown[shown.length - 1]!.position : waiter.cursor, more: cut });
  }

  private answer(waiter: Waiter, page: FeedPage): void {
    waiter.page = page;
    this.release(waiter);
  }
}

const empty = (cursor: number): FeedPage => ({ events: [], cursor, more: false });
