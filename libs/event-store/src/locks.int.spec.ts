import { eventually, freshDatabase, type FreshDatabase } from '#testing';
import { lockStreams, lockStreamsNow, openDatabase, type Database, type LockMode, type Tx } from '#event-store';

let urls: FreshDatabase;
let database: Database;
const streams = ['test:a', 'test:b', 'test:c', 'test:d', 'test:e'];

beforeAll(async () => {
  urls = await freshDatabase();
  database = await openDatabase({ url: urls.url, applicationName: 'test', poolSize: 20 });
  await database.query(
    `INSERT INTO es.streams (stream_id, type, version, revision, head_hash, policy_version, opened_at, updated_at)
     SELECT id, 'test', 1, 1, '', 1, now(), now() FROM unnest($1::text[]) AS id`,
    [streams],
  );
});
afterAll(async () => {
  await database.close();
  await urls.drop();
});

const locks = (wanted: Record<string, LockMode>) => new Map(Object.entries(wanted).map(([name, mode]) => [`test:${name}`, mode]));

/** A transaction that holds these locks until it is released. */
const holding = async (wanted: Record<string, LockMode>, lock: typeof lockStreams | typeof lockStreamsNow = lockStreams) => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let had!: () => void;
  const holds = new Promise<void>((resolve) => (had = resolve));
  const over = database.transaction(async (tx) => {
    await lock(tx, locks(wanted));
    had();
    await released;
  });
  await Promise.race([holds, over]);
  return async () => {
    release();
    await over;
  };
};

/** True when a transaction could get the lock without waiting. */
const isFree = (name: string, mode: LockMode) =>
  database
    .transaction((tx) => lockStreamsNow(tx, locks({ [name]: mode })))
    .then(
      () => true,
      (error: unknown) => {
        if ((error as { code?: string }).code === '55P03') return false;
        throw error;
      },
    );

const waiting = () => database.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);

describe('a stream that is locked', () => {
  it('to be read may be read by others, and moved by no other', async () => {
    const release = await holding({ a: 'read' });
    expect([await isFree('a', 'read'), await isFree('a', 'move')]).toEqual([true, false]);
    await release();
    expect(await isFree('a', 'move')).toBe(true);
  });

  it('to be read makes somebody wait who moves it, and then nobody reads it before them', async () => {
    const release = await holding({ a: 'read' });
    const mover = holding({ a: 'move' });
    await eventually('the mover waits', waiting, ({ length }) => length === 1);
    const reader = holding({ a: 'read' });
    await eventually('the reader waits behind the mover', waiting, ({ length }) => length === 2);
    await release();
    const releaseMover = await mover;
    expect(await isFree('a', 'read')).toBe(false);
    await releaseMover();
    await (
      await reader
    )();
  });

  it('to be moved is neither read nor moved by others', async () => {
    const release = await holding({ a: 'move' });
    expect([await isFree('a', 'read'), await isFree('a', 'move')]).toEqual([false, false]);
    await release();
  });
});

describe('streams that are locked together', () => {
  it.each([
    { a: 'read', b: 'move', c: 'read' },
    { a: 'move', b: 'read', c: 'move' },
    { c: 'read', b: 'move', a: 'move' },
  ] as const)('are locked in the order of their ids, whatever the mode of each: %j', async (wanted) => {
    const free = () => Promise.all(['a', 'b', 'c'].map((name) => isFree(name, 'move')));
    // The row alone, without its turn: all turns come before the first row.
    const release = await holding({ b: 'move' }, lockStreamsNow);
    const other = holding(wanted);
    await eventually('a transaction waits for a lock', waiting, ({ length }) => length > 0);
    expect(await free()).toEqual([false, false, true]);
    await release();
    const releaseOther = await other;
    expect(await free()).toEqual([false, false, false]);
    await releaseOther();
  });

  it('in any modes by many at once never wait in a circle, and each sees what was committed before', async () => {
    const anyModes = (n: number) =>
      locks(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name, i) => [name, (n * 7 + i * i * 3) % 3 === 0 ? 'move' : 'read'])));
    const move = async (tx: Tx, wanted: ReadonlyMap<string, LockMode>) => {
      const moved = [...wanted].filter(([, mode]) => mode === 'move').map(([id]) => id);
      await lockStreams(tx, wanted);
      await tx.query('UPDATE es.streams SET version = version + 1 WHERE stream_id = ANY($1)', [moved]);
      return moved.length;
    };
    const before = await total();
    const moves = await Promise.all(Array.from({ length: 100 }, (_, n) => database.transaction((tx) => move(tx, anyModes(n)))));
    expect(await total()).toBe(before + moves.reduce((sum, n) => sum + n, 0));
  });

  it('are left out if they do not exist', async () => {
    await (
      await holding({ nobody: 'move', a: 'read' })
    )();
  });
});

const total = async () => (await database.query<{ n: number }>('SELECT sum(version)::int AS n FROM es.streams'))[0]!.n;
