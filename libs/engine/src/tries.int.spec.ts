import { randomBytes } from 'node:crypto';
import { life, testEngine, type Life, type TestEngine } from '#testing';
import type { Caller } from './execution';
import { sweep } from './sweep';

let test: TestEngine;
let story: Life;
beforeAll(async () => {
  test = await testEngine();
  story = life(test);
});
afterAll(() => test.close());

const kind = 'confirmDeregistration';
let people = 0;
const leaving = async () => {
  const { accountId } = await story.takeIn(`+86137${String((people += 1)).padStart(8, '0')}`);
  const { deregistrationId } = await story.deregister(accountId);
  const streamId = `deregistration:${deregistrationId}`;
  const shown = async () => (await test.engine.showControl(streamId))!.owed.find((effect) => effect.kind === kind)!;
  return { streamId, shown, effectId: (await shown()).effectId };
};
const clock = async () =>
  (await test.database.query<{ now: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now'))[0]!.now;

describe('what is known of the tries of an effect', () => {
  it('is nothing before the first one', async () => {
    const { shown, effectId } = await leaving();
    expect(await shown()).toEqual({ effectId, kind, attempts: 0 });
  });

  it('is why the last one failed, when it was, and when the next one is planned', async () => {
    const { shown, effectId } = await leaving();
    const before = await clock();
    await test.engine.begin(effectId, kind);
    expect(await shown()).toEqual({ effectId, kind, attempts: 1, lastTryAt: expect.any(Number) as number });
    await test.engine.release(effectId, { reason: 'answered-5xx', nextTryInMs: 60_000 });
    const { reason, attempts, lastTryAt, nextTryAt } = await shown();
    expect([reason, attempts]).toEqual(['answered-5xx', 1]);
    expect(lastTryAt).toBeGreaterThanOrEqual(Math.floor(before));
    expect(nextTryAt! - lastTryAt!).toBeGreaterThanOrEqual(60_000);
    await test.engine.begin(effectId, kind);
    expect(await shown()).toEqual({ effectId, kind, attempts: 2, reason, lastTryAt: expect.any(Number) as number });
  });

  it('is that the provider has not decided, and until when it is left in peace', async () => {
    const { shown, effectId } = await leaving();
    await test.engine.begin(effectId, kind);
    await test.engine.postpone(effectId, 20_000);
    const { reason, lastTryAt, nextTryAt } = await shown();
    expect(reason).toBe('undecided');
    expect(nextTryAt! - lastTryAt!).toBeGreaterThanOrEqual(20_000);
  });

  it('is what keeps it from beginning, and nothing of that is noted while a try is under way', async () => {
    const { shown, effectId } = await leaving();
    await test.engine.hold(effectId, { reason: 'clock-ahead', nextTryInMs: 10_000 });
    expect(await shown()).toMatchObject({ attempts: 0, reason: 'clock-ahead', nextTryAt: expect.any(Number) as number });
    await test.engine.begin(effectId, kind);
    await test.engine.hold(effectId, { reason: 'database', nextTryInMs: 10_000 });
    expect(await shown()).toMatchObject({ attempts: 1, reason: 'clock-ahead' });
    expect(await shown()).not.toHaveProperty('nextTryAt');
    expect(await test.engine.begin(effectId, kind)).toHaveProperty('busyForMs');
  });
});

describe('an effect that another worker tries', () => {
  const busy = async (effectId: string) => ((await test.engine.begin(effectId, kind)) as { busyForMs: number }).busyForMs;

  it('is asked for again within a second, since that try may be over long before its lease', async () => {
    const { effectId } = await leaving();
    await test.engine.begin(effectId, kind);
    expect(await busy(effectId)).toBeGreaterThan(0);
    expect(await busy(effectId)).toBeLessThanOrEqual(1_000);
  });

  it('is left in peace for the whole pause that its provider got, also one that release 0.1.0 has written', async () => {
    const { effectId } = await leaving();
    await test.engine.begin(effectId, kind);
    await test.engine.postpone(effectId, 60_000);
    expect(await busy(effectId)).toBeGreaterThan(50_000);
    await test.database.query('UPDATE es.effects SET next_try_at = NULL WHERE effect_id = $1', [effectId]);
    expect(await busy(effectId)).toBeGreaterThan(50_000);
  });
});

describe('one trouble is one task', () => {
  const open = (streamId: string) =>
    test.database.query<{ kind: string; ref: string }>(
      'SELECT kind, ref FROM es.operator_tasks WHERE stream_id = $1 AND resolved_at IS NULL ORDER BY kind',
      [streamId],
    );
  const fails = async (effectId: string, times: number) => {
    for (let n = 0; n < times; n += 1) {
      await test.engine.begin(effectId, kind);
      await test.engine.release(effectId, { reason: 'timeout', nextTryInMs: 240_000 });
    }
  };
  const sweepAll = async () => {
    for (let raises = 0; raises < 4; raises += 1) {
      await sweep(test.database, 'offset');
      await test.database.query('UPDATE es.sweeps SET next_at = clock_timestamp()');
    }
  };

  it('an effect that fails and whose next try is planned is not late as well; it is, once that instant is a minute past', async () => {
    const { streamId, effectId } = await leaving();
    const other = (await test.engine.showControl(streamId))!.owed.find((effect) => effect.effectId !== effectId)!;
    await test.engine.begin(other.effectId, other.kind);
    await test.engine.finish(other.effectId);
    await fails(effectId, 8);
    await test.database.query(
      `UPDATE es.effects SET owed_since = owed_since - interval '1 hour', lease_until = lease_until - interval '2 minutes' WHERE stream_id = $1`,
      [streamId],
    );
    await sweepAll();
    expect(await open(streamId)).toEqual([{ kind: 'effect-keeps-failing', ref: effectId }]);
    await test.database.query(`UPDATE es.effects SET next_try_at = next_try_at - interval '6 minutes' WHERE stream_id = $1`, [streamId]);
    await sweepAll();
    expect(await open(streamId)).toMatchObject([{ kind: 'effect-keeps-failing' }, { kind: 'overdue' }]);
  });

  it('an effect is not stuck beside failing, and what is stuck says more than that a process is late', async () => {
    const { streamId, effectId } = await leaving();
    await test.database.query(`INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ($1, 'overdue', '')`, [streamId]);
    await test.engine.raiseOperatorTask(streamId, 'stuck', effectId);
    expect(await open(streamId)).toEqual([{ kind: 'stuck', ref: effectId }]);
    await fails(effectId, 8);
    expect(await open(streamId)).toEqual([{ kind: 'stuck', ref: effectId }]);
    await test.engine.begin(effectId, kind);
    await test.engine.finish(effectId);
    expect(await open(streamId)).toEqual([]);
  });

  // https://github.com/camunda/camunda/issues/7160
  it('a task that an operator has resolved comes back while its effect goes on failing, after each eight tries', async () => {
    const { streamId, effectId } = await leaving();
    const resolveByHand = () =>
      test.database.query('UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE stream_id = $1', [streamId]);
    const raisedAt: number[] = [];
    for (let attempt = 1; attempt <= 40; attempt += 1) {
      await fails(effectId, 1);
      if ((await open(streamId)).length === 0) continue;
      raisedAt.push(attempt);
      await resolveByHand();
    }
    expect(raisedAt).toEqual([8, 16, 24, 32, 40]);
  });

  it('a stuck deadline is not late as well', async () => {
    const { streamId } = await leaving();
    await test.engine.raiseOperatorTask(streamId, 'stuck', 'EndCoolingOff');
    await test.database.query(`UPDATE es.effects SET owed_since = owed_since - interval '1 hour' WHERE stream_id = $1`, [streamId]);
    await sweepAll();
    expect(await open(streamId)).toEqual([{ kind: 'stuck', ref: 'EndCoolingOff' }]);
  });

  it('an effect that was refused for good has one task, however often it failed before', async () => {
    const { streamId, effectId } = await leaving();
    await fails(effectId, 8);
    await test.engine.begin(effectId, kind);
    await test.engine.fail(effectId, 'number-unknown');
    expect(await open(streamId)).toEqual([{ kind: 'effect-failed', ref: effectId }]);
  });
});

describe('a process that is tried now', () => {
  const caller = (): Caller => ({
    client: 'an-operator',
    commandId: randomBytes(32),
    requestHash: randomBytes(32),
    actor: { principalId: 'an-operator', authn: 'api-key' },
    traceId: 'trace',
  });
  const tryIt = (task: { streamId: string; kind: string; ref: string }, by = caller()) =>
    test.engine.tryNow(by, task, async (_, now) => ({ ok: true, body: { ...(await now()) } }));

  it('that was finished is open again with what was refused for good, and finished when that is done', async () => {
    const { streamId } = await leaving();
    await story.revoke(streamId.split(':')[1]!, await story.challenge(streamId.split(':')[1]!));
    const message = 'confirmRevocation';
    for (const effect of (await test.engine.readControl(streamId))!.owed.filter((each) => each.kind !== message)) {
      await test.engine.begin(effect.effectId, effect.kind);
      await test.engine.finish(effect.effectId);
    }
    const { effectId } = (await test.engine.readControl(streamId))!.owed[0]!;
    await test.engine.begin(effectId, message);
    await test.engine.fail(effectId, 'number-unknown');
    expect(await test.engine.readControl(streamId)).toMatchObject({ finished: true, owed: [] });
    await tryIt({ streamId, kind: 'effect-failed', ref: `${effectId} number-unknown` });
    expect(await test.engine.readControl(streamId)).toMatchObject({ finished: false, owed: [{ effectId, attempts: 0 }] });
    await test.engine.begin(effectId, message);
    await test.engine.finish(effectId);
    expect(await test.engine.readControl(streamId)).toMatchObject({ finished: true, owed: [] });
  });

  it('is so once for each call, also where ten come at once with an effect that begins', async () => {
    const { streamId, effectId } = await leaving();
    await test.engine.begin(effectId, kind);
    await test.engine.postpone(effectId, 300_000);
    const by = caller();
    const task = { streamId, kind: 'effect-keeps-failing', ref: effectId };
    const answers = await Promise.all(Array.from({ length: 10 }, () => tryIt(task, by)));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const begins = await Promise.all([...Array.from({ length: 3 }, () => test.engine.begin(effectId, kind)), tryIt(task), tryIt(task)]);
    expect(begins.slice(0, 3).filter((begin) => typeof begin === 'object' && 'begun' in begin)).toHaveLength(1);
    expect(await test.engine.begin(effectId, kind)).toHaveProperty('busyForMs');
  });
});
