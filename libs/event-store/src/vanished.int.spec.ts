import { freshDatabase, tcpProxy, type FreshDatabase, type Proxy } from '#testing';
import { openDatabase, together, type Database } from './database';
import { ConnectionLost } from './passing';

let fresh: FreshDatabase;
let proxy: Proxy;
let url: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  const direct = new URL(fresh.url);
  proxy = await tcpProxy({ host: direct.hostname, port: Number(direct.port) });
  url = Object.assign(new URL(fresh.url), { hostname: '127.0.0.1', port: String(proxy.port) }).href;
});
afterAll(async () => {
  await proxy?.close();
  await fresh?.drop();
});

/** The statement limit of the server, 2 s more, and what a busy machine needs. */
const patienceMs = 10_000;
const size = 5;

/** Opens a pool and all its connections. */
async function fullPool(): Promise<Database> {
  const database = await openDatabase({ url, applicationName: 'vanished-spec', poolSize: size });
  await Promise.all(Array.from({ length: size }, () => database.query('SELECT pg_sleep(0.2)')));
  return database;
}

async function timed<T>(work: Promise<T>): Promise<{ ms: number; result: PromiseSettledResult<T> }> {
  const began = performance.now();
  const [result] = await Promise.allSettled([work]);
  return { ms: performance.now() - began, result };
}

describe('connections that vanished without a word', () => {
  it('fail the statement within its time limit, and no other connection that is as old is lent again', async () => {
    const database = await fullPool();
    proxy.vanish();
    const first = await timed(database.query('SELECT 1'));
    expect(first.result).toMatchObject({ status: 'rejected', reason: expect.any(ConnectionLost) as Error });
    expect(first.ms).toBeLessThan(patienceMs);
    const next = await timed(Promise.all(Array.from({ length: 2 * size }, () => database.query('SELECT 1 AS one'))));
    expect(next.result).toMatchObject({ status: 'fulfilled' });
    expect(next.ms).toBeLessThan(2_000);
    await database.close();
  });

  it('fail every part of a transaction that is under way, and leave nothing of it', async () => {
    const database = await fullPool();
    const parts: PromiseSettledResult<unknown>[] = [];
    const note = `INSERT INTO es.sweeps (stream_id, version, raises, next_at) VALUES ('vanished', 1, 0, now())`;
    const doomed = timed(
      database.transaction(async (tx) => {
        await tx.query(note);
        proxy.vanish();
        const asked = [tx.query('SELECT 1'), tx.query('SELECT 2'), tx.query('SELECT 3')];
        parts.push(...(await Promise.allSettled(asked)));
        await together(asked);
      }),
    );
    const { ms, result } = await doomed;
    expect(result).toMatchObject({ status: 'rejected', reason: expect.any(ConnectionLost) as Error });
    expect(parts.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(ms).toBeLessThan(patienceMs);
    // Meanwhile the server has ended the forgotten transaction by itself, and its locks with it.
    await database.transaction((tx) => tx.query(note));
    await database.query(`DELETE FROM es.sweeps WHERE stream_id = 'vanished'`);
    await database.close();
  });

  it('fail everybody who waits for one within the limits, and the pool works again after that', async () => {
    const database = await fullPool();
    proxy.vanish();
    const everybody = await timed(Promise.allSettled(Array.from({ length: 4 * size }, () => database.query('SELECT 1'))));
    expect(everybody.ms).toBeLessThan(patienceMs);
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.close();
  });

  it('do not keep a program from ending', async () => {
    const database = await fullPool();
    proxy.vanish();
    const { ms, result } = await timed(database.close());
    expect([result.status, ms < 2_000]).toEqual(['fulfilled', true]);
  });
});

describe('a server that has become read-only', () => {
  const write = `INSERT INTO es.sweeps (stream_id, version, raises, next_at) VALUES ('read-only', 1, 0, now()) ON CONFLICT DO NOTHING`;

  it('is left for the one that takes its place, also where its connections are still open', async () => {
    const database = await openDatabase({ url, applicationName: 'vanished-spec', poolSize: 1 });
    // As a standby answers: every transaction of this session is read-only.
    await database.query('SET default_transaction_read_only = on');
    const later = performance.now() + 2_100;
    const clock = jest.spyOn(performance, 'now').mockReturnValue(later);
    await expect(database.query(write)).rejects.toMatchObject({ code: '25006' });
    clock.mockReturnValue(later + 1);
    await expect(database.query(write)).resolves.toEqual([]);
    clock.mockRestore();
    await database.close();
  });
});
