import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';

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

it('a row that wrongly shows a process to a person lets them do nothing: the events say that they do not see it', async () => {
  const service = await api.newKey(['service'], scopes);
  const [manager, requester, outsider] = [randomUUID(), randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [requester, outsider] });
  const { id } = (await askForApproval(api, { companyId, managers: [manager] }, { key: service, person: requester })).body;
  const withdraw = () => api.call('POST', `/v1/approvals/${String(id)}/withdrawal`, { key: service, person: outsider });
  expect(await withdraw()).toMatchObject({ status: 404, body: { code: 'not-found' } });
  const [principal] = await api.kernel.database.query<{ id: string }>(
    'SELECT principal_id AS id FROM iam.principals WHERE external_id = $1',
    [`user:${outsider}`],
  );
  await api.kernel.database.query(`UPDATE rm.process SET state = jsonb_set(state, '{requestedBy}', to_jsonb($2::text)) WHERE id = $1`, [
    id,
    principal!.id,
  ]);
  expect((await api.call('GET', `/v1/approvals/${String(id)}`, { key: service, person: outsider })).status).toBe(200);
  expect(await withdraw()).toMatchObject({ status: 404, body: { code: 'not-found' } });
});
