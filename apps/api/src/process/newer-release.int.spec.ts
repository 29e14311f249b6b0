import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';

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

/** What a newer release has left in the row of a process. */
const written = (id: string, columns: string) => api.kernel.database.query(`UPDATE rm.process SET ${columns} WHERE id = $1`, [id]);

describe('a process that only a newer release can read', () => {
  it.each([
    ['by its policy', 'policy_version = 99', { state: 'active', policyVersion: 99 }, ['+8613800138001', '+8613800138002']],
    ['by its status', `status = 'resting'`, { state: 'resting', policyVersion: 2 }, ['+8613800138003', '+8613800138004']],
  ])('hides no other one of a list, and is told with a mark: %s', async (_, columns, told, [phone, another]) => {
    const known = await api.newAccount(phone!);
    // Of another instant, for the order of the list.
    await api.advance(1);
    const newer = await api.newAccount(another!);
    await written(newer.id, columns);
    const { status, body } = await api.call('GET', '/v1/accounts?pageSize=2');
    expect(status).toBe(200);
    const [second, first] = body.items as Record<string, unknown>[];
    expect(first).toMatchObject({ id: known.id, state: 'active', tier: 0 });
    expect(second).toEqual({
      id: newer.id,
      type: 'account',
      version: 1,
      openedAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
      subjectId: expect.any(String) as string,
      links: { self: `/v1/accounts/${newer.id}`, workflow: `/v1/accounts/${newer.id}/workflow` },
      unreadable: 'newer-release',
      ...told,
    });
  });

  it.each([
    ['policy', 'policy_version = 99', '+8613800138005'],
    ['status', `status = 'resting'`, '+8613800138006'],
  ])('is itself shown by no older program: 503 for its %s', async (_, columns, phone) => {
    const { id } = await api.newAccount(phone);
    await written(id, columns);
    expect(await api.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });
});
