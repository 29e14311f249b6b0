import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { newCompany } from '../testing/approvals';

const day = 86_400_000;
const people = (count: number) => Array.from({ length: count }, () => randomUUID());

let api: TestApi;
let issuer: TestIssuer;
let service: string;
let companyId: string;
let elsewhere: string;
const [boss, deputy, third, stranger] = people(4) as [string, string, string, string];

withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own)),
);
beforeAll(async () => {
  service = await api.newKey(['service'], scopes);
  companyId = await newCompany(api, { companyAdmins: [boss, deputy, third] });
  elsewhere = await newCompany(api, { companyAdmins: [stranger] });
});

const now = () => api.kernel.engine.now();
const inDays = async (days: number) => new Date((await now()) + days * day).toISOString();
const terms = async (fields: object = {}) => ({ delegate: `user:${deputy}`, companyId, until: await inDays(7), ...fields });
const give = async (person: string, fields: object = {}, options: object = {}) =>
  api.call('POST', '/v1/delegations', { key: service, person, body: await terms(fields), ...options });
const given = async (person: string, fields: object = {}) => {
  const { status, body } = await give(person, fields);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as { id: string; delegator: string; delegate: string };
};
const end = (id: string, person: string) => api.call('POST', `/v1/delegations/${id}/ending`, { key: service, person });
const listed = async (person: string, query = '') =>
  (await api.call('GET', `/v1/delegations?pageSize=100${query}`, { key: service, person })).body.items.map(({ id }: { id: string }) => id);
/** With the token of a person alone. */
const alone = async (person: string, method: 'GET' | 'POST', path: string, body?: object) =>
  api.call(method, path, { key: await issuer.sign(`user:${person}`, { claims: { azp: 'console' } }), ...(body && { body }) });

describe('a delegation', () => {
  it('is given by a person to another one of their company: both find it, and nobody else does', async () => {
    const answer = await give(boss, { matterTypes: ['document-export'] });
    expect(answer).toMatchObject({
      status: 201,
      body: { type: 'delegation', state: 'given', companyId, matterTypes: ['document-export'], allowed: ['EndDelegation'] },
    });
    const { id, from, openedAt, until, links } = answer.body;
    expect([from, Date.parse(until) - Date.parse(from) <= 7 * day, links]).toEqual([openedAt, true, { self: `/v1/delegations/${id}` }]);
    expect(JSON.stringify(answer.body)).not.toMatch(new RegExp([boss, deputy].join('|')));
    const show = async (person?: string) =>
      (await api.call('GET', `/v1/delegations/${id}`, { key: service, ...(person !== undefined && { person }) })).status;
    expect(await Promise.all([boss, deputy, third, stranger, undefined].map(show))).toEqual([200, 200, 404, 404, 404]);
    expect((await api.call('GET', `/v1/delegations/${id}`)).status).toBe(200);
    const found = (query: string) => Promise.all([boss, deputy, third].map(async (person) => (await listed(person, query)).includes(id)));
    expect(await found('')).toEqual([true, true, false]);
    expect(await found('&as=delegator')).toEqual([true, false, false]);
    expect(await found('&as=delegate')).toEqual([false, true, false]);
    expect(await found(`&companyId=${elsewhere}`)).toEqual([false, false, false]);
    expect(await found('&state=ended')).toEqual([false, false, false]);
    expect((await api.call('GET', `/v1/delegations?companyId=${companyId}`)).body.items.map((each: { id: string }) => each.id)).toContain(
      id,
    );
  });

  it('is found page by page, newest first, each once', async () => {
    const ids = [await given(third), await given(third), await given(third)].map(({ id }) => id);
    const read: string[] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const { body } = await api.call('GET', `/v1/delegations?as=delegator&pageSize=2${token}`, { key: service, person: third });
      read.push(...body.items.map(({ id }: { id: string }) => id));
      token = body.nextPageToken && `&pageToken=${body.nextPageToken}`;
    }
    expect(read).toEqual(ids.toReversed());
  });

  it('is given by its delegator alone, who proves who they are: not by a service, not in another’s name', async () => {
    const body = await terms();
    expect(await api.call('POST', '/v1/delegations', { key: service, body })).toMatchObject({ status: 403 });
    expect(await api.call('POST', '/v1/delegations', { body })).toMatchObject({ status: 403 });
    expect(await give(third, { delegator: `user:${boss}` })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await give(boss, { delegator: `user:${boss}` })).toMatchObject({ status: 201 });
  });

  it.each([
    ['to oneself', { delegate: `user:${boss}` }, 422, 'delegate-is-delegator'],
    ['to a person of another company', { delegate: `user:${stranger}` }, 422, 'delegate-not-a-member'],
    ['to nobody who is known', { delegate: `user:${randomUUID()}` }, 422, 'delegate-not-a-member'],
    ['in a company of others', { companyId: randomUUID() }, 422, 'delegator-not-a-member'],
    ['of the platform’s matters', { companyId: undefined }, 422, 'delegator-not-a-member'],
    ['backdated', { from: new Date(Date.now() - 60_000).toISOString() }, 422, 'delegation-period-invalid'],
    ['longer than allowed', { until: new Date(Date.now() + 91 * day).toISOString() }, 422, 'delegation-period-invalid'],
    ['of no matter at all', { matterTypes: [] }, 422, 'invalid-request'],
    ['of a matter that is none', { matterTypes: ['lunch'] }, 422, 'invalid-request'],
  ])('%s is refused', async (_, fields, status, code) => {
    expect(await give(boss, fields)).toMatchObject({ status, body: { code } });
  });

  it('is ended by either of its two, at once and once; a repeated call gets its answer', async () => {
    const { id } = await given(boss);
    expect(await end(id, third)).toMatchObject({ status: 404 });
    expect(await end(id, deputy)).toMatchObject({
      status: 200,
      body: { state: 'ended', outcome: 'ended', endedBy: 'delegate', allowed: [] },
    });
    expect(await end(id, boss)).toMatchObject({ status: 409, body: { code: 'delegation-ended' } });
    expect(await listed(boss, '&state=ended')).toContain(id);
    const again = await given(boss);
    const options = { key: service, person: boss, idempotencyKey: randomUUID() };
    const first = await api.call('POST', `/v1/delegations/${again.id}/ending`, options);
    expect(first).toMatchObject({ status: 200, body: { endedBy: 'delegator' } });
    expect((await api.call('POST', `/v1/delegations/${again.id}/ending`, options)).body).toEqual(first.body);
  });

  it('is over at its end, with nobody’s doing', async () => {
    const { id } = await given(boss, { until: await inDays(1) });
    await api.advance(day);
    expect(await end(id, boss)).toMatchObject({ status: 409, body: { code: 'delegation-ended' } });
    expect((await api.call('GET', `/v1/delegations/${id}`)).body).toMatchObject({ state: 'given', allowed: [] });
  });

  it('of one person may overlap; 20 are not over at most', async () => {
    const [many] = people(1) as [string];
    await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'company-admin', userId: many } });
    for (let n = 0; n < 20; n += 1) await given(many, { delegate: `user:${n % 2 ? third : deputy}` });
    expect(await give(many)).toMatchObject({ status: 409, body: { code: 'too-many-delegations', limit: 20 } });
    const [first] = await listed(many);
    await end(first as string, many);
    expect(await give(many)).toMatchObject({ status: 201 });
  });
});

describe('an administrator of the company', () => {
  it('gives one for somebody who is away, and ends one, in their reach alone', async () => {
    const [chief, head] = people(2) as [string, string];
    const post = (path: string, body: object) => api.call('POST', `/v1/companies/${companyId}/${path}`, { body });
    await post('roles', { role: 'super-admin', userId: chief });
    const { departmentId } = (await post('departments', { name: 'Canary sales' })).body;
    await post('roles', { role: 'department-admin', userId: head, departmentIds: [departmentId] });
    const body = await terms({ delegator: `user:${boss}` });
    const made = await alone(chief, 'POST', '/v1/delegations', body);
    expect(made).toMatchObject({ status: 201, body: { state: 'given', companyId } });
    // Of the person whose place it is, not of the one who gave it.
    expect(await listed(boss)).toContain(made.body.id);
    expect(await alone(head, 'POST', '/v1/delegations', body)).toMatchObject({ status: 403, body: { code: 'out-of-scope' } });
    expect(await alone(stranger, 'POST', '/v1/delegations', body)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const ofOthers = await terms({ delegator: `user:${stranger}` });
    expect(await alone(chief, 'POST', '/v1/delegations', ofOthers)).toMatchObject({
      status: 422,
      body: { code: 'delegator-not-a-member' },
    });
    expect(await alone(head, 'POST', `/v1/delegations/${made.body.id}/ending`)).toMatchObject({ status: 404 });
    expect(await alone(chief, 'POST', `/v1/delegations/${made.body.id}/ending`)).toMatchObject({
      status: 200,
      body: { state: 'ended', endedBy: 'administrator' },
    });
  });

  it('takes nobody’s place themself, and of a department lends nothing that reaches further', async () => {
    const [chief, head] = people(2) as [string, string];
    const post = async (path: string, body: object) => (await api.call('POST', path, { body })).body;
    const ofCompany = (path: string, body: object) => post(`/v1/companies/${companyId}/${path}`, body);
    await ofCompany('roles', { role: 'super-admin', userId: chief });
    const { departmentId } = await ofCompany('departments', { name: 'Canary stores' });
    await ofCompany('roles', { role: 'department-admin', userId: head, departmentIds: [departmentId] });
    const member = (phone: string) => post('/v1/accounts', { phone, companyId, departmentId }).then(({ id }) => id as string);
    const [plain, admin] = [await member('+8613800190001'), await member('+8613800190002')];
    await ofCompany('roles', { role: 'it-admin', userId: admin });
    const by = async (person: string, delegator: string, delegate = deputy) =>
      (await alone(person, 'POST', '/v1/delegations', await terms({ delegator: `user:${delegator}`, delegate: `user:${delegate}` })))
        .status;
    expect([await by(chief, boss, chief), await by(head, plain, head)]).toEqual([403, 403]);
    expect([await by(head, plain), await by(head, admin), await by(chief, admin)]).toEqual([201, 403, 201]);
  });
});
