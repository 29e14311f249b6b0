import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';

describe('an operator', () => {
  let api: TestApi;
  withApi(freshDatabase, (opened) => void (api = opened));

  it('makes keys that work at once, keeps only their hash, and gets the same key for the same call', async () => {
    const make = () =>
      api.call('POST', '/v1/api-keys', {
        body: { name: 'backend', companies: 'platform', roles: ['service'], scopes: ['accounts:read'] },
        idempotencyKey: 'backend',
      });
    const { status, body } = await make();
    expect(status).toBe(201);
    expect((await api.call('GET', '/v1/accounts', { key: body.key })).status).toBe(200);
    expect(await make()).toMatchObject({ status: 201, body, headers: { 'idempotency-replayed': 'true' } });
    const secret = String(body.key).slice(-43);
    const kept = await api.kernel.database.query('SELECT k::text AS key, c::text AS command FROM iam.api_keys k, es.commands c');
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(JSON.stringify(kept)).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it('cannot make a key that acts for people and has more rights than a service', async () => {
    const answer = await api.call('POST', '/v1/api-keys', {
      body: { name: 'k', companies: 'platform', roles: ['service', 'auditor'], scopes: ['act-for'] },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-request', errors: [{ path: 'scopes' }] } });
  });

  it('makes keys with scopes that their own key has, and no others', async () => {
    const asked = (key: string, scopes: string[]) =>
      api.call('POST', '/v1/api-keys', { key, body: { name: 'k', companies: 'platform', roles: ['service'], scopes } });
    const narrow = await api.newKey(['operator'], ['keys:write', 'events:read']);
    expect((await asked(narrow, ['events:read'])).status).toBe(201);
    for (const scopes of [['events:read', 'accounts:read'], ['act-for']])
      expect(await asked(narrow, scopes)).toMatchObject({
        status: 403,
        body: { code: 'forbidden', unmet: expect.arrayContaining([scopes.at(-1)]) as string[] },
      });
    const without = await api.newKey(['operator'], ['events:read', 'act-for']);
    expect((await asked(without, ['events:read'])).status).toBe(403);
  });

  it('makes no key that has expired already', async () => {
    const expiring = (expiresAt: string) =>
      api.call('POST', '/v1/api-keys', { body: { name: 'k', companies: 'platform', roles: ['service'], scopes: [], expiresAt } });
    expect(await expiring('2020-01-01T00:00:00Z')).toMatchObject({
      status: 422,
      body: { code: 'invalid-request', errors: [{ path: 'expiresAt' }] },
    });
    expect((await expiring(new Date(Date.now() + 60_000).toISOString())).status).toBe(201);
  });

  it('that may hand on the right to act for people does not have it', async () => {
    const { id } = await api.newAccount('+8613800138009');
    expect((await api.call('GET', `/v1/accounts/${id}`, { person: id })).status).toBe(403);
    const { body } = await api.call('POST', '/v1/api-keys', {
      body: { name: 'k', companies: 'platform', roles: ['service'], scopes: ['accounts:read', 'act-for'] },
    });
    expect((await api.call('GET', `/v1/accounts/${id}`, { key: body.key, person: id })).status).toBe(200);
  });

  it('lists the tasks that wait for a person, oldest first, until they are resolved', async () => {
    const account = await api.newAccount('+8613800138000');
    for (const kind of ['first', 'second', 'third']) await api.kernel.engine.raiseOperatorTask(`account:${account.id}`, kind, 'ref');
    const first = (await api.call('GET', '/v1/operator-tasks?pageSize=2')).body;
    expect(first.items).toMatchObject([{ kind: 'first', ref: 'ref', process: { type: 'account', id: account.id } }, { kind: 'second' }]);
    const rest = (await api.call('GET', `/v1/operator-tasks?pageToken=${first.nextPageToken}`)).body;
    expect(rest).toMatchObject({ items: [{ kind: 'third' }] });
    await api.kernel.database.query("UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE kind = 'first'");
    expect((await api.call('GET', '/v1/operator-tasks')).body.items).toMatchObject([{ kind: 'second' }, { kind: 'third' }]);
  });
});
