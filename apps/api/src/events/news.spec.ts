import { Logger } from '@nestjs/common';
import type { FeedPage } from '#event-store';
import { WaitingRooms } from '../process/waiting-rooms';
import { News } from './news';

/** A database with these events and no writer, which counts its queries. */
function feedOf() {
  const model = { events: [] as { position: number; type: string }[], asked: 0, broken: false, last: 0 };
  const rows = (after: number, settled: number, limit: number) => {
    const events = model.events.filter(({ position }) => position > after && position <= settled).slice(0, limit);
    return [{ looked: events.length, last: events.at(-1)?.position ?? null, events }];
  };
  const query = (sql: string, parameters: [number, number, number]) => {
    if (model.broken) return Promise.reject(new Error('away'));
    if (sql.includes('pg_locks')) return Promise.resolve([{ floor: null }]);
    if (sql.includes('es.events')) return Promise.resolve(rows(...parameters));
    model.asked += 1;
    return Promise.resolve([{ last: model.last }]);
  };
  const add = (...types: string[]) => {
    for (const type of types) model.events.push({ position: ++model.last, type });
  };
  return { model, add, news: new News({ query } as never, new WaitingRooms()) };
}

const listening = () => new AbortController().signal;

/** Returns what came so far, without waiting. */
function watch(promise: Promise<FeedPage>) {
  const watched: { page?: FeedPage } = {};
  void promise.then((page) => (watched.page = page));
  return watched;
}
const typesOf = ({ page }: { page?: FeedPage }) => page?.events.map(({ type }) => type);

describe('waiting for news', () => {
  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('ends with the first requested events, and a cursor behind them', async () => {
    const { add, news } = feedOf();
    const any = watch(news.next(0, { limit: 100 }, 20_000, listening()));
    const rare = watch(news.next(0, { types: ['Rare'], limit: 100 }, 20_000, listening()));
    await jest.advanceTimersByTimeAsync(350);
    expect([any.page, rare.page]).toEqual([undefined, undefined]);
    add('Common');
    await jest.advanceTimersByTimeAsync(100);
    expect(typesOf(any)).toEqual(['Common']);
    expect(rare.page).toBeUndefined();
    add('Rare', 'Common');
    await jest.advanceTimersByTimeAsync(100);
    expect(rare.page).toMatchObject({ events: [{ type: 'Rare' }], cursor: 3 });
  });

  it('returns no more than a page, and the cursor of its last event', async () => {
    const { add, news } = feedOf();
    const small = watch(news.next(0, { limit: 2 }, 20_000, listening()));
    add('A', 'B', 'C');
    await jest.advanceTimersByTimeAsync(100);
    expect(small.page).toMatchObject({ events: [{ type: 'A' }, { type: 'B' }], cursor: 2, more: true });
  });

  it('ends empty when its time is up, with the cursor behind the skipped events', async () => {
    const { add, news } = feedOf();
    const waited = watch(news.next(0, { types: ['Rare'], limit: 100 }, 1_000, listening()));
    add('Common', 'Common');
    await jest.advanceTimersByTimeAsync(999);
    expect(waited.page).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(waited.page).toEqual({ events: [], cursor: 2, more: false });
  });

  it('returns no events that the caller has read already', async () => {
    const { add, news } = feedOf();
    const behind = watch(news.next(0, { limit: 100 }, 20_000, listening()));
    add('A', 'B');
    const ahead = watch(news.next(2, { limit: 100 }, 20_000, listening()));
    await jest.advanceTimersByTimeAsync(100);
    expect(typesOf(behind)).toEqual(['A', 'B']);
    expect(ahead.page).toBeUndefined();
    add('C');
    await jest.advanceTimersByTimeAsync(100);
    expect(typesOf(ahead)).toEqual(['C']);
  });

  it('makes a caller who is behind the shared reader read alone', async () => {
    const { add, news } = feedOf();
    watch(news.next(0, { types: ['Rare'], limit: 100 }, 20_000, listening()));
    add('Common');
    await jest.advanceTimersByTimeAsync(100);
    expect(await news.next(0, { limit: 100 }, 20_000, listening())).toEqual({ events: [], cursor: 0, more: true });
  });

  it('makes every caller read alone when the database is an older one', async () => {
    const { model, add, news } = feedOf();
    add('A', 'B');
    const waited = watch(news.next(2, { limit: 100 }, 20_000, listening()));
    model.last = 1;
    await jest.advanceTimersByTimeAsync(100);
    expect(waited.page).toEqual({ events: [], cursor: 2, more: true });
  });

  it('ends when the caller is gone', async () => {
    const { news } = feedOf();
    const gone = new AbortController();
    const waited = watch(news.next(0, { limit: 100 }, 20_000, gone.signal));
    gone.abort();
    await jest.advanceTimersByTimeAsync(0);
    expect(waited.page).toEqual({ events: [], cursor: 0, more: false });
    expect(await news.next(0, { limit: 100 }, 20_000, gone.signal)).toEqual({ events: [], cursor: 0, more: false });
  });

  it('asks once for all callers, and not at all without callers', async () => {
    const { model, news } = feedOf();
    const waits = Array.from({ length: 5 }, () => news.next(0, { limit: 100 }, 1_000, listening()));
    await jest.advanceTimersByTimeAsync(500);
    expect(model.asked).toBe(5);
    await jest.advanceTimersByTimeAsync(600);
    await Promise.all(waits);
    const asked = model.asked;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(model.asked).toBeLessThanOrEqual(asked + 1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('goes on when the database is away for a while', async () => {
    const { model, add, news } = feedOf();
    model.broken = true;
    const waited = watch(news.next(0, { limit: 100 }, 5_000, listening()));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(waited.page).toBeUndefined();
    model.broken = false;
    add('A');
    await jest.advanceTimersByTimeAsync(100);
    expect(typesOf(waited)).toEqual(['A']);
  });

  it('has room for a thousand callers, and for none once the API shuts down', async () => {
    const { news } = feedOf();
    const waits = Array.from({ length: 1_000 }, () => news.next(0, { limit: 100 }, 30_000, listening()));
    expect(news.hasRoom()).toBe(false);
    news.beforeApplicationShutdown();
    await Promise.all(waits);
    expect(news.hasRoom()).toBe(false);
    expect(await news.next(0, { limit: 100 }, 30_000, listening())).toEqual({ events: [], cursor: 0, more: false });
  });
});
