import { life, testEngine, type Life, type TestEngine } from '#testing';
import { advanceClock, forgetWake, readClock, type Wake } from '#engine';

const day = 86_400_000;
let kernel: TestEngine;
let story: Life;

beforeEach(async () => {
  kernel = await testEngine();
  story = life(kernel);
});
afterEach(() => kernel.close());

/** Acts as a woken workflow would: takes what is due, then performs what is owed. */
const drive = async (wake: Wake) => {
  for (;;) {
    const control = await kernel.engine.readControl(wake.streamId);
    const due = control?.deadlines.find(({ waitMs }) => waitMs === 0);
    if (due) await kernel.engine.fireDeadline(wake.streamId, due.command);
    else if (wake.streamId.startsWith('deregistration:') && control!.owed.length > 0) await story.performAll(wake.streamId.split(':')[1]!);
    else break;
  }
  await forgetWake(kernel.database, wake);
  return true;
};
const settle = async () => {
  for (const wake of kernel.wakes.splice(0)) await drive(wake);
};
const lost = async () => false;

describe('the walk of the clock', () => {
  it('runs every deadline at its exact instant, in the right order', async () => {
    const { accountId } = await story.takeIn('+8613800138000');
    const { deregistrationId } = await story.deregister(accountId);
    await settle();
    const before = await readClock(kernel.database);
    const walked = await advanceClock(kernel.database, { to: before.now + 46 * day, send: (wake) => drive(wake).finally(settle) });
    expect(walked).toMatchObject({ ok: true });
    expect((await kernel.engine.readControl(`deregistration:${deregistrationId}`))?.outcome).toBe('closed');
    const events = await kernel.database.query<{ type: string; day: number }>(
      `SELECT type, round(extract(epoch FROM recorded_at - (SELECT recorded_at FROM es.events WHERE type = 'DeregistrationRequested')) / 86400, 3)::float8 AS day
       FROM es.events WHERE meta->>'origin' = 'clock' ORDER BY global_pos`,
    );
    expect(events.map(({ type, day: at }) => `${at} ${type}`)).toEqual([
      '7 CoolingOffReminderFellDue',
      '8 TierRaised',
      '13 CoolingOffReminderFellDue',
      '14 CoolingOffEnded',
      '44 DirectoryRetentionEnded',
      '45 PhoneReleased',
    ]);
    const { now, offsetMs } = await readClock(kernel.database);
    expect(now).toBeGreaterThanOrEqual(before.now + 46 * day);
    expect(offsetMs).toBeLessThanOrEqual(46 * day);
  });

  it('never goes back, and does nothing when it is repeated', async () => {
    const { now } = await readClock(kernel.database);
    const to = now + 3 * day;
    expect(await advanceClock(kernel.database, { to, send: lost })).toMatchObject({ ok: true, steps: 1 });
    const { offsetMs } = await readClock(kernel.database);
    expect(await advanceClock(kernel.database, { to, send: lost })).toMatchObject({ ok: true, steps: 0 });
    expect((await readClock(kernel.database)).offsetMs).toBe(offsetMs);
  });

  it('stops at a deadline that nothing handles, and names the processes that do not become idle', async () => {
    const { accountId } = await story.takeIn('+8613800138000');
    await kernel.database.query('DELETE FROM es.wakes');
    const { now } = await readClock(kernel.database);
    const walked = await advanceClock(kernel.database, { to: now + 31 * day, send: lost, patienceMs: 100 });
    expect(walked).toEqual({
      ok: false,
      problem: { code: 'clock-not-quiet', due: [`account:${accountId}`], owed: [], unsent: [`account:${accountId}`] },
    });
    const after = await readClock(kernel.database);
    expect(after.now - now).toBeLessThan(9 * day);
    expect(await kernel.database.query('SELECT reason FROM es.wakes')).toEqual([{ reason: 'ClockAdvanced' }]);
  });

  it('does not wait for an effect that is tried again only later', async () => {
    const { accountId } = await story.takeIn('+8613800138000');
    const { deregistrationId } = await story.deregister(accountId);
    await kernel.database.query('DELETE FROM es.wakes');
    const owed = (await kernel.engine.showControl(`deregistration:${deregistrationId}`))!.owed;
    for (const { effectId, kind } of owed) {
      await kernel.engine.begin(effectId, kind);
      await kernel.engine.release(effectId, { reason: 'answered-5xx', nextTryInMs: 3_600_000 });
    }
    const { now } = await readClock(kernel.database);
    const beganAt = Date.now();
    const walked = await advanceClock(kernel.database, { to: now + day, send: lost, patienceMs: 1_800_000 });
    expect(walked).toMatchObject({ ok: false, problem: { code: 'clock-not-quiet', owed: owed.map(({ effectId }) => effectId) } });
    expect(Date.now() - beganAt).toBeLessThan(60_000);
  });

  it('runs one walk at a time', async () => {
    await story.takeIn('+8613800138000');
    await kernel.database.query('DELETE FROM es.wakes');
    const { now } = await readClock(kernel.database);
    const second: Awaited<ReturnType<typeof advanceClock>>[] = [];
    const walksToo = async () => {
      second.push(await advanceClock(kernel.database, { to: now + day, send: lost }));
      return false;
    };
    const first = await advanceClock(kernel.database, { to: now + 9 * day, send: walksToo, patienceMs: 100 });
    expect(second).toEqual([{ ok: false, problem: { code: 'clock-advancing' } }]);
    expect(first).toMatchObject({ ok: false, problem: { code: 'clock-not-quiet' } });
  });
});
