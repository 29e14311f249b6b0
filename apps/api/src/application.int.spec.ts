import { randomUUID } from 'node:crypto';
import { freshDatabase, type FreshDatabase } from '#testing';
import { Health } from './health/health';
import { openParts } from './parts';
import { testApi, type TestApi } from './testing/api';

describe('the API', () => {
  let database: FreshDatabase;
  let api: TestApi;
  const logged: string[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
    const log = (line: unknown) => void logged.push(JSON.stringify(line));
    api = await testApi(database.url, {}, { log, warn: log, error: log });
  });
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });

  it('starts, is alive, and is ready when PostgreSQL answers', async () => {
    expect(await api.call('GET', '/livez', { key: null })).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await api.call('GET', '/readyz', { key: null })).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('describes every route in OpenAPI 3.1, with the schemas that requests are checked against', async () => {
    const { status, body } = await api.call('GET', '/openapi.json', { key: null });
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/v1/accounts', '/v1/deregistrations/{id}/revocation', '/v1/identifier-checks']),
    );
    expect(body.paths['/v1/accounts'].post.requestBody.content['application/json'].schema).toMatchObject({
      required: ['phone'],
      additionalProperties: false,
    });
    expect(body.components.schemas.Problem.required).toEqual(
      expect.arrayContaining(['type', 'title', 'status', 'code', 'detail', 'traceId']),
    );
  });

  it('tells of each route which command it sends, and what it asks of its caller', async () => {
    const { paths } = (await api.call('GET', '/openapi.json', { key: null })).body;
    const profile = paths['/v1/registrations/{id}/steps/profile'].put;
    expect(profile).toMatchObject({
      'x-command': 'GiveProfile',
      'x-access': { roles: ['service', 'operator'], scope: 'registrations:write', forPeople: true },
    });
    expect(profile.description).toBe(
      'Needs a key with the role service or operator, and the scope registrations:write. A service may call it for a person (On-Behalf-Of).\n\n' +
        'Command: `GiveProfile`.',
    );
    expect(paths['/v1/operator-tasks'].get).toMatchObject({
      description:
        'Needs a key with the role operator or auditor. Or a person with this right, who calls without a key: ' +
        'Authorization: Bearer and the token of their identity provider, no On-Behalf-Of.',
      'x-access': { roles: ['operator', 'auditor'] },
    });
  });

  it('tells whom it refuses what the route asks for', async () => {
    const refused = (required: object) => ({ status: 403, body: { code: 'forbidden', required } });
    const reader = await api.newKey(['service'], ['accounts:read']);
    const write = { roles: ['operator'], scope: 'accounts:write', forPeople: false };
    expect(await api.call('POST', '/v1/accounts', { key: reader, body: {} })).toMatchObject(refused(write));
    const actingFor = { roles: ['service'], scope: 'act-for', forPeople: true };
    expect(await api.call('GET', '/v1/accounts', { key: reader, person: randomUUID() })).toMatchObject(refused(actingFor));
  });

  it('serves its documentation page with everything the page needs', async () => {
    const page = await api.call('GET', '/docs', { key: null });
    expect(page.status).toBe(200);
    const references = [...String(page.body).matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, reference]) => reference!);
    expect(references.length).toBeGreaterThan(3);
    for (const reference of references) {
      expect(reference).not.toMatch(/^(https?:)?\/\//);
      expect(await api.call('GET', new URL(reference, 'http://local/docs').pathname, { key: null })).toMatchObject({ status: 200 });
    }
  });

  it('sets the headers of security, and keeps answers out of caches', async () => {
    const { headers } = await api.call('GET', '/v1/accounts');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('measures requests by route, commands by answer, and what waits', async () => {
    await api.newAccount('+8613800138001');
    const { body } = await api.call('GET', '/metrics', { key: null });
    expect(body).toMatch(/tenure_http_request_duration_seconds_count\{method="POST",route="\/v1\/accounts"\} [1-9]/);
    expect(body).toMatch(/tenure_http_requests_total\{method="POST",route="\/v1\/accounts",status="2xx"\} [1-9]/);
    expect(body).toMatch(/tenure_command_duration_seconds_count\{command="TakeInAccount"\} [1-9]/);
    expect(body).toMatch(/tenure_commands_total\{command="TakeInAccount",answer="accepted"\} [1-9]/);
    expect(body).toMatch(/tenure_unsent_wakes \d+/);
    expect(body).toMatch(/tenure_overdue_deadlines 0/);
    expect(body).toMatch(/tenure_open_operator_tasks 0/);
  });

  it('writes one line for each request, without anything that was sent', async () => {
    logged.length = 0;
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await api.call('POST', '/v1/accounts', { body: { phone: '+8613800138002', name: 'Canary Liu' }, headers: { traceparent } });
    await api.call('GET', '/dev/messages?to=%2B8613800138002');
    await api.call('GET', '/unknown/+8613800138002');
    const lines = logged.filter((line) => line.includes('"route"'));
    expect(lines[0]).toContain('"route":"/v1/accounts","status":201');
    expect(lines[0]).toContain('0af7651916cd43dd8448eb211c80319c');
    expect(logged.join()).not.toMatch(/13800138002|Canary|Liu/);
  });

  it('is no longer ready before it stops, and stays alive', async () => {
    api.app.get(Health).drain();
    expect(await api.call('GET', '/readyz', { key: null })).toMatchObject({ status: 503, body: { missing: 'draining' } });
    expect((await api.call('GET', '/livez', { key: null })).status).toBe(200);
  });
});

describe('the API in production', () => {
  it('has no routes of the embedded stack', async () => {
    const database = await freshDatabase();
    const api = await testApi(database.url, { TENURE_MODE: 'production' });
    for (const path of ['/dev/clock', '/dev/messages'])
      expect(await api.call('GET', path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await api.call('POST', '/dev/clock/advance', { body: { by: 'P1D' } })).toMatchObject({ status: 404 });
    const { body } = await api.call('GET', '/openapi.json', { key: null });
    expect(Object.keys(body.paths).filter((path) => path.startsWith('/dev'))).toEqual([]);
    await api.close();
    await database.drop();
  });

  it('does not start on a database whose clock was moved', async () => {
    const database = await freshDatabase();
    const api = await testApi(database.url);
    await api.advance(1_000);
    await expect(openParts({ ...api.kernel.config, TENURE_MODE: 'production' })).rejects.toThrow('the clock of this database was moved');
    await api.close();
    await database.drop();
  });
});

describe('the API without PostgreSQL', () => {
  it('is not ready, and answers 503', async () => {
    const database = await freshDatabase();
    const api = await testApi(database.url);
    await api.call('GET', '/v1/accounts');
    await database.drop();
    expect(await api.call('GET', '/readyz', { key: null })).toMatchObject({ status: 503, body: { missing: 'postgresql' } });
    expect((await api.call('GET', '/livez', { key: null })).status).toBe(200);
    expect((await api.call('GET', '/metrics', { key: null })).status).toBe(200);
    await api.close();
  });
});
