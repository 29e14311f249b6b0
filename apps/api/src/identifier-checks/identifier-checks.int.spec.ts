import { otherThan } from '#journey';
import { freshDatabase, type FreshDatabase } from '#testing';
import { ProviderRefused } from '#providers';
import { testApi, type TestApi } from '../testing/api';

const day = 86_400_000;
const minute = 60_000;

describe('identifier checks', () => {
  let database: FreshDatabase;
  let api: TestApi;
  beforeEach(async () => {
    database = await freshDatabase();
    api = await testApi(database.url);
  });
  afterEach(async () => {
    await api?.close();
    await database?.drop();
  });

  const phone = '+8613800138000';
  const check = (value: string, proof: object = {}, kind = 'phone') =>
    api.call('POST', '/v1/identifier-checks', { body: { kind, value, ...proof }, idempotencyKey: null });
  const prove = async (value: string, kind = 'phone') => {
    const { body } = await api.call('POST', '/v1/challenges', { body: { kind, value, purpose: 'identifier-check' } });
    return { challengeId: body.challengeId as string, code: /\b\d{6}\b/.exec(api.sent.at(-1)!.text)![0] };
  };
  const claim = (state: 'held' | 'cooldown', until: number | null) =>
    api.kernel.database.query(
      `INSERT INTO es.claims (kind, key, identifier_id, holder, state, until) VALUES ('phone', $1, gen_random_uuid(), gen_random_uuid(), $2, to_timestamp($3::float8 / 1000))`,
      [api.kernel.keys.blindIndex('phone', phone), state, until],
    );

  it('answer the same for every value without a proof', async () => {
    await api.newAccount(phone);
    const answers = await Promise.all([check(phone), check('+8613800138001'), check('wei@example.com', {}, 'email')]);
    for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 200, body: { status: 'unproven' } });
  });

  it('tell the owner whether it is free or held, as often as asked until the code expires', async () => {
    const free = await prove(phone);
    expect((await check(phone, free)).body).toEqual({ status: 'free' });
    await api.newAccount(phone);
    expect((await check('+86 138 0013 8000', free)).body).toEqual({ status: 'held' });
    await api.advance(10 * minute);
    expect(await check(phone, free)).toMatchObject({ status: 410, body: { code: 'code-expired' } });
  });

  it('say until when it cools down, and that it is free from then on although no alarm fired', async () => {
    const proof = await prove(phone);
    const until = (await api.kernel.engine.now()) + 5 * minute;
    await claim('cooldown', until);
    expect((await check(phone, proof)).body).toEqual({ status: 'cooldown', availableAt: new Date(until).toISOString() });
    await api.advance(5 * minute);
    expect((await check(phone, proof)).body).toEqual({ status: 'free' });
  });

  it('count wrong codes, also for a code that was right once', async () => {
    const { challengeId, code } = await prove(phone);
    expect((await check(phone, { challengeId, code })).status).toBe(200);
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      expect(await check(phone, { challengeId, code: otherThan(code) })).toMatchObject({
        status: 422,
        body: { code: 'code-invalid', attemptsLeft },
      });
    }
    expect(await check(phone, { challengeId, code })).toMatchObject({ status: 429, body: { code: 'too-many-codes' } });
  });

  it('reject a code that went to another value, or was for something else', async () => {
    const proof = await prove(phone);
    expect(await check('+8613800138001', proof)).toMatchObject({ status: 422, body: { code: 'challenge-unknown' } });
    expect(await check('wei@example.com', proof, 'email')).toMatchObject({ status: 422, body: { code: 'challenge-unknown' } });
    const account = await api.newAccount(phone);
    const { body } = await api.leave(account.id);
    const { body: revocation } = await api.call('POST', `/v1/deregistrations/${body.id}/challenges`);
    const code = /\b\d{6}\b/.exec(api.sent.at(-1)!.text)![0];
    expect(await check(phone, { challengeId: revocation.challengeId, code })).toMatchObject({
      status: 422,
      body: { code: 'challenge-unknown' },
    });
  });

  it('take challenge and code together or not at all', async () => {
    expect(await check(phone, { code: '123456' })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
  });

  it('send codes to addresses by mail, and show nobody what the provider thinks of a value', async () => {
    const proof = await prove('Wei@Example.com', 'email');
    expect(api.sent[0]).toMatchObject({ channel: 'mail', to: 'wei@example.com' });
    expect((await check('wei@example.com', proof, 'email')).body).toEqual({ status: 'free' });
    api.kernel.messaging.send = () => Promise.reject(new ProviderRefused('messaging', 'no-such-number'));
    expect(await api.call('POST', '/v1/challenges', { body: { kind: 'phone', value: phone, purpose: 'identifier-check' } })).toMatchObject({
      status: 201,
    });
  });

  it('store neither the value nor the code', async () => {
    await prove(phone);
    const rows = await api.kernel.database.query('SELECT c.*, o.* FROM vault.challenges c, es.commands o');
    expect(JSON.stringify(rows)).not.toMatch(/13800138000/);
    expect(rows).toHaveLength(1);
  });

  it('send at most ten codes a day', async () => {
    const send = () => api.call('POST', '/v1/challenges', { body: { kind: 'phone', value: phone, purpose: 'identifier-check' } });
    for (let n = 0; n < 10; n += 1) {
      expect((await send()).status).toBe(201);
      await api.advance(25 * minute);
    }
    expect(await send()).toMatchObject({ status: 429, body: { code: 'too-many-codes' } });
    await api.advance(day);
    expect((await send()).status).toBe(201);
  });
});
