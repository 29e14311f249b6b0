import { randomUUID } from 'node:crypto';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';

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

describe('the transfer of an administrator', () => {
  const transferred = async () => {
    const companyId = await newCompany(api);
    const [holder, successor] = [randomUUID(), randomUUID()];
    await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'super-admin', userId: holder } });
    return api.call('POST', '/v1/admin-transfers', { body: { companyId, holder, successor } });
  };

  it('is requested, shown, listed and accepted', async () => {
    const { status, body } = await transferred();
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ type: 'admin-transfer', state: 'pending', allowed: ['AcceptAdminTransfer'] }),
    ]);
    const accepted = await api.call('POST', `/v1/admin-transfers/${body.id}/acceptance`);
    expect(accepted).toMatchObject({ status: 200, body: { state: 'accepted', outcome: 'accepted', allowed: [] } });
    expect((await api.call('GET', '/v1/admin-transfers?state=accepted')).body.items).toMatchObject([{ id: body.id }]);
    expect((await api.call('GET', `/v1/admin-transfers/${body.id}`)).body).toEqual(accepted.body);
  });

  it('is refused where the holder has not the role, and once it is over', async () => {
    const body = { companyId: await newCompany(api), holder: randomUUID(), successor: randomUUID() };
    expect(await api.call('POST', '/v1/admin-transfers', { body })).toMatchObject({ status: 409, body: { code: 'admin-role-not-held' } });
    const { id } = (await transferred()).body;
    await api.call('POST', `/v1/admin-transfers/${id}/acceptance`);
    expect(await api.call('POST', `/v1/admin-transfers/${id}/acceptance`)).toMatchObject({
      status: 409,
      body: { code: 'admin-transfer-over' },
    });
  });
});
