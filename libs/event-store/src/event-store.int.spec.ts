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

/** What only the superuser could do, rolled back at the end. */
const faultsAfter = async (...sql: string[]): Promise<string[]> => {
  const ours = new Error('roll back');
  let found: string[] = [];
  const changed = owner.transaction(async (tx) => {
    await tx.query('ALTER TABLE es.events DISABLE TRIGGER USER');
    for (const statement of sql) await tx.query(statement);
    const { faults } = await verifyChain(tx);
    found = faults.map(({ fault, streamId, version, table }) => `${fault} ${streamId.split(':')[0]}@${version} ${table ?? ''}`.trim());
    throw ours;
  });
  await expect(changed).rejects.toBe(ours);
  return found;
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
    const far: number[][] = [];
    expect(await verifyChain(owner, undefined, (...step) => far.push(step))).toEqual({ events: 12, faults: [] });
    expect(far).toEqual([[12, 12]]);
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

describe('a stream', () => {
  const one = (type: string) => `(SELECT min(stream_id) FROM es.streams WHERE type = '${type}')`;
  const eventsOf = (type: string) => `DELETE FROM es.events WHERE stream_id = ${one(type)}`;
  const only = (table: string, type: string) =>
    ['es.streams', 'es.effects', 'es.commands', 'es.wakes', 'rm.process', 'rm.account_timeline']
      .filter((other) => other !== table)
      .map((other) => `DELETE FROM ${other} WHERE stream_id = '${type}'`);

  it('whose events are all gone is named by every table that still knows it', async () => {
    expect(await faultsAfter(eventsOf('deregistration'))).toEqual([
      'events-gone deregistration@1 es.streams',
      'events-gone deregistration@1 es.effects',
      'events-gone deregistration@1 es.commands',
      'events-gone deregistration@1 es.wakes',
      'events-gone deregistration@1 rm.process',
      'events-gone deregistration@1 rm.account_timeline',
    ]);
  });

  it.each(['es.streams', 'es.effects', 'es.commands', 'es.wakes', 'rm.process', 'rm.account_timeline'])(
    'whose events are all gone is found where only %s still knows it',
    async (table) => {
      const [{ id } = { id: '' }] = await owner.query<{ id: string }>(`SELECT ${one('deregistration')} AS id`);
      expect(await faultsAfter(eventsOf('deregistration'), ...only(table, id))).toEqual([`events-gone deregistration@1 ${table}`]);
    },
  );

  it.each([
    ['es.sweeps', `INSERT INTO es.sweeps VALUES ('account:lost', 1, 1, now())`],
    ['es.operator_tasks', `INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ('account:lost', 'overdue', '')`],
    [
      'rm.pending_approvals',
      `INSERT INTO rm.pending_approvals VALUES ('account:lost', '1', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now())`,
    ],
    ['es.claims', `INSERT INTO es.claims VALUES ('phone', 'k', gen_random_uuid(), gen_random_uuid(), 'held')`],
  ])('without events is found in %s', async (table, sql) => {
    expect(await faultsAfter(sql)).toEqual([`events-gone account@1 ${table}`]);
  });

  it('whose row is gone is found by its events', async () => {
    expect(await faultsAfter(`DELETE FROM es.streams WHERE stream_id = ${one('deregistration')}`)).toEqual([
      'stream-gone deregistration@1',
    ]);
  });

  it('is none where a task is about the installation itself', async () => {
    expect(
      await faultsAfter(
        `INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ('clock:00000000-0000-0000-0000-000000000000', 'clock-ahead', '')`,
      ),
    ).toEqual([]);
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
