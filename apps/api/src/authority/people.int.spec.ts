import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { openDatabase } from '#event-store';
import { eventually, freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { open, personal, post, profile, put, shown } from '../testing/registrations';

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

const known = (userId: string) =>
  api.kernel.database.query<{ id: string }>('SELECT principal_id AS id FROM iam.principals WHERE external_id = $1', [`user:${userId}`]);
const forget = (subjectId: string, userId: string) =>
  api.kernel.vault.forget(api.kernel.database, { subjectId, userId, effectId: 'effect-1' });

describe('a person who is erased for good', () => {
  it('cannot be acted for any more, and a query creates no new principal', async () => {
    const service = await api.newKey(['service'], ['accounts:read', 'act-for']);
    const { id } = await api.newAccount('+8613800138001');
    const { subjectId } = (await api.call('GET', `/v1/accounts/${id}`)).body as { subjectId: string };
    const look = () => api.call('GET', `/v1/accounts/${id}`, { key: service, person: id });
    expect((await look()).status).toBe(200);
    expect(await known(id)).toHaveLength(1);
    await api.kernel.database.query('UPDATE es.streams SET state = \'{"status":"purged"}\' WHERE stream_id = $1', [`account:${id}`]);
    await forget(subjectId, id);
    expect(await look()).toMatchObject({ status: 403, body: { code: 'person-unknown' } });
    expect(await known(id)).toEqual([]);
  });

  it('gets no principal from a late step of their registration', async () => {
    const { id } = (await open(api, personal('+8613800138002'))).body as { id: string };
    await post(api, id, 'withdrawal');
    const { subjectId } = await shown(api, id);
    const [{ accountId }] = (await api.kernel.database.query<{ accountId: string }>(
      `SELECT state ->> 'accountId' AS "accountId" FROM rm.process WHERE id = $1`,
      [id],
    )) as [{ accountId: string }];
    await forget(subjectId, accountId);
    expect(await put(api, id, 'steps/profile', profile(1))).toMatchObject({ status: 409, body: { code: 'registration-closed' } });
    expect(await known(accountId)).toEqual([]);
  });

  it('and named again by the old id is a new person: nobody has their former roles', async () => {
    const userId = randomUUID();
    const grant = async () => (await api.call('POST', '/v1/identity-reviewers', { body: { userId } })).body.principalId as string;
    const before = await grant();
    await forget(randomUUID(), userId);
    const real = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => real() + 10_001);
    try {
      expect(await grant()).not.toBe(before);
    } finally {
      jest.restoreAllMocks();
    }
  });
});

describe('a person who is being erased', () => {
  it('is named by no event afterwards, though they were named a moment before: the role goes to a new principal', async () => {
    const userId = randomUUID();
    const company = await newCompany(api, { itAdmins: [randomUUID()] });
    const grant = () => api.call('POST', `/v1/companies/${company}/roles`, { body: { role: 'it-admin', userId } });
    const first = (await grant()).body.principalId;
    await forget(randomUUID(), userId);
    const second = (await grant()).body.principalId;
    expect(second).not.toBe(first);
    expect(await known(userId)).toEqual([{ id: second }]);
  });

  it('is named by no event, though they were there when the command began: 503, and the next try names a new principal', async () => {
    const owner = await openDatabase({ url: database.ownerUrl, applicationName: 'erasure', poolSize: 2 });
    const userId = randomUUID();
    const company = await newCompany(api, { itAdmins: [randomUUID()] });
    const waiting = () =>
      owner
        .query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
        .then(({ length }) => length);
    const key = randomUUID();
    const grant = () => api.call('POST', `/v1/companies/${company}/roles`, { body: { role: 'it-admin', userId }, idempotencyKey: key });
    let granting!: ReturnType<typeof grant>;
    await owner.transaction(async (tx) => {
      await tx.query('SELECT FROM es.streams WHERE stream_id = $1 FOR UPDATE', [`company:${company}`]);
      granting = grant();
      await eventually('the grant waits', waiting, (n) => n === 1);
      await owner.query('DELETE FROM iam.principals WHERE external_id = $1', [`user:${userId}`]);
    });
    expect((await granting).status).toBe(503);
    expect((await grant()).status).toBe(201);
    expect(await known(userId)).toHaveLength(1);
    await owner.close();
  });

  it('keeps nobody waiting for longer than a lock may take: 503 with Retry-After on every route, and not 500', async () => {
    const owner = await openDatabase({ url: database.ownerUrl, applicationName: 'erasure', poolSize: 1 });
    const userId = randomUUID();
    const company = await newCompany(api, { itAdmins: [randomUUID()] });
    const service = await api.newKey(['service'], scopes);
    await owner.query('INSERT INTO iam.principals (external_id) VALUES ($1)', [`user:${userId}`]);
    const answers = await owner.transaction(async (tx) => {
      await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      await tx.query('DELETE FROM iam.principals WHERE external_id = $1', [`user:${userId}`]);
      return Promise.all([
        api.call('POST', `/v1/companies/${company}/roles`, { body: { role: 'super-admin', userId } }),
        askForApproval(api, { companyId: company, managers: [userId] }, { key: service }),
        api.call('POST', '/v1/identity-reviewers', { body: { userId } }),
      ]);
    });
    await owner.close();
    expect(answers.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([503, 503, 503].map((status) => [status, '1']));
  }, 30_000);
});

describe('a subjectId in the place of a person', () => {
  it('is refused wherever a person is named, and names nobody', async () => {
    const { id } = await api.newAccount('+8613800138061');
    const { subjectId } = (await api.call('GET', `/v1/accounts/${id}`)).body as { subjectId: string };
    const company = await newCompany(api);
    await api.call('POST', `/v1/companies/${company}/positions`, { body: { positionId: 'sales', title: 'Sales', template: 'sales' } });
    const naming = (userId: string) => [
      api.call('POST', '/v1/identity-reviewers', { body: { userId } }),
      api.call('POST', `/v1/companies/${company}/roles`, { body: { role: 'it-admin', userId } }),
      api.call('POST', `/v1/companies/${company}/invites`, { body: { positionId: 'sales', managers: [`user:${userId}`] } }),
      askForApproval(api, { companyId: company, managers: [userId] }),
    ];
    for (const wrong of [subjectId, company]) {
      for (const answer of await Promise.all(naming(wrong)))
        expect(answer).toMatchObject({ status: 422, body: { code: 'subject-not-a-person' } });
      expect(await known(wrong)).toEqual([]);
    }
    for (const answer of await Promise.all(naming(id))) expect(answer.body.code).not.toBe('subject-not-a-person');
    expect(await known(id)).toHaveLength(1);
  });
});
