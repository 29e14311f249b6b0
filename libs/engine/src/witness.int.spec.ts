import { day } from '#domain';
import { Engine, relayWakes, sweep } from '#engine';
import { ClockWitness, confirmClock } from '#event-store';
import { projections } from '#read-models';
import { life, lookAtClock, makeMachineClockMovable, setMachineClock, testEngine, type Life, type TestEngine } from '#testing';
import { Challenges, Vault } from '#vault';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

let test: TestEngine;
let steps: Life;
let witness: ClockWitness;
beforeEach(async () => {
  witness = new ClockWitness();
  test = await testEngine({ prepare: makeMachineClockMovable, witness });
  steps = life(test);
  await look();
});
afterEach(() => test.close());

const jump = (aheadMs: number) => setMachineClock(test.database, aheadMs);
const look = (of = witness) => lookAtClock(of, test.database);
const rows = <T>(sql: string, ...parameters: unknown[]) => test.database.query<T>(sql, parameters);
const tasks = () => rows<{ kind: string }>(`SELECT kind FROM es.operator_tasks WHERE stream_id LIKE 'clock:%' AND resolved_at IS NULL`);
const statusOf = async (id: string) => (await test.engine.readControl(`deregistration:${id}`))!.status;
const fire = (id: string, command: string, engine = test.engine) => engine.fireDeadline(`deregistration:${id}`, command);
const owed = async (id: string) => (await test.engine.readControl(`deregistration:${id}`))!.owed;
const ahead = { reason: 'clock-ahead' };

let people = 0;
const takeIn = () => steps.takeIn(`+86138${String((people += 1)).padStart(8, '0')}`);
const coolingOff = async () => (await steps.deregister((await takeIn()).accountId)).deregistrationId;

/** Another program on this database, with the same keys. */
const program = (options: ConstructorParameters<typeof ClockWitness>[0] = {}) => {
  const other = new ClockWitness(options);
  const { database, keys } = test;
  const parts = { vault: new Vault(keys), challenges: new Challenges(), projections, clock: 'offset', buildId: 'test' } as const;
  return { witness: other, engine: new Engine({ database, keys, witness: other, ...parts }) };
};
/** A machine that knows nothing of the time before this test. */
const elsewhere = () => ({ id: `elsewhere ${(people += 1)}`, uptimeMs: () => performance.now() });

/** The furthest instant that any event was recorded at, from the true time. */
const furthest = async () => {
  const [row] = await rows<{ ms: number }>(
    `SELECT (extract(epoch FROM max(recorded_at) - pg_catalog.clock_timestamp()) * 1000)::float8 - offset_ms AS ms FROM es.events, dev.clock GROUP BY offset_ms`,
  );
  return row!.ms;
};

describe.each([
  ['a minute', minute],
  ['20 days', 20 * day],
])('a clock that jumps ahead by %s', (_, far) => {
  it('ends no cooling-off, and the undo works all the time', async () => {
    const id = await coolingOff();
    await jump(far);
    for (const command of ['RemindOfCoolingOff', 'EndCoolingOff']) await fire(id, command);
    expect(await statusOf(id)).toBe('cooling_off');
    expect((await steps.revoke(id, await steps.challenge(id))).answer.ok).toBe(true);
    expect(await furthest()).toBeLessThan(second);
  });

  it('begins no effect and takes no deadline, and everything goes on when it is right again', async () => {
    const id = await coolingOff();
    const [message] = await owed(id);
    await test.advance(14 * day);
    await jump(far);
    await expect(fire(id, 'EndCoolingOff')).rejects.toMatchObject(ahead);
    await expect(test.engine.begin(message!.effectId, message!.kind)).rejects.toMatchObject(ahead);
    expect([await look(), await tasks()]).toEqual(['clock-ahead', [{ kind: 'clock-ahead' }]]);

    await jump(0);
    expect([await look(), await tasks()]).toEqual(['agrees', []]);
    await fire(id, 'EndCoolingOff');
    expect(await statusOf(id)).toBe('purging');
    const [step] = await owed(id);
    await jump(far);
    await expect(test.engine.begin(step!.effectId, step!.kind)).rejects.toMatchObject(ahead);
    expect(await rows('SELECT 1 FROM es.effects WHERE kind <> $1 AND attempts > 0', message!.kind)).toEqual([]);
    await jump(0);
    expect(await test.engine.begin(step!.effectId, step!.kind)).toMatchObject({ begun: { effectId: step!.effectId } });
  });

  it('opens no process that has deadlines: the same call is taken when it is right again', async () => {
    const { accountId } = await takeIn();
    const caller = test.caller();
    await jump(far);
    await expect(steps.deregister(accountId, caller)).rejects.toMatchObject(ahead);
    await jump(0);
    expect(await steps.deregister(accountId, caller)).toMatchObject({ answer: { ok: true }, replayed: false });
  });

  it('deceives no program that starts meanwhile, on this machine or another one', async () => {
    const id = await coolingOff();
    await jump(far);
    for (const machine of [undefined, elsewhere()]) {
      const other = program(machine && { machine });
      expect(await look(other.witness)).toBe('clock-ahead');
      await fire(id, 'EndCoolingOff', other.engine);
      expect(await statusOf(id)).toBe('cooling_off');
      expect((await other.engine.now()) - (await test.engine.now())).toBeLessThan(second);
      await jump(0);
      expect(await look(other.witness)).toBe('agrees');
      await jump(far);
    }
  });
});

describe('a deadline', () => {
  it('that only the clock ahead says is due waits until it is due', async () => {
    const id = await coolingOff();
    await test.advance(14 * day - 30 * second);
    expect(await look()).toBe('agrees');
    await jump(minute);
    await fire(id, 'EndCoolingOff');
    expect(await statusOf(id)).toBe('cooling_off');
    await jump(0);
    await fire(id, 'EndCoolingOff');
    expect(await statusOf(id)).toBe('cooling_off');
    await test.advance(30 * second);
    await fire(id, 'EndCoolingOff');
    expect(await statusOf(id)).toBe('purging');
  });
});

describe('a clock that goes back by an hour', () => {
  it('records nothing an hour early, and goes on', async () => {
    const id = await coolingOff();
    const [message] = await owed(id);
    await jump(-hour);
    expect([await look(), await tasks()]).toEqual(['clock-behind', [{ kind: 'clock-behind' }]]);
    const before = Date.now();
    const { deregistrationId } = await steps.deregister((await takeIn()).accountId);
    const { state } = (await test.engine.read(`deregistration:${deregistrationId}`))!;
    const { coolingOffEndsAt } = state as unknown as { coolingOffEndsAt: number };
    expect(coolingOffEndsAt - 14 * day).toBeGreaterThan(before - second);
    expect(coolingOffEndsAt - 14 * day).toBeLessThan(Date.now() + second);
    expect(await test.engine.begin(message!.effectId, message!.kind)).toMatchObject({ begun: {} });
    expect((await steps.revoke(id, await steps.challenge(id))).answer.ok).toBe(true);
    await jump(0);
    expect([await look(), await tasks()]).toEqual(['agrees', []]);
  });

  it('takes a deadline only when it says itself that it is due', async () => {
    const id = await coolingOff();
    await test.advance(14 * day + minute);
    await jump(-hour);
    await fire(id, 'EndCoolingOff');
    expect(await statusOf(id)).toBe('cooling_off');
    await jump(0);
    await fire(id, 'EndCoolingOff');
    expect(await statusOf(id)).toBe('purging');
  });
});

describe('a program that starts', () => {
  it('believes the clock while another one vouches for it, and a new database', async () => {
    expect(await look(program({ machine: elsewhere() }).witness)).toBe('agrees');
    await rows('DELETE FROM es.clock_marks');
    expect(await look(program({ machine: elsewhere() }).witness)).toBe('agrees');
  });

  it('after a time that nobody watched waits for Temporal, or for an operator', async () => {
    await rows(`UPDATE es.clock_marks SET at = at - interval '1 hour'`);
    const [waiting, hearing] = [1, 2].map(() => program({ machine: elsewhere() })) as [
      ReturnType<typeof program>,
      ReturnType<typeof program>,
    ];
    expect([await look(waiting.witness), await look(hearing.witness)]).toEqual(['clock-ahead', 'clock-ahead']);
    hearing.witness.hear(Date.now() - 2 * minute);
    expect(await look(hearing.witness)).toBe('clock-ahead');
    hearing.witness.hear(Date.now());
    expect(await look(hearing.witness)).toBe('agrees');
  });

  it('of the embedded stack takes such a time for passed', async () => {
    await rows(`UPDATE es.clock_marks SET at = at - interval '1 hour'`);
    expect(await look(program({ machine: elsewhere(), trustsGaps: true }).witness)).toBe('agrees');
  });
});

describe('a machine', () => {
  it('that has slept knows how long', async () => {
    let slept = 0;
    const { witness: sleeper } = program({ machine: { id: 'sleeper', uptimeMs: () => performance.now() + slept } });
    await look(sleeper);
    await jump(hour);
    expect(await look(sleeper)).toBe('clock-ahead');
    slept = hour;
    expect(await look(sleeper)).toBe('agrees');
  });

  it('that was paused believes another one, which has seen the time pass', async () => {
    const paused = program({ machine: elsewhere() });
    await look(paused.witness);
    await jump(hour);
    await rows(`INSERT INTO es.clock_marks (machine, at, uptime_ms) VALUES ('awake', clock_timestamp(), 0)`);
    expect(await look(paused.witness)).toBe('agrees');
  });

  it("that was paused believes Temporal where Temporal's clock is its own, and an operator always", async () => {
    const [own, shared] = [true, false].map((temporalVouches) => program({ machine: elsewhere(), temporalVouches }));
    for (const one of [own!, shared!]) await look(one.witness);
    await jump(hour);
    for (const one of [own!, shared!]) one.witness.hear(Date.now() + hour);
    expect(await look(shared!.witness)).toBe('clock-ahead');
    expect(await look(own!.witness)).toBe('agrees');

    await rows('DELETE FROM es.clock_marks');
    expect(await look(shared!.witness)).toBe('clock-ahead');
    await confirmClock(test.database);
    expect([await look(shared!.witness), await tasks()]).toEqual(['agrees', []]);
  });
});

describe('what a clock ahead wrote in the future', () => {
  it('is no lease, no pause and no wake for good', async () => {
    const id = await coolingOff();
    const [message] = await owed(id);
    const unwatched = program();
    await jump(2 * hour);
    await unwatched.engine.begin(message!.effectId, message!.kind);
    await rows(`UPDATE es.wakes SET written_at = clock_timestamp(), tried_at = clock_timestamp()`);
    await rows(
      `INSERT INTO es.sweeps (stream_id, version, raises, next_at) SELECT stream_id, version, 1, clock_timestamp() + interval '1 hour' FROM es.streams`,
    );
    await rows(`UPDATE es.effects SET owed_since = clock_timestamp()`);

    await jump(0);
    expect((await relayWakes(test.database, async () => true)).sent).toBeGreaterThan(0);
    await rows('DELETE FROM es.wakes');
    expect(await sweep(test.database, 'offset')).toEqual({ overdue: 1, woken: 1 });
    expect(await test.engine.begin(message!.effectId, message!.kind)).toMatchObject({ begun: { attempts: 2 } });
    expect((await steps.revoke(id, await steps.challenge(id))).answer.ok).toBe(true);
  });
});

it('an intended advance of the embedded clock is no jump', async () => {
  await test.advance(20 * day);
  expect(await look()).toBe('agrees');
  expect((await test.engine.now()) - Date.now()).toBeGreaterThan(20 * day - minute);
});
