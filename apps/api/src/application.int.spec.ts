import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from './testing/api';

describe('the API', () => {
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

  it('boots, and is ready when PostgreSQL is', async () => {
    expect(await api.call('GET', '/livez', { key: null })).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await api.call('GET', '/readyz', { key: null })).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('takes in an account and tells it by its ETag', async () => {
    const created = await api.call('POST', '/v1/accounts', { body: { phone: '+8613800138000', name: 'Zhang Wei' } });
    expect(created).toMatchObject({ status: 201, body: { type: 'account', state: 'active', tier: 0 } });
    expect(created.headers['location']).toBe(`/v1/accounts/${created.body.id}`);
    expect(created.headers['etag']).toBe(`"${created.body.version}"`);
    expect(await api.call('GET', `/v1/accounts/${created.body.id}`)).toMatchObject({ status: 200, body: created.body });
  });
});
