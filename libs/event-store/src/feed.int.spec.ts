import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  append,
  emptyBatch,
  lockStreams,
  openDatabase,
  readFeed,
  type Database,
  type FeedPage,
  type StreamChange,
  type Tx,
} from '#event-store';
import { freshDatabase, sentBy, type FreshDatabase } from '#testing';

let urls: FreshDatabase;
let database: Database;
beforeEach(async () => {
  urls = await freshDatabase();
  database = await openDatabase({ url: urls.url, applicationName: 'feed', poolSize: 16 });
});
afterEach(async () => {
  await database.close();
  await urls.drop();
});

const instant = Date.UTC(2026, 0, 1);
const newStream = () => `account:${randomUUID()}`;

/** Appends the next events of a stream with the engine's own statement; returns their ids. */
async function write(tx: Tx, streamId: string, types: readonly string[], from = 0): Promise<string[]> {
  const head: StreamChange = {
    ...{ streamId, type: 'account', expectedVersion: from, version: from + types.length, revision: 1, headHash: '00', policyVersion: 1 },
    ...{ companyId: null, subjectId: null, accountId: null, client: null, openedAt: instant, updatedAt: instant },
    ...{ endedAt: null, finishedAt: null, nextDueAt: null, state: '{}', shape: '' },
  };
  const events = types.map((type, i) => ({
    ...{ streamId, version: from + i + 1, eventId: randomUUID(), commandId: '00', type, schemaVersion: 1 },
    ...{ data: {}, meta: {}, recordedAt: instant, hash: '00' },
  }));
  await append(tx, { ...emptyBatch(), streams: [head], events });
  return events.map(({ eventId }) => eventId);
}

const committed = (...types: string[]) => database.transaction((tx) => write(tx, newStream(), types));

/** A transaction that has written and is still open. */
async function underWay(work: (tx: Tx) => Promise<unknown>, on = database) {
  let end!: (how: 'commit' | 'roll back') => void;
  const ended = new Promise<'commit' | 'roll back'>((resolve) => (end = resolve));
  let wrote!: () => void;
  const written = new Promise<void>((resolve) => (wrote = resolve));
  const transaction = on.transaction(async (tx) => {
    await work(tx);
    wrote();
    if ((await ended) === 'roll back') throw new RolledBack();
  });
  const settled = transaction.catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  await Promise.race([written, transaction]);
  return {
    commit: () => (end('commit'), settled),
    rollBack: () => (end('roll back'), settled),
  };
}
class RolledBack extends Error {}

async function page(after: number, query: { types?: readonly string[]; limit?: number } = {}): Promise<FeedPage> {
  const read = await readFeed(database, after, { limit: 100, ...query });
  if (read === 'cursor-ahead') throw new Error(read);
  return read;
}
const idsOf = ({ events }: FeedPage) => events.map(({ eventId }) => eventId);

/** The reader that anybody would write first. */
async function readNaively(after: number): Promise<FeedPage> {
  const events = await database.query<FeedPage['events'][number]>(
    `SELECT global_pos::float8 AS position, event_id AS "eventId" FROM es.events WHERE global_pos > $1 ORDER BY global_pos LIMIT 100`,
    [after],
  );
  return { events, cursor: events.at(-1)?.position ?? after, more: false };
}

describe('the feed', () => {
  it('returns events in their order, with ids, types and instants, page by page', async () => {
    const streamId = newStream();
    await database.transaction((tx) => write(tx, streamId, ['First', 'Second', 'Third']));
    const first = await page(0, { limit: 2 });
    expect(first).toMatchObject({ events: [{ streamId, type: 'First', recordedAt: instant }, { type: 'Second' }], more: true });
    expect(Object.keys(first.events[0]!).sort()).toEqual(['actor', 'eventId', 'position', 'recordedAt', 'streamId', 'type', 'via']);
    const second = await page(first.cursor, { limit: 2 });
    expect(second).toMatchObject({ events: [{ type: 'Third' }], more: false });
    expect(await page(second.cursor)).toEqual({ events: [], cursor: second.cursor, more: false });
  });

  it('waits for a transaction that may still fill an earlier place, which the naive reader skips for good', async () => {
    let early: string[] = [];
    const slow = await underWay(async (tx) => (early = await write(tx, newStream(), ['Slow'])));
    const late = await committed('Fast');

    expect(idsOf(await page(0))).toEqual([]);
    const naive = await readNaively(0);
    expect(idsOf(naive)).toEqual(late);

    await slow.commit();
    expect(idsOf(await page(0))).toEqual([...early, ...late]);
    expect(idsOf(await readNaively(naive.cursor))).toEqual([]);
  });

  it('returns what is before the first such place at once, and goes on when that transaction is rolled back', async () => {
    const before = await committed('Before');
    const doomed = await underWay((tx) => write(tx, newStream(), ['Doomed']));
    const after = await committed('After');
    const first = await page(0);
    expect(idsOf(first)).toEqual(before);
    await doomed.rollBack();
    expect(idsOf(await page(first.cursor))).toEqual(after);
  });

  it('waits for the first place of a transaction that appends again and again', async () => {
    const ids: string[] = [];
    const long = await underWay(async (tx) => {
      ids.push(...(await write(tx, newStream(), ['One'])));
      ids.push(...(await committed('Between')));
      ids.push(...(await write(tx, newStream(), ['Two'])));
    });
    expect(idsOf(await page(0))).toEqual([]);
    await long.commit();
    expect(idsOf(await page(0))).toEqual(ids);
  });

  it.each([1, 2])('loses nothing to a writer who comes after its statement %d', async (statement) => {
    const before = await committed('Before');
    let [slow, slowIds, fastIds]: [Awaited<ReturnType<typeof underWay>> | undefined, string[], string[]] = [undefined, [], []];
    let statements = 0;
    const interrupted: Pick<Tx, 'query'> = {
      query: async <T>(sql: string, parameters?: readonly unknown[]) => {
        const rows = await database.query<T>(sql, parameters);
        if (++statements === statement) {
          slow = await underWay(async (tx) => (slowIds = await write(tx, newStream(), ['Slow'])));
          fastIds = await committed('Fast');
        }
        return rows;
      },
    };
    const first = (await readFeed(interrupted, 0, { limit: 100 })) as FeedPage;
    expect(idsOf(first)).toEqual(before);
    await slow!.commit();
    expect(idsOf(await page(first.cursor))).toEqual([...slowIds, ...fastIds]);
  });

  it('does not wait for transactions that append no event, only read, or write in another database', async () => {
    const answered = { commandId: 'ab', client: 'c', requestHash: '00', answer: '{}', streamId: null, version: null };
    const other = await freshDatabase();
    const elsewhere = await openDatabase({ url: other.url, applicationName: 'feed', poolSize: 2 });
    const others = [
      await underWay((tx) => append(tx, { ...emptyBatch(), command: answered })),
      await underWay((tx) => readFeed(tx, 0, { limit: 1 })),
      await underWay((tx) => write(tx, newStream(), ['Elsewhere']), elsewhere),
    ];
    const ids = await committed('Here');
    expect(idsOf(await page(0))).toEqual(ids);
    for (const { commit } of others) await commit();
    await elsewhere.close();
    await other.drop();
  });

  it('returns only the requested types, and passes over the others', async () => {
    await committed('A', 'B', 'A');
    await committed('C');
    const first = await page(0, { types: ['A', 'D'], limit: 2 });
    expect(first.events.map(({ type }) => type)).toEqual(['A', 'A']);
    const rest = await page(first.cursor, { types: ['A', 'D'] });
    expect(rest).toMatchObject({ events: [], more: false });
    expect((await page(rest.cursor)).events).toEqual([]);
    expect(rest.cursor).toBeGreaterThan(first.cursor);
  });

  it('reads a bounded number of rows for a rare type, and says that there is more', async () => {
    await database.transaction((tx) => write(tx, newStream(), [...Array<string>(5_000).fill('Common'), 'Rare']));
    const first = await page(0, { types: ['Rare'] });
    expect(first).toMatchObject({ events: [], more: true });
    expect((await page(first.cursor, { types: ['Rare'] })).events).toMatchObject([{ type: 'Rare' }]);
  });

  it('stops at existing rows, not at unused numbers', async () => {
    const { cursor } = await committed('Kept').then(() => page(0));
    await (await underWay((tx) => write(tx, newStream(), ['Doomed', 'Doomed']))).rollBack();
    expect(await page(cursor)).toEqual({ events: [], cursor, more: false });
  });

  it('recognises a cursor that no row of this database can have given', async () => {
    await committed('Only');
    const { cursor } = await page(0);
    expect(await readFeed(database, cursor + 1, { limit: 1 })).toBe('cursor-ahead');
  });

  it('costs one statement if nothing is new, and three if something is', async () => {
    await committed('Only');
    const { cursor } = await page(0);
    expect(await sentBy(() => page(cursor))).toMatchObject({ statements: { length: 1 } });
    expect(await sentBy(() => page(0))).toMatchObject({ statements: { length: 3 } });
  });
});

describe('the feed under eight writers that append, pause and roll back', () => {
  const [writers, transactions, pauseMaxMs] = [8, 50, 6];

  /**
   * Waits for no condition: these pauses tear transactions apart, so that they commit in another order than they took
   * places.
   */
  const dawdle = () => pause(randomInt(pauseMaxMs + 1));
  const typesOf = () => Array.from({ length: randomInt(1, 4) }, () => (randomInt(4) === 0 ? 'Rare' : 'Common'));

  /** Up to three appends, to contested streams and to new ones; one transaction in four rolls back. */
  async function writeSomething(shared: readonly string[]): Promise<void> {
    await database.transaction(async (tx) => {
      await dawdle();
      const contended = shared[randomInt(shared.length)]!;
      await lockStreams(tx, new Map([[contended, 'move']]));
      const [row] = await tx.query<{ version: number }>('SELECT version FROM es.streams WHERE stream_id = $1', [contended]);
      let version = row!.version;
      for (let appends = randomInt(1, 4); appends > 0; appends -= 1) {
        const types = typesOf();
        if (randomInt(2) === 0) await write(tx, newStream(), types);
        else {
          await write(tx, contended, types, version);
          version += types.length;
        }
        await dawdle();
      }
      if (randomInt(4) === 0) throw new RolledBack();
    });
  }

  async function write8(): Promise<void> {
    const shared = Array.from({ length: 12 }, newStream);
    for (const streamId of shared) await database.transaction((tx) => write(tx, streamId, ['Common']));
    const writer = async () => {
      for (let n = 0; n < transactions; n += 1) {
        await writeSomething(shared).catch((error: unknown) => {
          if (!(error instanceof RolledBack)) throw error;
        });
      }
    };
    await Promise.all(Array.from({ length: writers }, writer));
  }

  /** Reads on and on, and to the end once the writers are done. */
  async function follow(read: (after: number) => Promise<FeedPage>, done: () => boolean): Promise<string[]> {
    const ids: string[] = [];
    for (let cursor = 0; ;) {
      const last = done();
      const found = await read(cursor);
      ids.push(...idsOf(found));
      if (last && found.cursor === cursor) return ids;
      cursor = found.cursor;
      await pause(1);
    }
  }

  it('returns every event once, in order: none missed, none twice; the naive reader misses some', async () => {
    let over = false;
    const done = () => over;
    const written = write8().finally(() => (over = true));
    const [all, small, rare, naive] = await Promise.all([
      follow((after) => page(after), done),
      follow((after) => page(after, { limit: 2 }), done),
      follow((after) => page(after, { types: ['Rare'], limit: 2 }), done),
      follow(readNaively, done),
      written,
    ]);
    const there = await database.query<{ id: string; type: string }>('SELECT event_id AS id, type FROM es.events ORDER BY global_pos');
    const ids = there.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(writers * transactions);
    expect(all).toEqual(ids);
    expect(small).toEqual(ids);
    expect(rare).toEqual(there.filter(({ type }) => type === 'Rare').map(({ id }) => id));
    expect(new Set(naive).size).toBeLessThan(ids.length);
  });
});
