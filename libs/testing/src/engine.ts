import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '#event-store';
import type { Caller, Engine, EngineOptions, Wake } from '#engine';
import type { Keys } from '#vault';
import { freshDatabase, type FreshDatabase } from './database';

export interface TestEngine {
  engine: Engine;
  database: Database;
  keys: Keys;
  urls: FreshDatabase;
  /** Every wake of every commit, in order. */
  wakes: Wake[];
  /** A call of its own; with a key the same call again. */
  caller(key?: string, request?: string): Caller;
  /** Moves the business clock forward. */
  advance(ms: number): Promise<void>;
  /** Moves it to an instant, also back. */
  setClock(at: number): Promise<void>;
  close(): Promise<void>;
}

/** The real engine on a database of its own, or on that of `urls`, with a clock that the test moves. */
export async function testEngine(
  options: Partial<EngineOptions> & { poolSize?: number; urls?: FreshDatabase; prepare?: (urls: FreshDatabase) => Promise<void> } = {},
): Promise<TestEngine> {
  // Only here, so that pure tests do not load a database driver.
  const [{ openDatabase }, { Keys }, { assembleEngine }] = await Promise.all([import('#event-store'), import('#vault'), import('#kernel')]);
  const urls = options.urls ?? (await freshDatabase());
  await options.prepare?.(urls);
  const database = await openDatabase({ url: urls.url, applicationName: 'test', poolSize: options.poolSize ?? 10, plansOnce: true });
  const keys = new Keys(randomBytes(32));
  const wakes: Wake[] = [];
  const { engine } = assembleEngine(
    { database, keys, clock: 'offset', buildId: 'test', afterCommit: (woken) => wakes.push(...woken) },
    options,
  );
  const move = (ms: number) => database.query('UPDATE dev.clock SET offset_ms = offset_ms + $1', [Math.round(ms)]);
  return {
    engine,
    database,
    keys,
    urls,
    wakes,
    caller: (key = randomUUID(), request = 'request') => ({
      client: 'test',
      commandId: keys.commandId('test', undefined, key),
      requestHash: keys.hmac('request', request),
      actor: { principalId: 'b9a1f0de-0000-4000-8000-000000000001', authn: 'api-key' },
      traceId: key.padEnd(32, '0').slice(0, 32),
    }),
    advance: async (ms) => void (await move(ms)),
    setClock: async (at) => void (await move(at - (await engine.now()))),
    close: async () => {
      await database.close();
      await urls.drop();
    },
  };
}
