import { randomUUID } from 'node:crypto';
import * as contracts from '#contracts';
import { addressClasses, integrities, observationPolicy, signInFactors } from '#domain';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { scanned } from '../testing/registrations';

const minute = 60_000;
const day = 86_400_000;

let database: FreshDatabase;
let api: TestApi;
let service: string;
let phones = 0;
beforeAll(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
  service = await api.newKey(['service'], ['signals:write', 'accounts:read']);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const account = async () => (await api.newAccount(`+861380013${String((phones += 1)).padStart(4, '0')}`)).id;
const at = (ms: number) => new Date(ms).toISOString();
const activity = (ms: number, id: string = randomUUID()) => ({ source: 'chat', id, type: 'activity', at: at(ms) });
const send = (id: string, signals: readonly unknown[], key = service) =>
  api.call('POST', `/v1/accounts/${id}/signals`, { key, body: { signals }, idempotencyKey: null });
const shown = async (id: string) => (await api.call('GET', `/v1/accounts/${id}`)).body;
const dayOf = (ms: number) => at(Math.floor(ms / day) * day);
const kept = () =>
  api.kernel.database.query('SELECT (SELECT count(*) FROM es.observations) AS rows, (SELECT count(*) FROM es.events) AS events');

describe('signals about an account', () => {
  it('have the words that the domain knows', () => {
    const { addressClasses: addresses, integrities: said, signInFactors: factors } = contracts;
    expect([addresses, said, factors]).toEqual([addressClasses, integrities, signInFactors]);
  });

  it('are taken without an idempotency key, move its last activity by the day, and may be repeated', async () => {
    const id = await account();
    const before = await api.call('GET', `/v1/accounts/${id}`);
    expect(before.body).not.toHaveProperty('lastActivityAt');
    const now = Date.now();
    const signals = [activity(now), activity(now - 3 * day)];
    expect(await send(id, signals)).toMatchObject({ status: 202, body: { taken: 2 } });
    const first = await kept();
    expect(await send(id, signals)).toMatchObject({ status: 202, body: { taken: 2 } });
    expect(await kept()).toEqual(first);
    const after = await api.call('GET', `/v1/accounts/${id}`);
    // V2: its days without use are counted from then on.
    const { deadlines } = after.body;
    expect(after.body).toEqual({ ...before.body, lastActivityAt: dayOf(now), deadlines });
    expect(after.headers['etag']).toBe(before.headers['etag']);
  });

  it('are in its history once a day, by the service', async () => {
    const now = Date.now();
    const used = { phone: '+8613800139999', name: 'Zhang Wei', activatedAt: at(now - day) };
    const { id } = (await api.call('POST', '/v1/accounts', { body: used })).body as { id: string };
    for (const ms of [now - day, now, now - 1, now - 2 * day]) await send(id, [activity(ms)]);
    const { items } = (await api.call('GET', `/v1/accounts/${id}/timeline`)).body;
    const own = (items as { type: string; origin: string }[]).filter(({ type }) => type === 'ActivityRecorded');
    expect(own.map(({ origin }) => origin)).toEqual(['observation', 'observation']);
  });

  it('are refused more than five minutes ahead, each by its place, and then none of the call is taken', async () => {
    const id = await account();
    const now = Date.now();
    const before = await kept();
    const answer = await send(id, [activity(now), activity(now + 6 * minute), activity(now), activity(now + day)]);
    expect(answer).toMatchObject({ status: 422, body: { code: 'signal-in-future' } });
    expect((answer.body.errors as { path: string }[]).map(({ path }) => path)).toEqual(['signals.1.at', 'signals.3.at']);
    expect(await kept()).toEqual(before);
    expect((await send(id, [activity(now + 4 * minute)])).status).toBe(202);
  });

  it.each([
    ['an unknown type', { type: 'mood' }],
    ['a field that its type does not have', { ip: '127.0.0.1' }],
    ['an id that is no uuid', { id: '+8613800138000' }],
    ['a source with a number in it', { source: 'x123456789' }],
    ['no instant', { at: 'yesterday' }],
  ])('are refused with the place of the malformed one: %s', async (_, wrong) => {
    const id = await account();
    const before = await kept();
    const answer = await send(id, [activity(Date.now()), { ...activity(Date.now()), ...wrong }]);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect((answer.body.errors as { path: string }[])[0]!.path).toMatch(/^signals\.1\./);
    expect(await kept()).toEqual(before);
  });

  it('come up to a thousand in one call, which is more than other bodies may hold', async () => {
    const id = await account();
    const now = Date.now();
    const many = (count: number) => Array.from({ length: count }, (_, n) => ({ ...activity(now - n), source: 'a'.repeat(64) }));
    expect(contracts.sendSignals.shape.signals.safeParse(many(observationPolicy.perCall)).success).toBe(true);
    expect(await send(id, many(observationPolicy.perCall))).toMatchObject({ status: 202, body: { taken: 1_000 } });
    expect(await send(id, many(observationPolicy.perCall + 1))).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    const large = { phone: '+8613800138000', name: 'x'.repeat(70_000) };
    expect(await api.call('POST', '/v1/accounts', { body: large })).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
  });

  it('of one service and of another are two, also with one id', async () => {
    const id = await account();
    const other = await api.newKey(['service'], ['signals:write']);
    const own = activity(Date.now());
    const before = (await kept()) as [{ rows: string }];
    for (const key of [service, other, service]) expect((await send(id, [own], key)).status).toBe(202);
    expect(Number(((await kept()) as [{ rows: string }])[0].rows) - Number(before[0].rows)).toBe(2);
  });

  it('need their own scope, and no person to act for', async () => {
    const id = await account();
    const reader = await api.newKey(['service'], ['accounts:read']);
    const auditor = await api.newKey(['auditor'], ['signals:write']);
    for (const key of [reader, auditor])
      expect(await send(id, [activity(Date.now())], key)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('are 404 about no account; a frozen one takes them and moves nowhere; about one that is purged they are refused', async () => {
    expect(await send(randomUUID(), [activity(Date.now())])).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const id = await account();
    await api.leave(id);
    expect((await send(id, [activity(Date.now())])).status).toBe(202);
    expect(await shown(id)).not.toHaveProperty('lastActivityAt');
    await purge(id);
    const before = await kept();
    expect(await send(id, [activity(Date.now())])).toMatchObject({ status: 409, body: { code: 'account-not-observed' } });
    expect(await kept()).toEqual(before);
  });
});

const signIn = (ms: number, more: object = {}) => ({ ...activity(ms), type: 'sign-in', factor: 'sms-code', ...more });
const failed = (ms: number) => ({ ...activity(ms), type: 'sign-in-failed' });

/** By the clock of the stack, which purges move; not in the last minute of a day in Shanghai. */
async function clock(): Promise<number> {
  const { activatedAt } = await shown(await account());
  const now = Date.parse(activatedAt as string);
  if ((now + 8 * 60 * minute) % day < day - minute) return now;
  await api.advance(2 * minute);
  return now + 2 * minute;
}

describe('sign-ins as signals (G3, E12)', () => {
  it('keep no fingerprint, only an id that stands for it at this account', async () => {
    const [one, other] = [await account(), await account()];
    const now = await clock();
    const on = { device: { fingerprint: 'Canary of a phone', integrity: 'genuine' }, region: 'usual', address: 'mobile' };
    for (const id of [one, other]) expect((await send(id, [signIn(now, on)])).status).toBe(202);
    const rows = await api.kernel.database.query<{ body: { deviceId: string } }>(
      `SELECT body FROM es.observations WHERE type = 'sign-in' AND stream_id = ANY ($1)`,
      [[one, other].map((id) => `account:${id}`)],
    );
    expect(new Set(rows.map(({ body }) => body.deviceId)).size).toBe(2);
    expect(JSON.stringify(rows)).not.toContain('Canary');
    expect(await shown(one)).toHaveProperty('lastActivityAt');
  });

  it('lock the account by the third that fails in a day, until an operator ends it with a reason', async () => {
    const before = await clock();
    const id = await account();
    const now = before + 10_000;
    await send(id, [failed(now - 2), failed(now - 1)]);
    expect(await shown(id)).toMatchObject({ state: 'active' });
    await send(id, [failed(now)]);
    expect(await shown(id)).toMatchObject({
      state: 'locked',
      deadlines: expect.arrayContaining([expect.objectContaining({ command: 'EndLock' })]),
    });
    const unlock = (key?: string) =>
      api.call('POST', `/v1/accounts/${id}/unlock`, { body: { reason: 'person-confirmed' }, ...(key !== undefined && { key }) });
    expect(await unlock(service)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await unlock()).toMatchObject({ status: 200, body: { state: 'active' } });
    expect(await unlock()).toMatchObject({ status: 409, body: { code: 'not-locked' } });
    await send(id, [failed(now - 4), failed(now - 5), failed(now - 6)]);
    expect(await shown(id)).toMatchObject({ state: 'active' });
  });

  it('are 409 where a source and id come again with another content, and then none of the call is taken', async () => {
    const id = await account();
    const now = await clock();
    const own = signIn(now);
    await send(id, [own]);
    expect((await send(id, [own])).status).toBe(202);
    const before = await kept();
    for (const other of [
      { ...own, factor: 'totp' },
      { ...own, at: at(now - day) },
      { ...failed(now), id: own.id },
    ]) {
      const answer = await send(id, [activity(now), other]);
      expect(answer).toMatchObject({ status: 409, body: { code: 'signal-changed', errors: [{ path: 'signals.1.id' }] } });
    }
    expect(await kept()).toEqual(before);
  });
});

describe('the devices on which a person signs in (R19, R21)', () => {
  const add = (id: string, fingerprint: string, more: object = {}, integrity = 'genuine') =>
    api.call('POST', `/v1/accounts/${id}/devices`, { body: { device: { fingerprint, integrity }, ...more } });
  const devicesOf = async (id: string) => ((await shown(id))['devices'] ?? []) as { deviceId: string }[];

  it('are five at most: the first by the sign-in, a further one by a scan of the same person, and one goes for another', async () => {
    const id = await account();
    const scan = async (person = id) => ({ scanProof: await scanned(api, { person }) });
    expect(await add(id, 'phone 1')).toMatchObject({ status: 200 });
    expect(await add(id, 'phone 1')).toMatchObject({ status: 409, body: { code: 'device-bound-already' } });
    expect(await add(id, 'phone 2')).toMatchObject({ status: 403, body: { code: 'device-proof-required' } });
    expect(await add(id, 'phone 2', await scan(await account()))).toMatchObject({ status: 403, body: { code: 'device-proof-required' } });
    expect(await add(id, 'phone 2', { scanProof: 'A'.repeat(22) })).toMatchObject({ status: 422, body: { code: 'scan-invalid' } });
    for (const n of [2, 3, 4, 5]) expect(await add(id, `phone ${n}`, await scan())).toMatchObject({ status: 200 });
    expect(await add(id, 'phone 6', await scan())).toMatchObject({ status: 409, body: { code: 'device-limit', limit: 5 } });
    const [first] = await devicesOf(id);
    const out = () => api.call('POST', `/v1/accounts/${id}/devices/${first!.deviceId}/sign-out`);
    expect(await out()).toMatchObject({ status: 200 });
    expect(await out()).toMatchObject({ status: 404, body: { code: 'device-unknown' } });
    expect(await add(id, 'phone 6', await scan())).toMatchObject({ status: 200 });
    expect(await devicesOf(id)).toHaveLength(5);
  });

  it('have three accounts at most, and are no emulators; a rooted one limits what the account may do', async () => {
    const four = [await account(), await account(), await account(), await account()];
    for (const id of four.slice(0, 3)) expect(await add(id, 'shared')).toMatchObject({ status: 200 });
    expect(await add(four[3]!, 'shared')).toMatchObject({ status: 409, body: { code: 'device-account-limit', limit: 3 } });
    for (const integrity of ['emulator', 'cloned', 'virtual-machine'])
      expect(await add(four[3]!, 'own', {}, integrity)).toMatchObject({ status: 403, body: { code: 'device-untrusted' } });
    expect(await add(four[3]!, 'own', {}, 'rooted')).toMatchObject({ status: 200, body: { restrictions: ['limited-device'] } });
  });

  it('are added to no locked account before its midnight', async () => {
    const now = (await clock()) + 10_000;
    const id = await account();
    await send(id, [failed(now + 1), failed(now + 2), failed(now + 3)]);
    const answer = await add(id, 'another phone');
    expect(answer).toMatchObject({ status: 409, body: { code: 'account-locked', availableAt: expect.any(String) } });
  });
});

describe('signals about many accounts', () => {
  const sendMany = (signals: readonly unknown[], key = service) =>
    api.call('POST', '/v1/signals', { key, body: { signals }, idempotencyKey: null });

  it('are each taken or refused by themselves, and may be repeated', async () => {
    const [one, other, gone] = [await account(), await account(), await account()];
    await api.leave(gone);
    await purge(gone);
    const now = await clock();
    const twice = signIn(now);
    const signals = [
      { accountId: one, ...activity(now) },
      { accountId: other, ...twice },
      { accountId: randomUUID(), ...activity(now) },
      { accountId: gone, ...activity(now) },
      { accountId: one, ...activity(now + day) },
      { accountId: other, ...twice, factor: 'totp' },
    ];
    const refused = [
      { index: 2, code: 'not-found' },
      { index: 3, code: 'account-not-observed' },
      { index: 4, code: 'signal-in-future' },
      { index: 5, code: 'signal-changed' },
    ];
    expect(await sendMany(signals)).toMatchObject({ status: 202, body: { taken: 2, refused } });
    const before = await kept();
    expect(await sendMany(signals)).toMatchObject({ status: 202, body: { taken: 2, refused } });
    expect(await kept()).toEqual(before);
    for (const id of [one, other]) expect(await shown(id)).toMatchObject({ lastActivityAt: dayOf(now) });
  });

  it('come up to a thousand, and one more is refused', async () => {
    const id = await account();
    const now = await clock();
    const many = (count: number) => Array.from({ length: count }, (_, n) => ({ accountId: id, ...activity(now - n) }));
    expect(await sendMany(many(1_000))).toMatchObject({ status: 202, body: { taken: 1_000, refused: [] } });
    expect(await sendMany(many(1_001))).toMatchObject({ status: 422, body: { code: 'batch-too-large', limit: 1_000 } });
  });
});

/** Fires and records everything up to the end of the account, as worker and effects do. */
async function purge(accountId: string): Promise<void> {
  const { engine, database: db } = api.kernel;
  const [row] = await db.query<{ id: string }>(`SELECT stream_id AS id FROM es.streams WHERE type = 'deregistration' AND account_id = $1`, [
    accountId,
  ]);
  await api.advance(14 * day);
  await engine.fireDeadline(row!.id, 'EndCoolingOff');
  for (;;) {
    const owed = (await engine.readControl(row!.id))!.owed;
    const steps = owed.filter(({ kind }) => !/^(end|confirm|remind)(Sessions|Deregistration|Purge|OfCoolingOff)/.test(kind));
    if (steps.length === 0) return;
    for (const { effectId, kind } of steps) {
      await engine.begin(effectId, kind);
      await engine.finish(effectId, { type: 'RecordPurgeStep', step: kind, result: { done: true, items: 1 } } as never);
    }
  }
}
