import { testEngine, life, type Life, type TestEngine } from '#testing';

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
