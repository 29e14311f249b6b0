import { randomUUID } from 'node:crypto';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type CallOptions, type TestApi } from '../testing/api';
import { SecurityLog } from './security-log';

const unknownKey = `tnr_${'0'.repeat(16)}_${'A'.repeat(43)}`;
const tooMany = { status: 429, body: { code: 'too-many-requests' } };

describe('a budget', () => {
  let database: FreshDatabase;
  let api: TestApi;
  beforeEach(async () => {
    database = await freshDatabase();
    api = await testApi(database.url, {
      API_TRUSTED_PROXIES: '127.0.0.1',
      API_REFUSALS_PER_MINUTE: 5,
      API_REQUESTS_PER_MINUTE: 20,
      API_CODES_PER_MINUTE: 3,
      API_LOOKUPS_PER_MINUTE: 3,
    });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await api?.close();
    await database?.drop();
  });

  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  const look = (address: string, options: CallOptions = {}) => api.call('GET', '/v1/accounts', { ...from(address), ...options });
  const noted = async () => {
    await api.app.get(SecurityLog).settle();
    return (await api.kernel.database.query('SELECT 1 FROM iam.security_log')).length;
  };
  const aMinuteLater = () => {
    const real = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => real() + 60_001);
  };

  it('of refusals belongs to an address: beyond it no key is looked up and no refusal is written, until the minute is over', async () => {
    const query = jest.spyOn(api.kernel.database, 'query');
    const attempts = Array.from({ length: 30 }, (_, n) => () => look('192.0.2.1', { key: n % 2 === 0 ? null : unknownKey }));
    for (const [n, attempt] of attempts.entries())
      expect(await attempt()).toMatchObject(n < 5 ? { status: 401, body: { code: 'unauthenticated' } } : tooMany);
    const asked = query.mock.calls.length;
    await look('192.0.2.1', { key: unknownKey });
    expect(query.mock.calls).toHaveLength(asked);
    expect((await look('192.0.2.1', { key: null })).headers['retry-after']).toMatch(/^(60|5\d)$/);
    expect(await noted()).toBe(5);
    aMinuteLater();
    expect((await look('192.0.2.1', { key: null })).status).toBe(401);
    expect((await look('192.0.2.1')).status).toBe(200);
  });

  it('of refusals holds also for a hundred calls at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => look('192.0.2.1', { key: unknownKey })));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(await noted()).toBe(5);
  });

  it('that one caller has used up is no other’s: not of another address, nor of a known key behind the same one', async () => {
    expect((await look('192.0.2.1')).status).toBe(200);
    for (let n = 0; n < 10; n += 1) await look('192.0.2.1', { key: null });
    expect((await look('192.0.2.2', { key: null })).status).toBe(401);
    expect((await look('192.0.2.1')).status).toBe(200);
    const guessed = `${api.operator.slice(0, -43)}${'A'.repeat(43)}`;
    expect(await look('192.0.2.1', { key: guessed })).toMatchObject(tooMany);
    expect(await noted()).toBe(6);
  });

  it('is one for a whole IPv6 network', async () => {
    for (let n = 0; n < 5; n += 1) await look(`2001:db8::${n}`, { key: null });
    expect(await look('2001:db8::1:2:3:4', { key: null })).toMatchObject(tooMany);
    expect((await look('2001:db8:0:1::1', { key: null })).status).toBe(401);
  });

  it('also limits unsigned callbacks', async () => {
    const call = () => api.call('POST', '/v1/provider-callbacks/directory', { key: null, body: {}, ...from('192.0.2.1') });
    for (let n = 0; n < 5; n += 1) expect(await call()).toMatchObject({ status: 401, body: { code: 'signature-invalid' } });
    expect(await call()).toMatchObject(tooMany);
    expect(await noted()).toBe(5);
  });

  it('of calls belongs to a key, and each answer shows it', async () => {
    const [busy, other] = [await api.newKey(['service'], ['accounts:read']), await api.newKey(['service'], ['accounts:read'])];
    const first = await look('192.0.2.1', { key: busy });
    expect(first.headers).toMatchObject({ 'ratelimit-limit': '20', 'ratelimit-remaining': '19', 'ratelimit-reset': '60' });
    for (let n = 1; n < 20; n += 1) expect((await look('192.0.2.1', { key: busy })).status).toBe(200);
    const refused = await look('192.0.2.1', { key: busy });
    expect(refused).toMatchObject(tooMany);
    expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0', 'retry-after': expect.stringMatching(/^(60|5\d)$/) as string });
    expect((await look('192.0.2.1', { key: other })).status).toBe(200);
    expect(await noted()).toBe(0);
    aMinuteLater();
    expect((await look('192.0.2.1', { key: busy })).status).toBe(200);
  });

  it('of codes belongs to a key, whatever numbers they go to; the refused call is accepted later', async () => {
    const send = (n: number, idempotencyKey = randomUUID(), key = api.operator) =>
      api.call('POST', '/v1/challenges', {
        key,
        idempotencyKey,
        body: { kind: 'phone', value: `+861380013800${n}`, purpose: 'identifier-check' },
      });
    for (let n = 0; n < 3; n += 1) expect((await send(n)).status).toBe(201);
    const idempotencyKey = randomUUID();
    expect(await send(4, idempotencyKey)).toMatchObject({ ...tooMany, headers: { 'ratelimit-limit': '3' } });
    expect(api.sent).toHaveLength(3);
    expect((await look('192.0.2.1')).status).toBe(200);
    expect((await send(5, randomUUID(), await api.newKey(['service'], ['identifiers:check']))).status).toBe(201);
    aMinuteLater();
    expect((await send(4, idempotencyKey)).status).toBe(201);
  });

  it('of look-ups belongs to a key: nobody tries out numbers', async () => {
    const lookUp = (n: number, key = api.operator) =>
      api.call('POST', '/v1/people/lookups', { key, idempotencyKey: null, body: { phone: `+861380013800${n}`, purpose: 'find' } });
    for (let n = 0; n < 3; n += 1) expect((await lookUp(n)).status).toBe(404);
    expect(await lookUp(4)).toMatchObject(tooMany);
    expect((await look('192.0.2.1')).status).toBe(200);
    expect((await lookUp(5, await api.newKey(['service'], ['lookup-people']))).status).toBe(404);
    aMinuteLater();
    expect((await lookUp(4)).status).toBe(404);
  });

  it('of codes is used by every route that sends one', async () => {
    const id = randomUUID();
    const sending = ['/v1/challenges', '/v1/registrations', `/v1/registrations/${id}/codes`, `/v1/deregistrations/${id}/challenges`];
    const statuses: number[] = [];
    for (const path of sending) statuses.push((await api.call('POST', path, { body: {} })).status);
    expect(statuses).toEqual([422, 422, 404, 429]);
    expect(await api.call('PUT', `/v1/registrations/${id}/phone`, { body: {} })).toMatchObject(tooMany);
    expect((await api.call('PUT', `/v1/registrations/${id}/steps/phone`, { body: {} })).status).toBe(422);
  });
});
