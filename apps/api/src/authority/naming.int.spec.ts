import { randomUUID } from 'node:crypto';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { askForApproval, newCompany } from '../testing/approvals';

let api: TestApi;
let acme: string;
let other: string;
let member: string;
let stranger: string;
let former: string;
const admin = randomUUID();

const account = async (phone: string, companyId: string): Promise<string> => {
  const { body } = await api.call('POST', '/v1/accounts', { body: { phone, companyId } });
  return body.id as string;
};
const principals = () => api.kernel.database.query('SELECT FROM iam.principals').then(({ length }) => length);

withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => {
  acme = await newCompany(api, { itAdmins: [admin] });
  other = await newCompany(api);
  await api.call('POST', `/v1/companies/${acme}/positions`, { body: { positionId: 'sales', title: 'Sales', template: 'sales' } });
  [member, stranger, former] = [
    await account('+8613800138001', acme),
    await account('+8613800138002', other),
    await account('+8613800138003', acme),
  ];
});

/** The same people as managers of an invite, and as approvers of an export. */
const both = async (managers: readonly string[], key = api.operator) => [
  await api.call('POST', `/v1/companies/${acme}/invites`, { key, body: { positionId: 'sales', managers } }),
  await askForApproval(api, { companyId: acme, managers }, { key }),
];

describe('an approver who is named', () => {
  it('exists: a random id is nobody, and nothing is kept of it', async () => {
    const before = await principals();
    const nobody = randomUUID();
    for (const answer of await both([`user:${member}`, `user:${nobody}`]))
      expect(answer).toMatchObject({ status: 422, body: { code: 'approver-unknown', unmet: [`user:${nobody}`] } });
    expect(await principals()).toBe(before);
  });

  it('belongs to the company, as a member or by a role there', async () => {
    for (const answer of await both([`user:${member}`, `user:${stranger}`]))
      expect(answer).toMatchObject({ status: 422, body: { code: 'approver-not-a-member', unmet: [`user:${stranger}`] } });
    for (const answer of await both([`user:${member}`, `user:${admin}`])) expect(answer.status).toBe(201);
    await api.call('POST', `/v1/companies/${acme}/roles`, { body: { role: 'company-admin', userId: stranger } });
    for (const answer of await both([`user:${stranger}`])) expect(answer.status).toBe(201);
  });

  it('of a company that the key is not for does not differ from nobody', async () => {
    const theirs = await account('+8613800138004', other);
    const service = await api.newKey(['service'], ['approvals:write', 'companies:write'], { companies: [acme] });
    const ask = (person: string) => askForApproval(api, { companyId: acme, managers: [`user:${person}`] }, { key: service });
    const [foreign, missing] = [await ask(theirs), await ask(randomUUID())];
    expect([foreign.body.code, missing.body.code]).toEqual(['approver-unknown', 'approver-unknown']);
    expect((await ask(member)).status).toBe(201);
  });

  it('or the request says that they are from outside, whether they have an account or not', async () => {
    for (const answer of await both([`outside:${randomUUID()}`, `outside:${stranger}`])) expect(answer.status).toBe(201);
    const { body } = await api.call('GET', `/v1/accounts/${member}`);
    for (const answer of await both([`outside:${body.subjectId}`])) expect(answer.body.code).toBe('subject-not-a-person');
  });

  it('who leaves between the check and the lock is not named', async () => {
    for (const [i, ask] of [
      (person: string) =>
        api.call('POST', `/v1/companies/${acme}/invites`, { body: { positionId: 'sales', managers: [`user:${person}`] } }),
      (person: string) => askForApproval(api, { companyId: acme, managers: [`user:${person}`] }),
    ].entries()) {
      const leaver = await account(`+861380013801${i}`, acme);
      const { engine } = api.kernel;
      const execute = engine.execute.bind(engine) as (...asked: unknown[]) => Promise<never>;
      jest.spyOn(engine, 'execute').mockImplementationOnce(async (...asked: unknown[]) => {
        await api.call('POST', `/v1/accounts/${leaver}/memberships/${acme}/end`, { body: { reason: 'removed' } });
        return execute(...asked);
      });
      expect(await ask(leaver)).toMatchObject({ status: 422, body: { code: 'approver-not-a-member', unmet: [`user:${leaver}`] } });
    }
  });

  it('who has left since keeps no repeated call from its answer', async () => {
    const idempotencyKey = randomUUID();
    const issue = () =>
      api.call('POST', `/v1/companies/${acme}/invites`, { body: { positionId: 'sales', managers: [`user:${former}`] }, idempotencyKey });
    const first = await issue();
    await api.call('POST', '/v1/deregistrations', { body: { accountId: former, checklist: { appsUnbound: true, groupsLeft: true } } });
    await api.kernel.database.query(`UPDATE rm.process SET companies = '{}' WHERE id = $1`, [former]);
    expect(await issue()).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
  });
});

describe('naming many people', () => {
  const crowd = () => Array.from({ length: 20 }, () => `outside:${randomUUID()}`);

  it('is one statement, inside the transaction that decides, and only of a command that is accepted', async () => {
    const before = await principals();
    const refused = await api.call('POST', `/v1/companies/${acme}/invites`, { body: { positionId: 'law', managers: crowd() } });
    expect([refused.body.code, await principals()]).toEqual(['position-unknown', before]);
    for (const answer of await both(crowd())) expect(answer.status).toBe(201);
    expect(await principals()).toBe(before + 20);
  });

  it('names everybody once, also when many calls name the same people first', async () => {
    const people = crowd();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => askForApproval(api, { companyId: acme, managers: n % 2 === 0 ? people : people.toReversed() })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const asked = new Set(
      answers.flatMap(({ body }) => (body.stages[0].slots[0].tasks as { assignee: string }[]).map(({ assignee }) => assignee)),
    );
    expect(asked.size).toBe(people.length);
  });
});
