import { randomUUID } from 'node:crypto';
import { entrance, life, testEngine, type Life, type TestEngine } from '#testing';
import { securityPolicy } from '#domain';
import { findIdle, forgetWake, deleteExpired, relayWakes, reportAsleep, sweep, wakeAll, type Wake } from '#engine';
import { Challenges } from '#vault';

const day = 86_400_000;
let kernel: TestEngine;
let story: Life;

beforeEach(async () => {
  kernel = await testEngine();
  story = life(kernel);
});
afterEach(() => kernel.close());

const rows = <T>(sql: string) => kernel.database.query<T>(sql);
const wakes = async () =>
  (await rows<{ stream_id: string; version: number; reason: string }>('SELECT * FROM es.wakes ORDER BY stream_id')).map(
    (row) => row.reason,
  );
/**
 * Moves everything that was recorded back in machine time by this much.
 * `-1 minute` makes it younger, so that it is still young on a slow machine.
 */
const age = async (interval: string) => {
  await rows(`UPDATE es.wakes SET written_at = written_at - interval '${interval}', tried_at = tried_at - interval '${interval}'`);
  await rows(`UPDATE es.effects SET owed_since = owed_since - interval '${interval}', lease_until = lease_until - interval '${interval}'`);
  await rows(`UPDATE es.sweeps SET next_at = next_at - interval '${interval}'`);
  await rows(`UPDATE es.commands SET at = at - interval '${interval}'`);
};
const forgetAll = () => rows('DELETE FROM es.wakes');
const opened = async () => {
  const { accountId } = await story.takeIn('+8613800138000');
  const { deregistrationId } = await story.deregister(accountId);
  return { account: `account:${accountId}`, deregistration: `deregistration:${deregistrationId}` };
};

/** A sender that notes what it gets and answers as scripted. */
function sender(works = true) {
  const sent: Wake[] = [];
  const send = async (wake: Wake) => {
    sent.push(wake);
    if (works) await forgetWake(kernel.database, wake);
    return works;
  };
  return { sent, send };
}

describe('the relay', () => {
  it('sends wakes that are unsent for a second, oldest first, and leaves younger ones to the API', async () => {
    const { account, deregistration } = await opened();
    const { sent, send } = sender();
    await age('-1 minute');
    expect(await relayWakes(kernel.database, send)).toEqual({ sent: 0, failed: 0 });
    await age('62 seconds');
    expect(await relayWakes(kernel.database, send)).toEqual({ sent: 2, failed: 0 });
    expect(sent).toEqual([
      // Those of one command in the order of the streams. The newer wake of a stream replaces the older one.
      { streamId: account, version: 2, reason: 'AccountFrozen', finished: false },
      { streamId: deregistration, version: 1, reason: 'DeregistrationRequested', finished: false },
    ]);
    expect(await wakes()).toEqual([]);
  });

  it('leaves a wake that could not be sent, and tries it again only after a while', async () => {
    await opened();
    await age('2 minutes');
    const away = sender(false);
    expect(await relayWakes(kernel.database, away.send)).toEqual({ sent: 0, failed: 2 });
    await age('-1 minute');
    expect(await relayWakes(kernel.database, away.send)).toEqual({ sent: 0, failed: 0 });
    await age('64 seconds');
    expect(await relayWakes(kernel.database, sender().send)).toEqual({ sent: 2, failed: 0 });
  });

  it('never sends one wake twice at a time, however many relays run', async () => {
    await opened();
    await age('2 seconds');
    const { sent, send } = sender(false);
    await Promise.all(Array.from({ length: 8 }, () => relayWakes(kernel.database, send)));
    expect(sent).toHaveLength(2);
  });

  it('sends many at once, and no more than 20; one that is slow holds up no other', async () => {
    await rows(`INSERT INTO es.wakes (stream_id, version, reason, written_at)
      SELECT 'account:' || lpad(n::text, 3, '0'), 1, 'Late', clock_timestamp() - interval '1 hour' + n * interval '1 second' FROM generate_series(1, 200) n`);
    const { sent, send } = sender();
    const seen = { underWay: 0, most: 0 };
    const slow = async (wake: Wake) => {
      seen.most = Math.max(seen.most, ++seen.underWay);
      // Ends only because the others are sent meanwhile.
      if (wake.streamId.endsWith('001')) while (sent.length < 150) await new Promise((resolve) => setImmediate(resolve));
      const ok = await send(wake);
      seen.underWay -= 1;
      return ok;
    };
    expect(await relayWakes(kernel.database, slow)).toEqual({ sent: 200, failed: 0 });
    expect(seen.most).toBe(20);
    expect(await wakes()).toEqual([]);
  });

  it('takes no more after one failed, until the next round', async () => {
    await rows(`INSERT INTO es.wakes (stream_id, version, reason, written_at)
      SELECT 'account:' || n, 1, 'Late', clock_timestamp() - interval '1 hour' FROM generate_series(1, 200) n`);
    const { sent, send } = sender(false);
    expect(await relayWakes(kernel.database, send)).toEqual({ sent: 0, failed: 20 });
    expect(sent).toHaveLength(20);
  });

  it('forgets the wake that it read, and none that was written meanwhile', async () => {
    const { deregistration } = await opened();
    await rows(`UPDATE es.wakes SET version = 2, reason = 'Newer' WHERE stream_id = '${deregistration}'`);
    await forgetWake(kernel.database, { streamId: deregistration, version: 1 });
    expect(await wakes()).toContain('Newer');
  });
});

describe('the sweeper', () => {
  const tasks = () =>
    rows<{ stream_id: string; kind: string; open: boolean }>(
      'SELECT stream_id, kind, resolved_at IS NULL AS open FROM es.operator_tasks ORDER BY kind',
    );

  it('wakes a process whose deadline is overdue for more than a minute of business time', async () => {
    const { account } = { account: `account:${(await story.takeIn('+8613800138000')).accountId}` };
    await forgetAll();
    await kernel.advance(8 * day + 30_000);
    expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 0, woken: 0 });
    await kernel.advance(31_000);
    expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 1, woken: 1 });
    expect(await rows('SELECT stream_id, reason FROM es.wakes')).toEqual([{ stream_id: account, reason: 'Swept' }]);
  });

  it('wakes an effect without a lease for more than a minute of machine time, and none with a lease', async () => {
    const { deregistration } = await opened();
    await forgetAll();
    await age('2 minutes');
    const [first, second] = (await kernel.engine.readControl(deregistration))!.owed;
    await kernel.engine.begin(first!.effectId, first!.kind);
    await kernel.engine.begin(second!.effectId, second!.kind);
    expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 0, woken: 0 });
    await age('2 minutes');
    expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 1, woken: 1 });
  });

  it('leaves an effect alone that was tried a moment ago, or that its provider has accepted; after an hour that counts as failing', async () => {
    const { deregistration } = await opened();
    await forgetAll();
    await age('2 minutes');
    const [first, second] = (await kernel.engine.readControl(deregistration))!.owed;
    await kernel.engine.begin(first!.effectId, first!.kind);
    await kernel.engine.release(first!.effectId);
    const ask = async () => {
      const begin = await kernel.engine.begin(second!.effectId, second!.kind);
      await kernel.engine.postpone(second!.effectId, 300_000);
      return begin;
    };
    expect(await ask()).toMatchObject({ begun: { attempts: 1, owedForMs: expect.any(Number) as number } });
    expect(await kernel.engine.begin(second!.effectId, second!.kind)).toMatchObject({ busyForMs: expect.any(Number) as number });
    expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 0, woken: 0 });
    const attempts = async () => (await kernel.engine.readControl(deregistration))!.owed.map((effect) => effect.attempts);
    expect(await attempts()).toEqual([1, 0]);
    await age('1 hour');
    await ask();
    expect(await attempts()).toEqual([1, 1]);
  });

  it('backs off to an hour, raises an operator’s task when two wakes did not help, and resolves it when the process is fine again', async () => {
    const { deregistration } = await opened();
    await age('2 minutes');
    const waits: number[] = [];
    const raised: number[] = [];
    for (let n = 1; n <= 9; n++) {
      await forgetAll();
      expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 1, woken: 1 });
      expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 1, woken: 0 });
      const [{ minutes }] = (await rows(
        'SELECT round(extract(epoch FROM next_at - clock_timestamp()) / 60)::int AS minutes FROM es.sweeps',
      )) as [{ minutes: number }];
      waits.push(minutes);
      raised.push((await tasks()).length);
      await age(`${minutes} minutes`);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(raised).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1]);
    await kernel.engine.raiseOperatorTask(deregistration, 'stuck', 'EndCoolingOff');
    await story.performAll(deregistration.split(':')[1]!);
    expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 0, woken: 0 });
    expect(await rows('SELECT * FROM es.sweeps')).toEqual([]);
    expect(await tasks()).toEqual([
      { stream_id: deregistration, kind: 'overdue', open: false },
      { stream_id: deregistration, kind: 'stuck', open: false },
    ]);
  });

  it('starts again with a process that has moved on since, and is overdue again', async () => {
    const { deregistration } = await opened();
    await story.performAll(deregistration.split(':')[1]!);
    await kernel.advance(8 * day + 120_000);
    expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 2, woken: 2 });
    await kernel.engine.fireDeadline(deregistration, 'RemindOfCoolingOff');
    await story.performAll(deregistration.split(':')[1]!);
    await kernel.advance(6 * day);
    await forgetAll();
    // The account has not moved, so it waits for its second turn.
    expect(await sweep(kernel.database, 'offset')).toEqual({ overdue: 2, woken: 1 });
    expect(await rows('SELECT stream_id FROM es.wakes')).toEqual([{ stream_id: deregistration }]);
  });

  it('runs one sweep at a time', async () => {
    await opened();
    await age('2 minutes');
    const results = await Promise.all(Array.from({ length: 4 }, () => sweep(kernel.database, 'offset')));
    expect(results.filter(({ woken }) => woken > 0)).toHaveLength(1);
  });
});

describe('reconcile', () => {
  it('reports the processes that need a workflow and have none running, and wakes all that need one', async () => {
    const { account, deregistration } = await opened();
    const revoked = await story.challenge(deregistration.split(':')[1]!);
    const other = `account:${(await story.takeIn('+8613800138001')).accountId}`;
    await forgetAll();
    const report = await reportAsleep(kernel.database, async (streamId) => streamId === account);
    expect(report).toEqual({ needy: 3, asleep: [other, deregistration].toSorted() });
    expect(await wakes()).toEqual([]);
    await story.revoke(deregistration.split(':')[1]!, revoked);
    await story.performAll(deregistration.split(':')[1]!);
    await forgetAll();
    expect(await wakeAll(kernel.database)).toBe(2);
    expect(await wakes()).toEqual(['Reconciled', 'Reconciled']);
  });

  it('finds what has nothing to wait for, at rest or over, among the workflows that run', async () => {
    const { account, deregistration } = await opened();
    const other = `account:${(await story.takeIn('+8613800138001')).accountId}`;
    expect(await findIdle(kernel.database, [account, deregistration, other, 'account:unknown'])).toEqual([]);
    await kernel.advance(91 * day);
    for (const command of ['RaiseTier', 'RaiseTier', 'RequireReverification']) await kernel.engine.fireDeadline(other, command);
    expect(await findIdle(kernel.database, [account, deregistration, other, 'account:unknown'])).toEqual([other]);
    await forgetAll();
    const looked: number[] = [];
    const report = await reportAsleep(
      kernel.database,
      async () => true,
      (done) => looked.push(done),
    );
    expect(looked.at(-1)).toBe((await kernel.database.query('SELECT FROM es.streams')).length);
    expect(report).toEqual({ needy: 2, asleep: [] });
    expect(await wakeAll(kernel.database)).toBe(2);
  });

  it('counts what awaits the end of an approval among those that need a workflow', async () => {
    const steps = entrance(kernel);
    const [manager, admin] = [randomUUID(), randomUUID()] as const;
    const company = await steps.company([admin]);
    const member = { company, inviteId: await steps.invite(company, [manager]) };
    const entrant = await steps.upToSubmission('+8613700000001', 'document', member);
    const { approvalId } = await steps.submit(entrant);
    const waiting = [`approval:${approvalId}`, `registration:${entrant.id}`];
    expect(await findIdle(kernel.database, waiting)).toEqual([]);
    expect(await reportAsleep(kernel.database, async () => false)).toEqual({ needy: 2, asleep: waiting });
    await forgetAll();
    expect(await wakeAll(kernel.database)).toBe(2);
    await steps.withdraw(entrant);
    expect(await findIdle(kernel.database, waiting)).toEqual([`approval:${approvalId}`]);
  });

  it('rejects when Temporal does not answer', async () => {
    await opened();
    await expect(reportAsleep(kernel.database, async () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  });
});

describe('housekeeping', () => {
  it('deletes answers after 90 days of machine time and challenges after two days of business time, and nothing younger', async () => {
    await opened();
    const challenges = new Challenges();
    const challenge = async (ageMs: number) => {
      const createdAt = (await kernel.engine.now()) - ageMs;
      await challenges.insert(kernel.database, {
        challengeId: randomUUID(),
        purpose: 'p',
        kind: 'phone',
        key: 'k',
        createdAt,
        expiresAt: createdAt + 1,
      });
    };
    await challenge(2 * day - 60_000);
    await challenge(2 * day + 60_000);
    const none = {
      commands: 0,
      refusals: 0,
      challenges: 0,
      effects: 0,
      tasks: 0,
      openings: 0,
      assertions: 0,
      observations: 0,
      acts: 0,
      sightings: 0,
      recordings: 0,
      scanProofs: 0,
      dailyUses: 0,
    };
    await age('89 days 23 hours');
    expect(await deleteExpired(kernel.database, challenges, 'offset')).toEqual({ ...none, commands: 0, refusals: 0, challenges: 1 });
    await age('2 hours');
    expect(await deleteExpired(kernel.database, challenges, 'offset')).toEqual({ ...none, commands: 2, refusals: 0, challenges: 0 });
    await kernel.advance(day);
    expect(await deleteExpired(kernel.database, challenges, 'offset')).toEqual({ ...none, commands: 0, refusals: 0, challenges: 1 });
  });

  it('deletes refusals in the security log after 365 days, and nothing younger (C13)', async () => {
    const { refusalsKeptDays } = securityPolicy;
    expect(refusalsKeptDays).toBe(365);
    const note = (ageDays: number) =>
      kernel.database.query(`INSERT INTO iam.security_log (what, at) VALUES ('forbidden', clock_timestamp() - $1 * interval '1 day')`, [
        ageDays,
      ]);
    for (const days of [0, refusalsKeptDays - 0.01, refusalsKeptDays + 0.01]) await note(days);
    expect(await deleteExpired(kernel.database, new Challenges(), 'offset')).toMatchObject({ refusals: 1 });
    expect(await kernel.database.query('SELECT FROM iam.security_log')).toHaveLength(2);
  });
});
