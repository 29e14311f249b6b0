import { EventEmitter, once } from 'node:events';
import { listen } from '#event-store';
import { life, testEngine, type TestEngine } from '#testing';
import { owedChannel, owedIn, tellOwed } from './owed-news';

let test: TestEngine;
let heard: EventEmitter;
let listening: ReturnType<typeof listen>;
const told: string[] = [];

beforeAll(async () => {
  test = await testEngine({ owed: (effectIds) => (told.push(...effectIds), tellOwed(test.database)(effectIds)) });
  heard = new EventEmitter();
  listening = listen({
    url: test.urls.url,
    applicationName: 'test-listener',
    channel: owedChannel,
    heard: (payload) => payload !== undefined && void heard.emit('owed', owedIn(payload)),
    lost: (error) => void heard.emit('error', error),
  });
  await listening.begun;
});
afterAll(async () => {
  await listening?.close();
  await test?.close();
});

/** The ids of the next notification. */
async function next(work: () => unknown): Promise<readonly string[]> {
  const notified = once(heard, 'owed', { signal: AbortSignal.timeout(10_000) });
  await work();
  return ((await notified) as [readonly string[]])[0];
}

const owed = async () =>
  (await test.database.query<{ id: string }>(`SELECT effect_id AS id FROM es.effects WHERE state = 'owed'`)).map(({ id }) => id);

describe('what a commit owes', () => {
  it('is told to the workers after it, by the ids of its effects', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613700000101');
    expect(told).toEqual([]);
    const ids = await next(() => steps.deregister(accountId));
    expect(ids).toEqual(told);
    expect([...ids].sort()).toEqual((await owed()).sort());
  });

  it('is told in several notifications where it is much', async () => {
    const ids = Array.from({ length: 31 }, (_, n) => `account:${n}:cause:kind:1`.padEnd(190, '0'));
    const first = await next(async () => {
      const rest = once(heard, 'owed', { signal: AbortSignal.timeout(10_000) });
      tellOwed(test.database)(ids);
      await rest;
    });
    expect(first).toHaveLength(30);
  });

  it('is lost where PostgreSQL is away, and fails nobody', async () => {
    const away = { query: () => Promise.reject(new Error('away')) };
    expect(() => tellOwed(away)(['account:1:cause:kind:1'])).not.toThrow();
    await new Promise((done) => setImmediate(done));
  });
});
