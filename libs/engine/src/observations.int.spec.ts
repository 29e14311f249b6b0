import { randomUUID } from 'node:crypto';
import { day, observationPolicy, type Account } from '#domain';
import { lockStreams, openDatabase } from '#event-store';
import { eventually, lawbreakers, life, sentBy, testEngine, type Life, type TestEngine } from '#testing';
import { deleteOldest } from './expired';
import { eraseSomeObservations, insertObservations } from './observations';

let test: TestEngine;
let steps: Life;
let account: string;
let phones = 0;
const client = randomUUID();
const today = Math.floor(Date.now() / day) * day;

beforeAll(async () => {
  test = await testEngine();
  steps = life(test);
});
beforeEach(async () => {
  account = `account:${(await steps.takeIn(`+86138002${String((phones += 1)).padStart(5, '0')}`)).accountId}`;
});
afterAll(() => test.close());

type Signal = Parameters<TestEngine['engine']['observe']>[2]['observed'][number];
const signal = (at: number, id: string = randomUUID()): Signal => ({ source: 'chat', id, type: 'activity', at, body: {} });
const standing = async (streamId = account) => (await test.engine.read(streamId))!;
const state = async () => (await standing()).state as unknown as Account & { lastActivityAt?: number };

/** As the API does: the state is read first, without a lock. */
const observe = async (...observed: Signal[]) => {
  const actor = { principalId: client, authn: 'api-key' };
  await test.engine.observe(account, await state(), { client, actor, traceId: '0'.repeat(32), observed });
};
const recorded = () =>
  test.database.query<{ day: number; origin: string; actor: string }>(
    `SELECT (data->>'day')::float8 AS day, meta->>'origin' AS origin, meta->>'actor' AS actor FROM es.events
       WHERE stream_id = $1 AND type = 'ActivityRecorded' ORDER BY version`,
    [account],
  );
const rows = async () =>
  (await test.database.query<{ n: number }>('SELECT count(*)::int AS n FROM es.observations WHERE stream_id = $1', [account]))[0]!.n;

describe('observations about an account', () => {
  it('are rows, and one event on the first of a day: of origin observation, by the service that sent it', async () => {
    await observe(signal(today + 1));
    await observe(signal(today + 2));
    await observe(signal(today + day));
    expect(await recorded()).toEqual([today, today + day].map((each) => ({ day: each, origin: 'observation', actor: client })));
    expect([await rows(), (await state()).lastActivityAt]).toEqual([3, today + day]);
    expect(await lawbreakers(test.urls)).toEqual([]);
  });

  it('are one event also where fifty first ones of a day come at once, and none of them is lost', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => observe(signal(today + n))));
    expect([(await recorded()).length, await rows()]).toEqual([1, 50]);
  });

  it('are taken once by source and id, however often a call is repeated', async () => {
    const own = [signal(today), signal(today + day), signal(today)];
    for (let time = 0; time < 3; time += 1) await observe(...own);
    await Promise.all(Array.from({ length: 10 }, () => observe(...own)));
    expect([(await recorded()).map((each) => each.day), await rows()]).toEqual([[today + day], 3]);
  });

  it('are two where one id is about two accounts, and the first where it comes again with another content', async () => {
    const own = signal(today);
    const again = { ...own, at: today + day };
    await observe(own);
    await observe(again);
    const rowOf = (each: Signal) => ({ ...each, streamId: account, client });
    expect(await test.engine.findChanged([rowOf(own), rowOf(again), rowOf(signal(today))])).toEqual([1]);
    expect(await rows()).toBe(1);
    account = `account:${(await steps.takeIn('+8613800280001')).accountId}`;
    await observe(own);
    expect(await rows()).toBe(1);
  });

  it('move nothing where an older day comes after a newer one: a row is kept of it', async () => {
    await observe(signal(today));
    const before = await standing();
    await observe(signal(today - day), signal(today - 3 * day));
    expect([(await standing()).version, (await state()).lastActivityAt, await rows()]).toEqual([before.version, today, 3]);
  });

  it('wake no workflow and move no ETag: nothing waits for them', async () => {
    const { revision } = await standing();
    test.wakes.length = 0;
    await observe(signal(today));
    expect([test.wakes, (await standing()).revision]).toEqual([[], revision]);
  });

  it('stand together with their event or not at all: where the commit fails, the same call makes up for both', async () => {
    const first = signal(today);
    // The row comes last, so that only it fails.
    await expect(observe({ ...first, id: 'no uuid' })).rejects.toThrow();
    expect([await recorded(), await rows()]).toEqual([[], 0]);
    await observe(first);
    expect([(await recorded()).length, await rows()]).toEqual([1, 1]);
  });

  it('make up for an event that was not recorded when their row was: the threshold is what is recorded', async () => {
    const first = signal(today);
    // What a program leaves that had read a frozen account: a row alone.
    await test.engine.observe(account, { ...(await state()), frozenBy: randomUUID() } as Account, {
      ...{ client, actor: { principalId: client, authn: 'api-key' }, traceId: '0'.repeat(32) },
      observed: [first],
    });
    expect([await recorded(), await rows()]).toEqual([[], 1]);
    await observe(first);
    expect([(await recorded()).length, await rows()]).toEqual([1, 1]);
  });

  it('record nothing while the account is frozen, and go on from where it stood after the undo', async () => {
    await observe(signal(today));
    const { deregistrationId } = await steps.deregister(account.split(':')[1]!);
    await observe(signal(today + day));
    expect([(await recorded()).length, await rows()]).toEqual([1, 2]);
    await steps.revoke(deregistrationId, await steps.challenge(deregistrationId));
    expect((await state()).lastActivityAt).toBe(today);
    await observe(signal(today + day));
    expect((await state()).lastActivityAt).toBe(today + day);
  });

  it('are refused under lock where the state that was read has moved on: the rule decides, and the row is kept', async () => {
    const read = await state();
    const { deregistrationId } = await steps.deregister(account.split(':')[1]!);
    expect(deregistrationId).toEqual(expect.any(String));
    await test.engine.observe(account, read, {
      client,
      actor: { principalId: client, authn: 'api-key' },
      traceId: '0'.repeat(32),
      observed: [signal(today)],
    });
    expect([await recorded(), await rows()]).toEqual([[], 1]);
  });
});

describe('what a hundred thousand observations cost', () => {
  const many = 20_000;
  const seed = () =>
    test.database.query(
      `INSERT INTO es.observations (client, source, observation_id, stream_id, type, occurred_at, body)
       SELECT $1, 'chat', gen_random_uuid(), $2, 'activity', to_timestamp($3::float8 / 1000) - n * interval '1 minute', '{}' FROM generate_series(1, $4) n`,
      [client, account, today, many],
    );
  const cost = async (work: () => Promise<unknown>) => {
    const { statements, roundTrips, answers } = await sentBy(work);
    return { statements: statements.length, roundTrips, answers };
  };

  it('nothing for a command on the account: statements, round trips and bytes are the same', async () => {
    const other = await steps.takeIn('+8613800990001');
    const without = await cost(() => steps.deregister(other.accountId));
    await seed();
    await observe(signal(today));
    const before = await standing();
    const among = await cost(() => steps.deregister(account.split(':')[1]!));
    // Beside the last activity, which stands in the state, and its version.
    expect(among).toEqual({ ...without, answers: expect.any(Number) as number });
    expect(among.answers - without.answers).toBeLessThan(60);
    expect(before.version).toBe(2);
  });

  it('one statement each, which waits for nobody who works on the account', async () => {
    await observe(signal(today));
    const { statements, roundTrips } = await sentBy(async () => {
      const now = await state();
      await test.database.transaction(async (tx) => {
        await lockStreams(tx, new Map([[account, 'move']]));
        const actor = { principalId: client, authn: 'api-key' };
        await test.engine.observe(account, now, { client, actor, traceId: '0'.repeat(32), observed: [signal(today + 5)] });
      });
    });
    // The read, the transaction with its lock (START TRANSACTION, the lock, COMMIT), and the insert.
    expect([statements.length, roundTrips]).toEqual([5, 4]);
    expect(await rows()).toBe(2);
  });
});

describe('observations that are over', () => {
  it('are deleted so many days after they came, the oldest first and in bites', async () => {
    const ids = Array.from({ length: 4 }, () => randomUUID());
    await observe(...ids.map((id) => signal(today, id)));
    const owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'ages', poolSize: 1 });
    const cameAgo = (id: string, interval: string) =>
      owner.query(
        `UPDATE es.observations SET received_at = clock_timestamp() - $2 * interval '1 day' - $3::interval WHERE observation_id = $1`,
        [id, observationPolicy.keptDays, interval],
      );
    await Promise.all(['1 day', '1 hour', '1 minute', '-1 minute'].map((interval, n) => cameAgo(ids[n]!, interval)));
    await owner.close();
    const left = async () =>
      (await test.database.query<{ id: string }>('SELECT observation_id AS id FROM es.observations WHERE stream_id = $1', [account])).map(
        ({ id }) => id,
      );
    const bite = () => test.database.transaction((tx) => deleteOldest(tx, 'observations', observationPolicy.keptDays, 2));
    expect([await bite(), new Set(await left())]).toEqual([2, new Set(ids.slice(2))]);
    expect([await bite(), await left()]).toEqual([1, [ids[3]]]);
  });

  it('are erased with the account, in bites, and those of no other', async () => {
    await observe(signal(today), signal(today + 1));
    const own = account;
    const other = `account:${(await steps.takeIn('+8613800990002')).accountId}`;
    account = other;
    await observe(signal(today));
    account = own;
    const bite = () => eraseSomeObservations(test.database, own);
    expect([await bite(), await bite(), await rows()]).toEqual([{ erased: 2, more: false }, { erased: 0, more: false }, 0]);
    account = other;
    expect(await rows()).toBe(1);
  });

  it('are found by index where one of many accounts is purged: no table is read as a whole', async () => {
    const owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'plans', poolSize: 1, unhurried: true });
    await owner.query('SET statement_timeout = 0');
    await owner.query(
      `INSERT INTO es.observations (client, source, observation_id, stream_id, type, occurred_at, body)
       SELECT $1, 'plans', gen_random_uuid(), 'account:' || n % 1000, 'activity', clock_timestamp(), '{}' FROM generate_series(1, 100000) n`,
      [client],
    );
    await owner.query('ANALYZE es.observations');
    const { statements } = await sentBy(() => eraseSomeObservations(test.database, 'account:7'));
    const erase = statements.find((statement) => statement.includes('DELETE FROM es.observations'))!;
    const plan = await owner.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${erase}`, ['account:7', 5_000]);
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).not.toContain('Seq Scan');
    await owner.query(`DELETE FROM es.observations WHERE source = 'plans'`);
    await owner.close();
  });

  describe('while the account is purged', () => {
    const observed = (at: number) => ({ ...signal(at), client });
    /** Up to its end: the last step of the purge is begun, and has erased what there was. Returns how it ends. */
    const upToTheEnd = async () => {
      const { deregistrationId } = await steps.deregister(account.split(':')[1]!);
      await test.advance(14 * day);
      await test.engine.fireDeadline(`deregistration:${deregistrationId}`, 'EndCoolingOff');
      await eraseSomeObservations(test.database, account);
      return () => steps.performAll(deregistrationId);
    };

    it('go with it also where they come after the last step of the purge has erased the others', async () => {
      await observe(signal(today));
      const ending = await upToTheEnd();
      await observe(signal(today + 1), signal(today + 2));
      expect(await rows()).toBe(2);
      await ending();
      expect([(await standing()).state.status, await rows()]).toEqual(['purged', 0]);
    });

    it('go with it also where they are being written when it ends', async () => {
      const ending = await upToTheEnd();
      const done = await test.database.transaction(async (tx) => {
        await insertObservations(tx, [{ ...observed(today), streamId: account }]);
        const ended = ending();
        await eventually('the end waits', waiting, (count) => count > 0);
        return { ended };
      });
      await done.ended;
      expect([(await standing()).state.status, await rows()]).toEqual(['purged', 0]);
    });

    it('are written no more from the moment on in which it ends, also before its commit', async () => {
      const ending = await upToTheEnd();
      const read = await state();
      const actor = { principalId: client, authn: 'api-key' };
      const begun = await test.database.transaction(async (tx) => {
        // The end writes a wake of the account, and waits for this one.
        await tx.query(`DELETE FROM es.wakes`);
        await tx.query(`INSERT INTO es.wakes (stream_id, version, reason) VALUES ($1, 1, 'Swept')`, [account]);
        const ended = ending();
        await eventually('the end waits', waiting, (count) => count === 1);
        const written = test.engine.observe(account, read, { client, actor, traceId: '0'.repeat(32), observed: [signal(today)] });
        await eventually('the insert waits', waiting, (count) => count === 2);
        return { all: Promise.all([ended, written]) };
      });
      await begun.all;
      expect([(await standing()).state.status, await rows()]).toEqual(['purged', 0]);
    });

    const waiting = async () =>
      (
        await test.database.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        )
      )[0]!.n;
  });

  it('are written about no account that has ended meanwhile', async () => {
    const read = await state();
    const { deregistrationId } = await steps.deregister(account.split(':')[1]!);
    await test.advance(14 * day);
    await test.engine.fireDeadline(`deregistration:${deregistrationId}`, 'EndCoolingOff');
    await steps.performAll(deregistrationId);
    expect((await standing()).state.status).toBe('purged');
    await test.engine.observe(account, read, {
      client,
      actor: { principalId: client, authn: 'api-key' },
      traceId: '0'.repeat(32),
      observed: [signal(today)],
    });
    expect(await rows()).toBe(0);
  });
});
