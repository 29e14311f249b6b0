import { day } from '#domain';
import { life, testEngine, type Life, type TestEngine } from '#testing';

let test: TestEngine;
let story: Life;

beforeAll(async () => {
  test = await testEngine();
  story = life(test);
});
afterAll(() => test.close());

const rows = <T>(sql: string, ...parameters: unknown[]) => test.database.query<T>(sql, parameters);
const look = async (id: string) => (await test.engine.readControl(`deregistration:${id}`))!;
const owedOf = async (id: string, kind: string) => (await look(id)).owed.find((effect) => effect.kind === kind)!;
const tried = async (id: string, kind: string) => {
  const { effectId } = await owedOf(id, kind);
  await test.engine.begin(effectId, kind);
  await test.engine.release(effectId);
  return { effectId, kind };
};
const tasks = (id: string) =>
  rows<{ kind: string; open: boolean }>(
    'SELECT kind, resolved_at IS NULL AS open FROM es.operator_tasks WHERE stream_id = $1',
    `deregistration:${id}`,
  );

let people = 0;
/**
 * Undone deregistrations, each with two messages that were started, are late, and are useless after the day of the
 * former end.
 */
const undoneWithTwoLateMessages = async (count: number) => {
  const begun = [];
  for (let n = 0; n < count; n += 1) {
    const { accountId } = await story.takeIn(`+86138${String((people += 1)).padStart(8, '0')}`);
    const { deregistrationId: id } = await story.deregister(accountId);
    begun.push({ id, confirmation: await tried(id, 'confirmDeregistration') });
  }
  await test.advance(7 * day);
  const undone = [];
  for (const { id, confirmation } of begun) {
    await test.engine.fireDeadline(`deregistration:${id}`, 'RemindOfCoolingOff');
    const reminder = await tried(id, 'remindOfCoolingOff');
    await story.revoke(id, await story.challenge(id));
    await test.engine.finish((await tried(id, 'confirmRevocation')).effectId);
    undone.push({ id, late: [confirmation, reminder] });
  }
  return undone;
};

type Undone = Awaited<ReturnType<typeof undoneWithTwoLateMessages>>[number];

describe('effects that are past their use', () => {
  it('lapse at once without losing each other: the last of them finishes their process', async () => {
    const streams = await undoneWithTwoLateMessages(8);
    await test.advance(14 * day);
    const begins = streams.flatMap(({ late }) => late.map(({ effectId, kind }) => test.engine.begin(effectId, kind)));
    expect(new Set(await Promise.all(begins))).toEqual(new Set(['not-owed']));
    for (const { id } of streams) expect(await look(id)).toMatchObject({ ended: true, finished: true, owed: [] });
  });

  it('resolve their operator task for repeated failures', async () => {
    const [{ id, late }] = (await undoneWithTwoLateMessages(1)) as [Undone];
    for (let n = 0; n < 8; n += 1) await tried(id, 'confirmDeregistration');
    expect(await tasks(id)).toEqual([{ kind: 'effect-keeps-failing', open: true }]);
    await test.advance(14 * day);
    for (const { effectId, kind } of late) await test.engine.begin(effectId, kind);
    expect(await tasks(id)).toEqual([{ kind: 'effect-keeps-failing', open: false }]);
  });
});

describe('messages that fell due while nobody was there to send them', () => {
  const begunOf = async (id: string, kind: string) => {
    const { effectId } = await owedOf(id, kind);
    return test.engine.begin(effectId, kind);
  };
  const kindsOwed = async (id: string) => (await look(id)).owed.map(({ kind }) => kind);
  const leaving = async (phone: string) => (await story.deregister((await story.takeIn(phone)).accountId)).deregistrationId;
  const fire = (id: string, command: string) => test.engine.fireDeadline(`deregistration:${id}`, command);

  it('are one message, the newest: those before it are withdrawn', async () => {
    const id = await leaving('+8613900000071');
    await test.advance(13 * day);
    for (let n = 0; n < 2; n += 1) await fire(id, 'RemindOfCoolingOff');
    expect((await kindsOwed(id)).toSorted()).toEqual(['endSessions', 'remindOfCoolingOff']);
    expect(await begunOf(id, 'remindOfCoolingOff')).toMatchObject({ begun: { n: 2 } });
  });

  it('are none where the end fell due with them', async () => {
    const id = await leaving('+8613900000072');
    await test.advance(14 * day);
    for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff']) await fire(id, command);
    expect(await kindsOwed(id)).not.toContain('remindOfCoolingOff');
  });

  it('are begun in vain where a newer one speaks already', async () => {
    const id = await leaving('+8613900000073');
    const { effectId, kind } = await tried(id, 'confirmDeregistration');
    await test.advance(7 * day);
    await fire(id, 'RemindOfCoolingOff');
    expect(await test.engine.begin(effectId, kind)).toMatchObject({ begun: { outdated: true } });
    const { begun } = (await begunOf(id, 'remindOfCoolingOff')) as { begun: object };
    expect(begun).not.toHaveProperty('outdated');
  });
});

it('finish their process at the time of the clock by which it ended', async () => {
  const [{ id }] = (await undoneWithTwoLateMessages(1)) as [Undone];
  await test.advance(14 * day);
  const before = await test.engine.now();
  await story.performAll(id);
  const [finished] = await rows<{ ms: number }>(
    'SELECT (extract(epoch FROM finished_at) * 1000)::float8 AS ms FROM es.streams WHERE stream_id = $1',
    `deregistration:${id}`,
  );
  expect(finished!.ms).toBeGreaterThanOrEqual(before);
});

describe('the id of an effect, which is its key at the provider', () => {
  it('names the event that it comes from: another past, after a restored backup, gives other ids', async () => {
    const { accountId } = await story.takeIn('+8613900000061');
    const { deregistrationId: id } = await story.deregister(accountId);
    const stream = `deregistration:${id}`;
    const [event] = await rows<{ eventId: string }>('SELECT event_id AS "eventId" FROM es.events WHERE stream_id = $1', stream);
    expect((await owedOf(id, 'confirmDeregistration')).effectId).toBe(`${stream}:${event!.eventId}:confirmDeregistration:1`);
  });

  it('is valid also as an earlier release wrote it, with the version', async () => {
    const { accountId } = await story.takeIn('+8613900000062');
    const { deregistrationId: id } = await story.deregister(accountId);
    const former = `deregistration:${id}:1:confirmDeregistration:1`;
    const { effectId } = await owedOf(id, 'confirmDeregistration');
    await rows('UPDATE es.effects SET effect_id = $2 WHERE effect_id = $1', effectId, former);
    expect(await test.engine.begin(former, 'confirmDeregistration')).toMatchObject({ begun: { effectId: former } });
    expect(await test.engine.finish(former)).toBe(true);
  });
});
