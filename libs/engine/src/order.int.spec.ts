import { day } from '#domain';
import { sweep, type Outcome } from '#engine';
import { lockStreams, lockTask } from '#event-store';
import { withClient } from '#stack';
import { eventually, life, sentBy, testEngine, type Life, type TestEngine } from '#testing';

let test: TestEngine;
beforeAll(async () => void (test = await testEngine()));
afterAll(() => test.close());

/** Each wake takes its time, so that who writes several holds the first while it wants the next. */
const slowly = (seconds: number) =>
  withClient(test.urls.ownerUrl, async (client) => {
    await client.query(
      `CREATE FUNCTION es.slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(${seconds}); RETURN NEW; END'`,
    );
    await client.query('CREATE TRIGGER slowly BEFORE INSERT ON es.wakes FOR EACH ROW EXECUTE FUNCTION es.slowly()');
  });

describe('the wakes of several processes', () => {
  it('are written in one order by the sweeper and by commands: no deadlock', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613700000031');
    // The account is overdue for longer than the deregistration, so that the sweeper finds it first.
    await test.advance(5 * day);
    const { deregistrationId } = await steps.deregister(accountId);
    await steps.performAll(deregistrationId);
    await test.database.query('DELETE FROM es.wakes');
    await test.advance(8 * day);
    const proof = await steps.challenge(deregistrationId);
    await slowly(0.6);
    let answers: unknown;
    const { failures } = await sentBy(async () => {
      answers = await Promise.all([sweep(test.database, 'offset'), steps.revoke(deregistrationId, proof)]);
    });
    expect(answers).toMatchObject([{ woken: 2 }, { answer: { ok: true } }]);
    expect(failures).toEqual([]);
  });
});

describe('the wake and the task of one process', () => {
  it('are written in one order by the sweeper and by an operator who tries now: no deadlock', async () => {
    const steps = life(test);
    const { accountId } = await steps.takeIn('+8613700000032');
    const { deregistrationId } = await steps.deregister(accountId);
    const streamId = `deregistration:${deregistrationId}`;
    await test.database.query(`UPDATE es.effects SET owed_since = owed_since - interval '1 hour' WHERE stream_id = $1`, [streamId]);
    for (let raises = 0; raises < 3; raises += 1) {
      await sweep(test.database, 'offset');
      await test.database.query(`UPDATE es.sweeps SET next_at = clock_timestamp() - interval '1 second'`);
    }
    await test.database.query('DELETE FROM es.wakes');
    const [task] = await test.database.query<{ taskId: string }>(
      `SELECT task_id AS "taskId" FROM es.operator_tasks WHERE stream_id = $1 AND kind = 'overdue' AND resolved_at IS NULL`,
      [streamId],
    );
    const waiting = () =>
      test.database.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    let swept: Promise<unknown> | undefined;
    const { failures } = await sentBy(async () => {
      await test.engine.tryNow(test.caller(), { streamId, kind: 'overdue', ref: '' }, async (tx, tryIt) => {
        await tryIt();
        if (!swept) {
          swept = sweep(test.database, 'offset');
          await eventually('the sweeper waits', waiting, ({ length }) => length === 1);
        }
        await lockTask(tx, task!.taskId);
        return { ok: true, body: null };
      });
      await swept;
    });
    expect(failures).toEqual([]);
    expect(await swept).not.toHaveProperty('failure');
  });
});

describe('the account of the acting person and the process of If-Match', () => {
  /** Its deregistration has the lower turn, so that who moves both takes that one first. */
  async function leaving(steps: Life): Promise<{ accountId: string; deregistrationId: string }> {
    for (let n = 0; ; n += 1) {
      const { accountId } = await steps.takeIn(`+86137000001${String(n).padStart(2, '0')}`);
      const { deregistrationId } = await steps.deregister(accountId);
      const [row] = await test.database.query<{ lower: boolean }>('SELECT hashtext($1) < hashtext($2) AS lower', [
        `deregistration:${deregistrationId}`,
        `account:${accountId}`,
      ]);
      if (row!.lower) return { accountId, deregistrationId };
    }
  }

  it('are locked in the order of commands that move both: no deadlock', async () => {
    const steps = life(test);
    const { accountId, deregistrationId } = await leaving(steps);
    const proof = await steps.challenge(deregistrationId);
    const standing = { streamId: `account:${accountId}`, refuse: () => undefined };
    const asks = () =>
      test.engine.executeWithoutStream(
        { ...test.caller(), standing, ifMatch: 1 },
        async () => ({ ok: true, body: {} }),
        `deregistration:${deregistrationId}`,
      );
    const waiting = () =>
      test.database.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    const begun: Promise<Outcome>[] = [];
    const { failures } = await sentBy(async () => {
      await test.database.transaction(async (tx) => {
        await lockStreams(tx, new Map([[standing.streamId, 'move']]));
        for (const ask of [asks, () => steps.revoke(deregistrationId, proof)]) {
          begun.push(ask());
          await eventually('it waits', waiting, ({ length }) => length === begun.length);
        }
      });
      await Promise.all(begun);
    });
    expect(failures).toEqual([]);
  });
});
