import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { openDatabase, type Database } from '#event-store';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';

let database: FreshDatabase;
let owner: Database;
let api: TestApi;
let service: string;
beforeAll(async () => {
  database = await freshDatabase();
  owner = await openDatabase({ url: database.ownerUrl, applicationName: 'a newer release', poolSize: 1 });
  api = await testApi(database.url);
  service = await api.newKey(['service'], scopes);
});
afterAll(async () => {
  await owner?.close();
  await api?.close();
  await database?.drop();
});

/** What a newer release has left in the row of a process. */
const written = (id: string, columns: string) => api.kernel.database.query(`UPDATE rm.process SET ${columns} WHERE id = $1`, [id]);

describe('a process that only a newer release can read', () => {
  it.each([
    ['by its policy', 'policy_version = 99', { state: 'active', policyVersion: 99 }, ['+8613800138001', '+8613800138002']],
    ['by its status', `status = 'resting'`, { state: 'resting', policyVersion: 5 }, ['+8613800138003', '+8613800138004']],
  ])('hides no other item of a list, which shows it with a mark: %s', async (_, columns, told, [phone, another]) => {
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
    expect(await api.call('GET', `/v1/accounts/${id}`)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'newer-release' },
    });
  });

  it('is shown by no route: neither the receipts of a deregistration, nor a code to undo it', async () => {
    const account = await api.newAccount('+8613800138007');
    const id = await deregister(account.id);
    await written(id, `policy_version = 99, status = 'resting', state = jsonb_set(state, '{status}', '"resting"')`);
    const answers = [
      await api.call('GET', `/v1/deregistrations/${id}/receipts`),
      await api.call('POST', `/v1/deregistrations/${id}/challenges`),
      await api.call('GET', `/v1/accounts/${account.id}/deadlines`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  });

  it.each([
    ['nothing that this program knows', `{"status":"none"}`, '+8613800138011', '+8613800138012'],
    ['a state that lacks what it looks for', `{"status":"living"}`, '+8613800138013', '+8613800138014'],
  ])('is marked, acts for nobody and crashes nothing where its events come to %s', async (_, state, phone, another) => {
    const known = await api.newAccount(phone);
    const { id } = await api.newAccount(another);
    await owner.query('UPDATE es.streams SET state = $2::json WHERE stream_id = $1', [`account:${id}`, state]);
    const { status, body } = await api.call('GET', '/v1/accounts?pageSize=100');
    const marks = (body.items as { id: string; unreadable?: string }[]).filter((item) => [id, known.id].includes(item.id));
    expect([status, new Map(marks.map((item) => [item.id, item.unreadable]))]).toEqual([
      200,
      new Map([
        [known.id, undefined],
        [id, 'newer-release'],
      ]),
    ]);
    const answers = [
      await api.call('GET', `/v1/accounts/${id}`),
      await api.call('GET', `/v1/accounts/${id}`, { key: service }),
      await api.call('GET', '/v1/registrations', { key: service, person: id }),
      await api.call('POST', '/v1/deregistrations', { body: { accountId: id, checklist } }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([503, 503, 503, 503]);
  });

  it('is hidden from a service that is no party, as any approval is, whatever its state has become', async () => {
    const [manager, requester] = [randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [requester] });
    const id = await ask(companyId, manager, requester);
    for (const state of ['{"status":"none"}', '{"status":"pending"}']) {
      await owner.query('UPDATE es.streams SET state = $2::json WHERE stream_id = $1', [`approval:${id}`, state]);
      const seen = [
        await api.call('GET', `/v1/approvals/${id}`, { key: service }),
        await api.call('GET', `/v1/approvals/${id}`, { key: service, person: manager }),
        await api.call('GET', `/v1/approvals/${id}`),
        await api.call('GET', `/v1/approvals?assignee=user:${manager}`),
      ];
      expect(seen.map(({ status }) => status)).toEqual([404, 503, 503, 200]);
    }
  });

  it('is no fact for a decision: a company of a newer policy takes no account in and grants no role', async () => {
    const companyId = await newCompany(api, { itAdmins: [randomUUID()] });
    await moved(`company:${companyId}`, 99);
    const answers = [
      await api.call('POST', '/v1/accounts', { body: { phone: '+8613800138008', companyId } }),
      await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'it-admin', userId: randomUUID() } }),
      await api.call('POST', `/v1/companies/${companyId}/positions`, { body: { positionId: 'desk', title: 'x', template: 'desk' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  });

  it.each([
    ['policy', 'policy_version = 99', '+8613800138009'],
    ['status', `status = 'blocked', state = jsonb_set(state, '{status}', '"blocked"')`, '+8613800138010'],
  ])('is nobody to act for, where it is the account of a person: by its %s', async (_, columns, phone) => {
    const { id } = await api.newAccount(phone);
    const requester = randomUUID();
    const companyId = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [requester] });
    const approval = await ask(companyId, id, requester);
    await written(id, columns);
    const answers = [
      await api.call('GET', '/v1/registrations', { key: service, person: id }),
      await api.call('POST', '/v1/deregistrations', { key: service, person: id, body: { accountId: id, checklist } }),
      await api.call('POST', `/v1/approvals/${approval}/decisions`, { key: service, person: id, body: { decision: 'approve' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  });

  it('is an approval of a matter that only the newer one knows, under a policy that both know', async () => {
    const [manager, requester] = [randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [requester] });
    const [known, newer] = [await ask(companyId, manager, requester), await ask(companyId, manager, requester)];
    await owner.query(
      `UPDATE es.streams SET state = jsonb_set(state::jsonb, '{matter,type}', '"data-export"')::json WHERE stream_id = $1`,
      [`approval:${newer}`],
    );
    const { status, body } = await api.call('GET', '/v1/approvals');
    const items = body.items as { id: string; unreadable?: string }[];
    const marks = [known, newer].map((id) => items.find((item) => item.id === id)?.unreadable);
    expect([status, marks]).toEqual([200, [undefined, 'newer-release']]);
    const shown = await api.call('GET', `/v1/approvals/${newer}`);
    const dossier = await api.call('GET', `/v1/approvals/${newer}/dossier`, { key: service, person: manager });
    expect([shown.status, dossier.status]).toEqual([503, 503]);
  });

  it('is such an approval also for the engine, which decides by the events', async () => {
    const [manager, requester] = [randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [requester] });
    const id = await ask(companyId, manager, requester);
    await owner.query('ALTER TABLE es.events DISABLE TRIGGER events_append_only');
    await owner.query(
      `UPDATE es.events SET data = jsonb_set(data, '{matter,type}', '"data-export"') WHERE stream_id = $1 AND version = 1`,
      [`approval:${id}`],
    );
    await owner.query('ALTER TABLE es.events ENABLE TRIGGER events_append_only');
    // The stored state is of no shape that this program knows, so that it folds the events.
    await owner.query('UPDATE es.streams SET shape = NULL WHERE stream_id = $1', [`approval:${id}`]);
    const decided = await api.call('POST', `/v1/approvals/${id}/decisions`, {
      key: service,
      person: manager,
      body: { decision: 'approve' },
    });
    expect(decided.status).toBe(503);
  });
});

const checklist = { appsUnbound: true, groupsLeft: true };

const deregister = async (accountId: string) => (await api.leave(accountId)).body.id as string;

const ask = async (companyId: string, manager: string, person: string) =>
  (await askForApproval(api, { companyId, managers: [manager] }, { key: service, person })).body.id as string;

/** Appends, as a newer release would, an event that this program does not know, to a stream of this policy. */
async function moved(streamId: string, policyVersion: number): Promise<void> {
  await owner.query(
    `INSERT INTO es.events (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)
     SELECT stream_id, version + 1, gen_random_uuid(), '', 'CompanySuspended', 1, '{}', '{}', now(), '' FROM es.streams WHERE stream_id = $1`,
    [streamId],
  );
  await owner.query('UPDATE es.streams SET version = version + 1, revision = revision + 1, policy_version = $2 WHERE stream_id = $1', [
    streamId,
    policyVersion,
  ]);
}
