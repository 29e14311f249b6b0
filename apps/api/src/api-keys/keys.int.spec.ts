import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { eventually, freshDatabase, type FreshDatabase } from '#testing';
import { ApiKeys } from '../authority/api-keys';
import { bearerOf } from '../authority/bearer';
import { KeyNews } from '../authority/key-news';
import { pagedByTwo, testApi, type TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('the keys of clients', () => {
  let database: FreshDatabase;
  let api: TestApi;
  let company: string;
  beforeAll(async () => {
    database = await freshDatabase();
    api = await testApi(database.url);
    company = await newCompany(api);
  });
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });

  const make = (fields: object = {}) =>
    api.call('POST', '/v1/api-keys', {
      body: { name: 'backend', companies: 'platform', roles: ['service'], scopes: ['accounts:read'], ...fields },
    });
  const show = (keyId: string) => api.call('GET', `/v1/api-keys/${keyId}`);
  const works = async (key: string) => (await api.call('GET', '/v1/accounts', { key })).status === 200;

  it('say whose they are, what they may do, who made them, and until when', async () => {
    const { status, body } = await make({ client: 'payroll', companies: [company] });
    expect([status, body.client]).toEqual([201, 'payroll']);
    expect((await show(body.keyId)).body).toEqual({
      ...{ keyId: body.keyId, note: 'backend', client: 'payroll', companies: [company], roles: ['service'], scopes: ['accounts:read'] },
      ...{ state: 'active', createdAt: expect.any(String) as string, createdBy: expect.any(String) as string, expiresAt: body.expiresAt },
    });
    expect(await show('0'.repeat(16))).toMatchObject({ status: 404 });
  });

  it('may hold every scope that there is, and are listed like any other', async () => {
    const { status, body } = await make({ client: 'suite', scopes });
    expect(status).toBe(201);
    expect((await show(body.keyId)).body).toMatchObject({ scopes });
    expect(await api.call('GET', '/v1/api-keys?client=suite')).toMatchObject({ status: 200, body: { items: [{ scopes }] } });
  });

  it('without a client are clients of their own', async () => {
    const { body } = await make();
    expect(body.client).toBe(body.keyId);
  });

  it('live for 90 days, or less', async () => {
    const { body } = await make();
    expect(Date.parse(body.expiresAt) / dayMs).toBeCloseTo(Date.now() / dayMs + 90, 2);
    const soon = new Date(Date.now() + dayMs).toISOString();
    expect((await make({ expiresAt: soon })).body.expiresAt).toBe(soon);
    expect(await make({ expiresAt: new Date(Date.now() + 91 * dayMs).toISOString() })).toMatchObject({
      status: 422,
      body: { code: 'invalid-request', errors: [{ path: 'expiresAt', code: 'too-big' }] },
    });
  });

  it('are for companies that exist, and say which do not', async () => {
    const nowhere = randomUUID();
    expect(await make({ companies: [company, nowhere] })).toMatchObject({
      status: 422,
      body: { code: 'company-unknown', unmet: [nowhere] },
    });
    expect(await make({ companies: [] })).toMatchObject({ status: 422, body: { errors: [{ path: 'companies' }] } });
    expect(await make({ roles: ['auditor'], companies: [company] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'companies' }] },
    });
  });

  it('of one client have one principal and one set of idempotency keys', async () => {
    const [one, other, stranger] = await Promise.all(
      ['twins', 'twins', 'stranger'].map((client) => make({ client, scopes: ['accounts:read'] })),
    );
    const rows = await api.kernel.database.query<{ id: string; principal: string }>(
      'SELECT key_id AS id, principal_id AS principal FROM iam.api_keys',
    );
    const principalOf = ({ body }: { body: { keyId: string } }) => rows.find(({ id }) => id === body.keyId)!.principal;
    expect(principalOf(one!)).toBe(principalOf(other!));
    expect(principalOf(one!)).not.toBe(principalOf(stranger!));
  });

  it('are rotated: the new one repeats the calls of the old one, which ends some hours later', async () => {
    const key = await api.newKey(['service'], scopes, { client: 'rotating' });
    const keyId = key.slice(4, 20);
    const idempotencyKey = randomUUID();
    const check = (by: string) =>
      api.call('POST', '/v1/identifier-checks', { key: by, body: { kind: 'phone', value: '+8613800138077' }, idempotencyKey });
    const rotated = await api.call('POST', `/v1/api-keys/${keyId}/rotation`, {
      body: { oldEndsAt: new Date(Date.now() + 2 * hourMs).toISOString() },
    });
    expect(rotated).toMatchObject({ status: 201, body: { client: 'rotating' } });
    expect([await works(key), await works(rotated.body.key)]).toEqual([true, true]);
    const [first, again] = [await check(key), await check(rotated.body.key)];
    expect(again.status).toBe(first.status);
    const old = (await show(keyId)).body;
    expect(old.rotatedTo).toBe(rotated.body.keyId);
    expect((Date.parse(old.expiresAt) - Date.now()) / hourMs).toBeCloseTo(2, 1);
    expect(await api.call('POST', `/v1/api-keys/${keyId}/rotation`)).toMatchObject({ status: 409, body: { code: 'api-key-rotated' } });
    const now = await api.call('POST', `/v1/api-keys/${rotated.body.keyId}/rotation`, {
      body: { oldEndsAt: new Date(Date.now() - 1).toISOString() },
    });
    expect(now.status).toBe(201);
    await eventually('the rotated key has ended', async () => !(await works(rotated.body.key)));
    expect(await api.call('POST', `/v1/api-keys/${rotated.body.keyId}/rotation`)).toMatchObject({ body: { code: 'api-key-ended' } });
  });

  it('are rotated by those who hold what they may do: the successor is theirs to use', async () => {
    const key = await api.newKey(['service'], scopes);
    const maker = await api.newKey(['operator'], ['keys:write', 'accounts:read']);
    const rotated = await api.call('POST', `/v1/api-keys/${key.slice(4, 20)}/rotation`, { key: maker });
    expect(rotated).toMatchObject({ status: 403, body: { code: 'forbidden', unmet: expect.arrayContaining(['act-for']) as string[] } });
    expect((await show(key.slice(4, 20))).body).not.toHaveProperty('rotatedTo');
    const plain = await make();
    expect((await api.call('POST', `/v1/api-keys/${plain.body.keyId}/rotation`, { key: maker })).status).toBe(201);
  });

  it('end when they are revoked, in every program', async () => {
    // What another program has of its own: it knows the key from before, and hears of its end.
    const there = new ApiKeys(api.kernel.database);
    const news = new KeyNews(there, api.kernel.config);
    await news.onApplicationBootstrap();
    try {
      const { body } = await make();
      const worksThere = async () => (await there.authorityOf(bearerOf(`Bearer ${body.key}`)!)) !== undefined;
      expect([await works(body.key), await worksThere()]).toEqual([true, true]);
      expect(await api.call('POST', `/v1/api-keys/${body.keyId}/revocation`)).toMatchObject({ status: 200, body: { state: 'revoked' } });
      expect((await api.call('POST', `/v1/api-keys/${body.keyId}/revocation`)).status).toBe(200);
      // Each hears it by a connection of its own, long before the ten seconds that it would else count as known.
      await eventually('both programs refuse the key', async () => !(await works(body.key)) && !(await worksThere()), Boolean, 2_000);
    } finally {
      await news.onApplicationShutdown();
    }
  });

  it('are listed, newest first, and by client', async () => {
    const made = [];
    for (let n = 0; n < 3; n += 1) made.push((await make({ client: 'listed' })).body.keyId as string);
    const listed = await pagedByTwo<{ keyId: string }>(api, '/v1/api-keys');
    expect(listed.map(({ keyId }) => keyId).slice(0, 3)).toEqual(made.reverse());
    const { items } = (await api.call('GET', '/v1/api-keys?client=listed')).body as { items: { keyId: string }[] };
    expect(items.map(({ keyId }) => keyId)).toEqual(made);
    expect(JSON.stringify(listed)).not.toContain('tnr_');
  });

  it('are made, rotated and revoked on record', async () => {
    const { keyId } = (await make()).body as { keyId: string };
    await api.call('POST', `/v1/api-keys/${keyId}/revocation`);
    const acts = await api.kernel.database.query('SELECT what FROM iam.security_log WHERE target = $1 ORDER BY at', [`api-key ${keyId}`]);
    expect(acts).toEqual([{ what: 'api-key-made' }, { what: 'api-key-revoked' }]);
  });
});
