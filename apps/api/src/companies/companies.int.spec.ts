import { randomUUID } from 'node:crypto';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';

const day = 86_400_000;
const acme = { name: 'Canary Holding', companyKind: 'enterprise', verified: true };
const sales = { positionId: 'sales-rep', title: 'Canary Representative', template: 'sales' };

let database: FreshDatabase;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const post = (path: string, body: unknown, idempotencyKey?: string) =>
  api.call('POST', path, { body, ...(idempotencyKey && { idempotencyKey }) });
const invite = (companyId: string, fields: object = {}, idempotencyKey?: string) =>
  post(`/v1/companies/${companyId}/invites`, { positionId: 'sales-rep', managers: [`outside:${randomUUID()}`], ...fields }, idempotencyKey);

describe('a company', () => {
  it('is taken in as verified, with its name sealed', async () => {
    const created = await post('/v1/companies', acme);
    expect(created).toMatchObject({ status: 201, body: { type: 'company', state: 'verified', companyKind: 'enterprise' } });
    expect(created.body.links).toEqual({ self: `/v1/companies/${created.body.id}` });
    expect(created.headers).toMatchObject({ location: `/v1/companies/${created.body.id}`, etag: '"1"' });
    expect((await api.call('GET', `/v1/companies/${created.body.id}`)).body).toEqual({ ...created.body, name: 'Canary Holding' });
    expect(JSON.stringify(created.body)).not.toContain('Canary');
    const { vault, database: db } = api.kernel;
    const request = { subjectId: created.body.id as string, dataClass: 'company', fields: ['name'], actor: randomUUID(), purpose: 'test' };
    expect(await vault.open(db, request)).toEqual({ name: 'Canary Holding' });
  });

  it('is verified already: there is no other way in yet', async () => {
    expect(await post('/v1/companies', { ...acme, verified: false })).toMatchObject({ status: 422 });
  });

  it('has each position once, under its own word for it', async () => {
    const id = await newCompany(api);
    expect(await post(`/v1/companies/${id}/positions`, sales)).toMatchObject({
      status: 201,
      body: { companyId: id, positionId: 'sales-rep', template: 'sales', autoApprove: false },
    });
    expect(await post(`/v1/companies/${id}/positions`, { ...sales, title: 'Another' })).toMatchObject({
      status: 409,
      body: { code: 'position-exists' },
    });
    expect(await post(`/v1/companies/${await newCompany(api)}/positions`, sales)).toMatchObject({ status: 201 });
  });

  it('grants a role to a person once; events and answers have a random id for them', async () => {
    const id = await newCompany(api);
    const userId = randomUUID();
    const granted = await post(`/v1/companies/${id}/roles`, { role: 'it-admin', userId });
    expect(granted).toMatchObject({ status: 201, body: { companyId: id, role: 'it-admin' } });
    expect(await post(`/v1/companies/${id}/roles`, { role: 'it-admin', userId })).toMatchObject({
      status: 409,
      body: { code: 'role-held-already' },
    });
    const events = await api.kernel.database.query<{ data: unknown }>("SELECT data FROM es.events WHERE type = 'RoleGranted'");
    expect(JSON.stringify(events)).toContain(granted.body.principalId);
    expect(JSON.stringify([events, granted.body])).not.toContain(userId);
  });

  it('takes a role back from its holder, and may grant it again; a repeated call gets its first answer', async () => {
    const id = await newCompany(api);
    const userId = randomUUID();
    const revoke = (idempotencyKey?: string) => post(`/v1/companies/${id}/roles/revocation`, { role: 'it-admin', userId }, idempotencyKey);
    expect(await revoke()).toMatchObject({ status: 409, body: { code: 'role-not-held' } });
    const granted = await post(`/v1/companies/${id}/roles`, { role: 'it-admin', userId });
    const key = randomUUID();
    const taken = await revoke(key);
    expect(taken).toMatchObject({ status: 200, body: granted.body });
    expect(await revoke(key)).toMatchObject({ status: 200, body: granted.body, headers: { 'idempotency-replayed': 'true' } });
    expect(await revoke()).toMatchObject({ status: 409, body: { code: 'role-not-held' } });
    expect(await post(`/v1/companies/${id}/roles`, { role: 'it-admin', userId })).toMatchObject({ status: 201, body: granted.body });
  });

  it('keeps one super admin: of two who take the role back from each other at once, one stays', async () => {
    const id = await newCompany(api);
    const [first, second] = [randomUUID(), randomUUID()];
    const revoke = (userId: string) => post(`/v1/companies/${id}/roles/revocation`, { role: 'super-admin', userId });
    for (const userId of [first, second]) await post(`/v1/companies/${id}/roles`, { role: 'super-admin', userId });
    const answers = await Promise.all([revoke(first), revoke(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject({ body: { code: 'admin-transfer-required' } });
  });

  it('that nobody has taken in is not found', async () => {
    for (const [path, body] of [
      ['positions', sales],
      ['roles', { role: 'it-admin', userId: randomUUID() }],
      ['roles/revocation', { role: 'it-admin', userId: randomUUID() }],
      ['invites', { positionId: 'sales-rep', managers: [`outside:${randomUUID()}`] }],
    ] as const)
      expect(await post(`/v1/companies/${randomUUID()}/${path}`, body)).toMatchObject({ status: 404 });
  });
});

describe('an invite', () => {
  let companyId: string;
  beforeAll(async () => {
    companyId = await newCompany(api);
    await post(`/v1/companies/${companyId}/positions`, sales);
  });

  it('has a code of 128 bits: the same call returns it again, another call another one', async () => {
    const managers = [`outside:${randomUUID()}`];
    const first = await invite(companyId, { managers }, 'invite-1');
    expect(first).toMatchObject({ status: 201, body: { code: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/) as string } });
    const again = await invite(companyId, { managers }, 'invite-1');
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    expect((await invite(companyId)).body.code).not.toBe(first.body.code);
  });

  it('is valid for 7 days, or as long as its issuer says, at most 90', async () => {
    const goodFor = async (fields: object) => Date.parse((await invite(companyId, fields)).body.expiresAt) - Date.now();
    for (const [fields, ms] of [
      [{}, 7 * day],
      [{ expiresIn: 'P2W' }, 14 * day],
    ] as const) {
      expect(await goodFor(fields)).toBeGreaterThan(ms - 60_000);
      expect(await goodFor(fields)).toBeLessThanOrEqual(ms + 60_000);
    }
    for (const expiresIn of ['P91D', 'PT0S'])
      expect(await invite(companyId, { expiresIn })).toMatchObject({ status: 422, body: { code: 'invite-period-invalid', limit: 90 } });
  });

  it('is for a position of the company’s own', async () => {
    expect(await invite(companyId, { positionId: 'astronaut' })).toMatchObject({ status: 422, body: { code: 'position-unknown' } });
    expect(await invite(await newCompany(api))).toMatchObject({ status: 422, body: { code: 'position-unknown' } });
  });

  it('stores its code nowhere, not even in the recorded answer', async () => {
    const { code } = (await invite(companyId)).body as { code: string };
    const tables = ['es.events', 'es.streams', 'es.commands', 'rm.process', 'vault.subject_data', 'iam.security_log'];
    for (const table of tables) {
      const rows = await api.kernel.database.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      expect({ table, found: rows.filter(({ row }) => row.includes(code)) }).toEqual({ table, found: [] });
    }
    expect(await api.kernel.engine.read(`invite:${api.kernel.keys.uuid('invite', code)}`)).toMatchObject({
      companyId,
      state: { status: 'issued' },
    });
  });
});
