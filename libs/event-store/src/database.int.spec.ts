import { Client } from 'pg';
import { freshDatabase, sentBy, type FreshDatabase } from '#testing';
import { openDatabase, plannedAnew, together, type Database, type Tx } from './database';
import { isPassing } from './passing';

let fresh: FreshDatabase;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  // One connection: each transaction gets what the one before left on it.
  database = await openDatabase({ url: fresh.url, applicationName: 'database-spec', poolSize: 1 });
});
afterAll(async () => {
  await database?.close();
  await fresh?.drop();
});
beforeEach(() => database.query('DELETE FROM es.sweeps'));

/** Into any table with a key that the application may write. */
const note = (tx: Tx, n: number) =>
  tx.query<{ n: number }>(
    'INSERT INTO es.sweeps (stream_id, version, raises, next_at) VALUES ($1::int::text, $1::int, 0, now()) RETURNING version AS n',
    [n],
  );
const notes = async () => (await database.query<{ n: number }>('SELECT version AS n FROM es.sweeps ORDER BY version')).map(({ n }) => n);

describe('a transaction', () => {
  it('starts with its first statement; statements sent together are one round trip, answered in order', async () => {
    const { statements, roundTrips } = await sentBy(() =>
      database.transaction(async (tx) => {
        expect(await together([note(tx, 1), note(tx, 2), note(tx, 3)])).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
        await note(tx, 4);
      }),
    );
    expect([statements.at(0), statements.length, statements.at(-1), roundTrips]).toEqual(['START TRANSACTION', 6, 'COMMIT', 3]);
    expect(await notes()).toEqual([1, 2, 3, 4]);
  });

  it('with a failed statement leaves nothing, throws that failure and not the later ones, and its connection works again', async () => {
    const doomed = database.transaction((tx) => together([note(tx, 1), note(tx, 1), note(tx, 2)]));
    await expect(doomed).rejects.toMatchObject({ code: '23505' });
    expect(await notes()).toEqual([]);
    await database.transaction((tx) => note(tx, 5));
    expect(await notes()).toEqual([5]);
  });

  it('commits right behind its last statements, and does not if one of them fails', async () => {
    const { roundTrips } = await sentBy(() => database.transaction(async (tx) => tx.withCommit([note(tx, 1), note(tx, 2)])));
    expect([roundTrips, await notes()]).toEqual([1, [1, 2]]);
    const doomed = database.transaction(async (tx) => tx.withCommit([note(tx, 3), note(tx, 1), note(tx, 4)]));
    await expect(doomed).rejects.toMatchObject({ code: '23505' });
    expect(await notes()).toEqual([1, 2]);
  });

  it('throws the first failure, even if its work waits for a later statement', async () => {
    const doomed = database.transaction(async (tx) => {
      tx.withCommit([note(tx, 1), note(tx, 1)]);
      await note(tx, 2);
    });
    await expect(doomed).rejects.toMatchObject({ code: '23505' });
    expect(await notes()).toEqual([]);
  });

  it('whose failure was ignored is not reported as committed', async () => {
    const hidden = database.transaction(async (tx) => {
      await note(tx, 1);
      await note(tx, 1).catch(() => undefined);
    });
    await expect(hidden).rejects.toThrow('ended with ROLLBACK');
    expect(await notes()).toEqual([]);
  });

  it('whose work throws is rolled back, whatever it has sent', async () => {
    await expect(
      database.transaction(async (tx) => {
        void note(tx, 1);
        throw new Error('gave up');
      }),
    ).rejects.toThrow('gave up');
    expect(await notes()).toEqual([]);
  });

  it('is rolled back although a statement fails that was sent just before', async () => {
    const thrown = database.transaction(async (tx) => {
      await note(tx, 1);
      note(tx, 1).catch(() => undefined);
      throw new Error('gave up');
    });
    await expect(thrown).rejects.toThrow('gave up');
    await database.transaction((tx) => note(tx, 2));
    expect(await notes()).toEqual([2]);
  });

  it('goes on behind what it has sent and not waited for, in order', async () => {
    await database.transaction(async (tx) => {
      const first = note(tx, 1);
      await new Promise((resolve) => setImmediate(resolve));
      await together([note(tx, 2), first]);
      expect(await tx.query('SELECT version AS n FROM es.sweeps ORDER BY version')).toEqual([{ n: 1 }, { n: 2 }]);
    });
  });

  it('takes several statements in one text, which travel alone', async () => {
    const { roundTrips } = await sentBy(() =>
      database.transaction(async (tx) => {
        await together([note(tx, 1), tx.query('UPDATE es.sweeps SET raises = 1; UPDATE es.sweeps SET raises = raises + 1'), note(tx, 2)]);
      }),
    );
    expect([roundTrips, await database.query('SELECT version AS n, raises FROM es.sweeps ORDER BY version')]).toEqual([
      4,
      [
        { n: 1, raises: 2 },
        { n: 2, raises: 0 },
      ],
    ]);
    await expect(database.query('SELECT 1; SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
  });

  it('tells of a parameter that cannot be written before it sends anything', async () => {
    const endless: { self?: unknown } = {};
    endless.self = endless;
    await expect(database.transaction((tx) => together([note(tx, 1), tx.query('SELECT $1::json', [endless])]))).rejects.toThrow('circular');
    expect(await notes()).toEqual([]);
  });

  it('whose connection is lost fails as a whole, and the next one gets another connection', async () => {
    const lost = database.transaction(async (tx) => {
      await note(tx, 1);
      await together([tx.query('SELECT pg_terminate_backend(pg_backend_pid())'), note(tx, 2), note(tx, 3)]);
    });
    await expect(lost).rejects.toThrow();
    expect(await notes()).toEqual([]);
  });
});

describe('a pool that plans once', () => {
  let once: Database;
  beforeEach(
    async () => void (once = await openDatabase({ url: fresh.url, applicationName: 'database-spec', poolSize: 1, plansOnce: true })),
  );
  afterEach(() => once.close());

  it('prepares each statement once a connection, and keeps one plan for any parameters; another pool asks anew', async () => {
    const byIds = (...ids: string[]) => once.query('SELECT version FROM es.streams WHERE stream_id = ANY ($1)', [ids]);
    for (const ids of [['a:1'], ['a:1', 'a:2'], []]) await byIds(...ids);
    const plans = `SELECT generic_plans::int AS kept, custom_plans::int AS anew FROM pg_prepared_statements WHERE statement LIKE 'SELECT version FROM es.streams%'`;
    expect(await once.query(plans)).toEqual([{ kept: 3, anew: 0 }]);
    expect(await database.query(plans)).toEqual([]);
  });

  describe('and whose connection is left with a statement that it cannot execute', () => {
    const other = (sql: string) =>
      new Promise<void>((resolve, reject) => {
        const owner = new Client({ connectionString: fresh.ownerUrl });
        owner
          .connect()
          .then(() => owner.query(sql))
          .then(() => resolve(), reject)
          .finally(() => void owner.end());
      });
    const plain = 'SELECT * FROM es.sweeps';
    it.each([
      // https://github.com/panates/postgrejs/issues/16: a pooler between the two, or a person, has dropped it.
      ['because the server does not know it any more', () => once.query('DEALLOCATE ALL')],
      // https://github.com/porsager/postgres/issues/120
      ['because its result has changed', () => other('ALTER TABLE es.sweeps ADD COLUMN IF NOT EXISTS of_a_newer_release text')],
    ])('%s: it passes, and the next one is prepared anew', async (_, spoil) => {
      await once.query(plain);
      await spoil();
      const failure = await once.query(plain).catch((error: unknown) => error);
      expect([failure instanceof Error, isPassing(failure)]).toEqual([true, true]);
      for (let n = 0; n < 3; n += 1) expect(await once.query(plain)).toEqual([]);
      await expect(once.transaction((tx) => tx.query(plain))).resolves.toEqual([]);
    });

    // https://github.com/brianc/node-postgres/issues/1813
    it('because its first preparation failed with its transaction: it is prepared again', async () => {
      const late = 'SELECT 7 AS n WHERE $1::int IS NOT NULL';
      const doomed = once.transaction((tx) => together([tx.query('SELECT 1 / $1::int', [0]), tx.query(late, [1]), tx.query(late, [2])]));
      await expect(doomed).rejects.toMatchObject({ code: '22012' });
      expect(await Promise.all([once.query(late, [1]), once.query(late, [1])])).toEqual([[{ n: 7 }], [{ n: 7 }]]);
      expect(await once.transaction((tx) => together([tx.query(late, [1]), tx.query(late, [2])]))).toEqual([[{ n: 7 }], [{ n: 7 }]]);
    });
  });

  it('prepares a statement anew that failed when it was prepared, or stood behind one that failed', async () => {
    const once = await openDatabase({ url: fresh.url, applicationName: 'database-spec', poolSize: 1, plansOnce: true });
    try {
      const share = (n: number) => 'SELECT 12 / $1::int AS share, $2::text[] AS names'.replace('12', String(n));
      const ask = (tx: Pick<Tx, 'query'>, n: number, by: number) => tx.query(share(n), [by, ['a', null, '"']]);
      await expect(once.transaction((tx) => together([ask(tx, 12, 0), ask(tx, 6, 1), ask(tx, 6, 1)]))).rejects.toMatchObject({
        code: '22012',
      });
      await expect(once.query('SELECT nothing FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
      for (let i = 0; i < 2; i++)
        expect(await once.transaction((tx) => together([ask(tx, 12, 4), ask(tx, 6, 3), ask(tx, 6, 2)]))).toEqual([
          [{ share: 3, names: ['a', null, '"'] }],
          [{ share: 2, names: ['a', null, '"'] }],
          [{ share: 3, names: ['a', null, '"'] }],
        ]);
    } finally {
      await once.close();
    }
  });

  it('plans a statement anew where that is asked for, and takes no other one for it', async () => {
    const asked = (text: string) => once.query<{ n: number }>(plannedAnew(text));
    expect([await asked('SELECT 1 AS n'), await asked('SELECT 2 AS n'), await asked('SELECT 1 AS n')]).toEqual([
      [{ n: 1 }],
      [{ n: 2 }],
      [{ n: 1 }],
    ]);
    expect(await database.query('SELECT 3 AS n')).toEqual([{ n: 3 }]);
  });

  it('goes by index also where the table is small', async () => {
    const plan = await once.query<Record<string, string>>(`EXPLAIN SELECT FROM es.streams WHERE stream_id = 'a:1'`);
    expect(JSON.stringify(plan)).toContain('streams_pkey');
  });
});
