import { openDatabase, migrate, newestMigration, verifyChain, type Database } from '#event-store';
import { freshDatabase, life, testEngine, type TestEngine } from '#testing';

let test: TestEngine;
let owner: Database;

beforeAll(async () => {
  test = await testEngine();
  owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'owner', poolSize: 2 });
  const steps = life(test);
  for (let i = 0; i < 4; i += 1) {
    const { accountId } = await steps.takeIn(`+861380000000${i}`);
    await steps.deregister(accountId);
  }
});
afterAll(async () => {
  await owner.close();
  await test.close();
});

/** Changes events as only the owner could without the trigger, verifies, and restores them. */
const tampered = async (sql: string) => {
  const [aStream] = await owner.query<{ id: string }>(
    `SELECT stream_id AS id FROM es.streams WHERE type = 'account' ORDER BY stream_id LIMIT 1`,
  );
  await owner.query('ALTER TABLE es.events DISABLE TRIGGER USER');
  await owner.query('CREATE TABLE public.kept AS SELECT * FROM es.events');
  await owner.query(sql, [aStream!.id]);
  const { faults } = await verifyChain(owner);
  await owner.query('DELETE FROM es.events');
  await owner.query('INSERT INTO es.events SELECT * FROM public.kept');
  await owner.query('DROP TABLE public.kept');
  await owner.query('ALTER TABLE es.events ENABLE TRIGGER USER');
  return faults.map(({ fault, version }) => `${fault}@${version}`);
};

describe('events', () => {
  it.each([`UPDATE es.events SET type = 'Forged'`, 'DELETE FROM es.events', 'TRUNCATE es.events'])(
    'are append-only for the owner too: %s',
    async (sql) => {
      await expect(owner.query(sql)).rejects.toThrow(/append-only/);
    },
  );

  it.each([
    `UPDATE es.events SET type = 'Forged'`,
    'DELETE FROM es.events',
    'TRUNCATE es.events',
    'ALTER TABLE es.events DISABLE TRIGGER USER',
    'UPDATE es.global_pos SET last_value = 1',
  ])('cannot be changed by the application: %s', async (sql) => {
    await expect(test.database.query(sql)).rejects.toThrow(/permission denied|must be owner|cannot change sequence/);
  });

  it('are gapless in each stream', async () => {
    const gaps = await owner.query(
      'SELECT stream_id FROM es.events GROUP BY stream_id HAVING max(version) <> count(*) OR min(version) <> 1',
    );
    expect(gaps).toEqual([]);
  });

  it('name origin, actor, how the actor was authenticated, correlation, trace and build', async () => {
    const bare = await owner.query(
      `SELECT 1 FROM es.events WHERE NOT meta ?& array['origin', 'actor', 'authn', 'correlation', 'traceId', 'build']`,
    );
    expect(bare).toEqual([]);
  });
});

describe('the chain', () => {
  it('verifies as it was written', async () => {
    expect(await verifyChain(owner)).toEqual({ events: 12, faults: [] });
  });

  it.each([
    [
      'a changed instant',
      `UPDATE es.events SET data = jsonb_set(data, '{activatedAt}', '1') WHERE stream_id = $1 AND version = 1`,
      ['hash@1'],
    ],
    [
      'a changed actor',
      `UPDATE es.events SET meta = jsonb_set(meta, '{actor}', '"nobody"') WHERE stream_id = $1 AND version = 2`,
      ['hash@2'],
    ],
    ['a dropped first event', 'DELETE FROM es.events WHERE stream_id = $1 AND version = 1', ['gap@2', 'hash@2']],
    ['a dropped last event', 'DELETE FROM es.events WHERE stream_id = $1 AND version = 2', ['head@1']],
  ])('shows %s', async (_, sql, faults) => {
    expect(await tampered(sql)).toEqual(faults);
  });
});

describe('migrations', () => {
  it('bring a database to head once, however many start at the same time', async () => {
    const database = await freshDatabase();
    await Promise.all(Array.from({ length: 4 }, () => migrate({ url: database.ownerUrl })));
    const fresh = await openDatabase({ url: database.ownerUrl, applicationName: 'owner', poolSize: 1 });
    const applied = await fresh.query<{ name: string }>('SELECT name FROM tenure_migrations ORDER BY id');
    expect(new Set(applied.map(({ name }) => name)).size).toBe(applied.length);
    expect(applied[applied.length - 1]!.name).toBe(newestMigration);
    await fresh.close();
    await database.drop();
  });

  it('wait for each other on an empty database', async () => {
    const database = await freshDatabase();
    const fresh = await openDatabase({ url: database.ownerUrl, applicationName: 'owner', poolSize: 1 });
    await fresh.query('DROP SCHEMA es, vault, iam, rm, dev CASCADE');
    const [all] = await fresh.query<{ n: number }>('SELECT count(*)::int AS n FROM tenure_migrations');
    await fresh.query('DROP TABLE tenure_migrations');
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate({ url: database.ownerUrl })));
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, 0, all!.n]);
    await fresh.close();
    await database.drop();
  });
});
