import { randomUUID } from 'node:crypto';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let numbers = 8100;
withApi(freshDatabase, (opened) => (api = opened));

async function member(companyId: string): Promise<string> {
  numbers += 1;
  const { body } = await api.call('POST', '/v1/accounts', { body: { phone: `+861380013${numbers}`, companyId } });
  return body.id as string;
}
const serviceOf = (companyId: string) =>
  api.newKey(['service'], ['accounts:write', 'accounts:read', 'act-for'], { companies: [companyId] });
const end = (id: string, companyId: string, reason: string, options: object = {}) =>
  api.call('POST', `/v1/accounts/${id}/memberships/${companyId}/end`, { body: { reason }, ...options });
const grant = (companyId: string, role: string, userId: string) =>
  api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role, userId } });

describe('the department of a member', () => {
  const department = async (companyId: string) =>
    (await api.call('POST', `/v1/companies/${companyId}/departments`, { body: { name: 'Sales' } })).body.departmentId as string;
  const move = (id: string, companyId: string, departmentId: string, options: object = {}) =>
    api.call('PUT', `/v1/accounts/${id}/memberships/${companyId}/department`, { body: { departmentId }, ...options });

  it('changes, also of one whom an operator has taken in with a department', async () => {
    const companyId = await newCompany(api);
    const [sales, service] = [await department(companyId), await department(companyId)];
    numbers += 1;
    const taken = await api.call('POST', '/v1/accounts', { body: { phone: `+861380013${numbers}`, companyId, departmentId: sales } });
    expect(taken.body.memberships).toEqual([{ companyId, state: 'active', departmentId: sales }]);
    const { id } = taken.body as { id: string };
    const moved = await move(id, companyId, service);
    expect(moved).toMatchObject({ status: 200, body: { accountId: id, companyId, departmentId: service } });
    expect((await api.call('GET', `/v1/accounts/${id}`)).body.memberships).toEqual([{ companyId, state: 'active', departmentId: service }]);
    expect(await move(id, companyId, service)).toMatchObject({ status: 409, body: { code: 'in-department-already' } });
    expect(await move(id, companyId, randomUUID())).toMatchObject({ status: 422, body: { code: 'department-unknown' } });
    const other = await newCompany(api);
    expect(await move(id, companyId, await department(other))).toMatchObject({ status: 422, body: { code: 'department-unknown' } });
    expect(await move(id, other, await department(other))).toMatchObject({ status: 404, body: { code: 'not-a-member' } });
    numbers += 1;
    const alone = { phone: `+861380013${numbers}`, departmentId: sales };
    expect(await api.call('POST', '/v1/accounts', { body: alone })).toMatchObject({ status: 422, body: { code: 'department-unknown' } });
  });

  it('is no matter of a service, nor of the person', async () => {
    const companyId = await newCompany(api);
    const [id, sales] = [await member(companyId), await department(companyId)];
    const key = await serviceOf(companyId);
    expect(await move(id, companyId, sales, { key })).toMatchObject({ status: 403 });
    expect(await move(id, companyId, sales, { key, person: id })).toMatchObject({ status: 403 });
  });
});

describe('a membership', () => {
  it('is told to the directory and to where the person is signed in, as soon as it ends', async () => {
    const companyId = await newCompany(api);
    const id = await member(companyId);
    await end(id, companyId, 'removed');
    const owed = await api.kernel.database.query('SELECT kind, n, state FROM es.effects WHERE stream_id = $1 ORDER BY kind', [
      `account:${id}`,
    ]);
    expect(owed).toEqual(['endCompanySessions', 'leaveDirectory', 'takeRolesBack'].map((kind) => ({ kind, n: 1, state: 'owed' })));
  });

  it('ends when its company removes the person, whom the company’s services see no more; a repeated call gets its answer', async () => {
    const [mine, other] = [await newCompany(api), await newCompany(api)];
    const id = await member(mine);
    const key = await serviceOf(mine);
    const idempotencyKey = randomUUID();
    expect(await end(id, mine, 'removed', { key: await serviceOf(other) })).toMatchObject({ status: 404 });
    const ended = await end(id, mine, 'removed', { key, idempotencyKey });
    expect(ended).toMatchObject({ status: 200, body: { accountId: id, companyId: mine, reason: 'removed' } });
    expect(await end(id, mine, 'removed', { key, idempotencyKey })).toMatchObject({ status: 200, body: ended.body });
    expect(await end(id, mine, 'removed', { key })).toMatchObject({ status: 404 });
    expect(await api.call('GET', `/v1/accounts/${id}`, { key })).toMatchObject({ status: 404 });
    expect((await api.call('GET', '/v1/accounts', { key })).body.items).toEqual([]);
    expect((await api.call('GET', `/v1/accounts/${id}`)).body.memberships).toEqual([]);
    expect(await end(id, mine, 'left')).toMatchObject({ status: 404, body: { code: 'not-a-member' } });
  });

  it('ends when the person leaves, who removes nobody, not even themselves', async () => {
    const companyId = await newCompany(api);
    const [me, colleague] = [await member(companyId), await member(companyId)];
    const key = await serviceOf(companyId);
    expect(await end(colleague, companyId, 'left', { key, person: me })).toMatchObject({ status: 404 });
    expect(await end(me, companyId, 'removed', { key, person: me })).toMatchObject({ status: 403 });
    expect(await end(me, companyId, 'left', { key, person: me })).toMatchObject({ status: 200, body: { reason: 'left' } });
    expect(await api.call('GET', `/v1/accounts/${me}`, { key, person: me })).toMatchObject({
      status: 403,
      body: { code: 'person-unknown' },
    });
  });

  it('takes the roles in its company with it; the last super admin hands over first', async () => {
    const [companyId, other] = [await newCompany(api), await newCompany(api)];
    const [me, next] = [await member(companyId), randomUUID()];
    for (const role of ['it-admin', 'super-admin']) await grant(companyId, role, me);
    await grant(other, 'it-admin', me);
    expect(await end(me, companyId, 'removed')).toMatchObject({ status: 409, body: { code: 'admin-transfer-required' } });
    await grant(companyId, 'super-admin', next);
    expect(await end(me, companyId, 'removed')).toMatchObject({ status: 200 });
    const revoke = (of: string, role: string) => api.call('POST', `/v1/companies/${of}/roles/revocation`, { body: { role, userId: me } });
    for (const role of ['it-admin', 'super-admin'])
      expect(await revoke(companyId, role)).toMatchObject({ body: { code: 'role-not-held' } });
    expect(await revoke(other, 'it-admin')).toMatchObject({ status: 200 });
  });

  it.each(['frozen', 'gone'])('of a super admin beside one who is %s does not end: the company keeps one who acts', async (how) => {
    const companyId = await newCompany(api);
    const [me, other] = [await member(companyId), await member(companyId)];
    for (const id of [me, other]) await grant(companyId, 'super-admin', id);
    const deregistration = { accountId: other, checklist: { appsUnbound: true, groupsLeft: true } };
    const key = await api.newKey(['service'], ['deregistrations:write', 'act-for']);
    if (how === 'frozen')
      expect((await api.call('POST', '/v1/deregistrations', { key, person: other, body: deregistration })).status).toBe(201);
    else await api.kernel.database.query('DELETE FROM iam.principals WHERE external_id = $1', [`user:${other}`]);
    const needed = { status: 409, body: { code: 'admin-transfer-required' } };
    expect(await end(me, companyId, 'left')).toMatchObject(needed);
    const back = await api.call('POST', `/v1/companies/${companyId}/roles/revocation`, { body: { role: 'super-admin', userId: me } });
    expect(back).toMatchObject(needed);
    await grant(companyId, 'super-admin', await member(companyId));
    expect(await end(me, companyId, 'left')).toMatchObject({ status: 200 });
  });

  it('of two super admins who leave at once, one stays', async () => {
    const companyId = await newCompany(api);
    const both = [await member(companyId), await member(companyId)];
    for (const id of both) await grant(companyId, 'super-admin', id);
    const answers = await Promise.all(both.map((id) => end(id, companyId, 'left')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('a member who is kept or let go (G8, G9)', () => {
  const of = (id: string, companyId: string) => `/v1/accounts/${id}/memberships/${companyId}`;
  const sleep = (id: string, companyId: string, options: object = {}) =>
    api.call('PUT', `${of(id, companyId)}/dormancy`, { body: { reason: 'left-and-kept' }, ...options });
  const endsAt = (id: string, companyId: string, at: number, options: object = {}) =>
    api.call('POST', `${of(id, companyId)}/employment-end`, { body: { at: new Date(at).toISOString() }, ...options });
  const soon = () => Date.now() + 86_400_000;

  it('sleeps and loses the roles there, keeps the account, and wakes only with the level that is asked', async () => {
    const companyId = await newCompany(api);
    const [id, boss] = [await member(companyId), await member(companyId)];
    for (const role of ['super-admin', 'it-admin']) await grant(companyId, role, id);
    expect(await sleep(id, companyId)).toMatchObject({ status: 409, body: { code: 'admin-transfer-required' } });
    await grant(companyId, 'super-admin', boss);
    const slept = await sleep(id, companyId, { key: await serviceOf(companyId) });
    expect(slept).toMatchObject({
      status: 200,
      body: { accountId: id, companyId, state: 'dormant', dormantAt: expect.any(String) as string },
    });
    expect(await sleep(id, companyId)).toMatchObject({ status: 409, body: { code: 'not-active' } });
    const shown = await api.call('GET', `/v1/accounts/${id}`, { key: await serviceOf(companyId) });
    expect(shown).toMatchObject({ status: 200, body: { state: 'active', memberships: [{ companyId, state: 'dormant' }] } });
    expect(await grant(companyId, 'it-admin', id)).toMatchObject({ status: 409, body: { code: 'person-has-left' } });
    const wake = () => api.call('POST', `${of(id, companyId)}/waking`);
    expect(await wake()).toMatchObject({ status: 409, body: { code: 'level-too-low', atLeast: 1 } });
    const log = (await api.call('GET', `/v1/security-log?companyId=${companyId}`)).body as { items: { what: string }[] };
    expect(log.items.map(({ what }) => what)).toEqual(expect.arrayContaining(['membership-dormant', 'role-taken-back']) as string[]);
    expect(await end(id, companyId, 'removed')).toMatchObject({ status: 200 });
  });

  it('goes at once or on a day to come, which a rehire cancels; services of other companies see nothing', async () => {
    const [companyId, other] = [await newCompany(api), await newCompany(api)];
    const id = await member(companyId);
    const key = await serviceOf(companyId);
    expect(await endsAt(id, companyId, soon(), { key: await serviceOf(other) })).toMatchObject({ status: 404 });
    expect(await endsAt(id, companyId, soon(), { key, person: id })).toMatchObject({ status: 403 });
    const planned = await endsAt(id, companyId, soon(), { key });
    expect(planned).toMatchObject({ status: 200, body: { state: 'active', employmentEndsAt: expect.any(String) as string } });
    const deadlines = (await api.call('GET', `/v1/accounts/${id}/deadlines`)).body as { items: { command: string }[] };
    expect(JSON.stringify(deadlines)).toContain('EndPlannedEmployment');
    const rehire = () => api.call('POST', `${of(id, companyId)}/rehire`, { key });
    expect(await rehire()).toMatchObject({ status: 200, body: { state: 'active' } });
    expect(await rehire()).toMatchObject({ status: 409, body: { code: 'no-employment-end' } });
    expect(await endsAt(id, companyId, soon() + 366 * 86_400_000, { key })).toMatchObject({
      status: 422,
      body: { code: 'employment-end-too-far' },
    });
    expect(await endsAt(id, companyId, Date.now() - 1_000, { key })).toMatchObject({ status: 200, body: { state: 'ended' } });
    expect(await rehire()).toMatchObject({ status: 404 });
  });
});

describe('another number for an account (R7)', () => {
  const codeOf = ({ text }: { text: string }) => /\b\d{6}\b/.exec(text)![0];
  const newest = () => codeOf(api.sent.at(-1)!);
  const newNumber = () => `+861380013${(numbers += 1)}`;
  async function begin(id: string, phone: string) {
    const { body } = await api.call('POST', `/v1/accounts/${id}/challenges`, { body: { purpose: 'phone-change' } });
    const proof = { challengeId: body.challengeId as string, code: newest() };
    return api.call('POST', `/v1/accounts/${id}/phone-change`, { body: { phone, proof } });
  }
  async function codeToNew(id: string) {
    const { body } = await api.call('POST', `/v1/accounts/${id}/phone-change/challenges`);
    return { challengeId: body.challengeId as string, code: newest() };
  }
  const confirm = (id: string, body: object) => api.call('POST', `/v1/accounts/${id}/phone-change/confirmation`, { body });

  it('takes a code to the old one and a code to the new one; the old one cools down, and its codes prove nothing', async () => {
    const companyId = await newCompany(api);
    const [id, next] = [await member(companyId), newNumber()];
    const old = `+861380013${numbers - 1}`;
    const { body: before } = await api.call('POST', `/v1/accounts/${id}/challenges`, { body: { purpose: 'deregistration-request' } });
    const toOld = { challengeId: before.challengeId as string, code: newest() };
    expect(await begin(id, old)).toMatchObject({ status: 422, body: { code: 'phone-unchanged' } });
    expect(await begin(id, next)).toMatchObject({ status: 201, body: { accountId: id } });
    const changed = await confirm(id, await codeToNew(id));
    expect(changed).toMatchObject({ status: 200, body: { accountId: id, formerFreeAt: expect.any(String) as string } });
    expect(api.sent.at(-1)).toMatchObject({ to: next });
    const checklist = { appsUnbound: true, groupsLeft: true };
    const left = await api.call('POST', '/v1/deregistrations', { body: { accountId: id, checklist, proof: toOld } });
    expect(left).toMatchObject({ status: 422, body: { code: 'proof-not-owners-phone' } });
    const taken = (phone: string) => api.call('POST', '/v1/accounts', { body: { phone } });
    expect(await taken(old)).toMatchObject({
      status: 409,
      body: { code: 'phone-in-cooldown', availableAt: changed.body.formerFreeAt as string },
    });
    expect(await taken(next)).toMatchObject({ status: 409, body: { code: 'phone-taken' } });
    await api.call('POST', `/v1/accounts/${id}/challenges`, { body: { purpose: 'phone-change' } });
    expect(api.sent.at(-1)).toMatchObject({ to: next });
    const owed = await api.kernel.database.query(`SELECT kind, n FROM es.effects WHERE stream_id = $1`, [`account:${id}`]);
    expect(owed).toEqual([{ kind: 'updateDirectoryEntries', n: 1 }]);
  });

  it('is refused to two people who swap theirs at once: each gets the reason, neither waits for the other, and both keep what they have', async () => {
    const companyId = await newCompany(api);
    const people = [await member(companyId), await member(companyId)];
    const theirs = [`+861380013${numbers - 1}`, `+861380013${numbers}`];
    const codes: object[] = [];
    for (const [i, id] of people.entries()) {
      expect(await begin(id, theirs[1 - i]!)).toMatchObject({ status: 201 });
      codes.push(await codeToNew(id));
    }
    const answers = await Promise.all(people.map((id, i) => confirm(id, codes[i]!)));
    for (const answer of answers) expect(answer).toMatchObject({ status: 409, body: { code: 'phone-taken' } });
    const [first] = people;
    const next = newNumber();
    expect(await begin(first!, next)).toMatchObject({ status: 201 });
    expect(await confirm(first!, await codeToNew(first!))).toMatchObject({ status: 200 });
    const back = await codeToNew(people[1]!);
    expect(await confirm(people[1]!, back)).toMatchObject({ status: 409, body: { code: 'phone-in-cooldown' } });
  });
});

describe('another position for a member (G11)', () => {
  it('is given by who administers them, and brings its template; nobody changes their own', async () => {
    const companyId = await newCompany(api);
    const id = await member(companyId);
    const offer = { title: 'Sales', positionId: 'sales-east', template: 'sales', autoApprove: false };
    expect(await api.call('POST', `/v1/companies/${companyId}/positions`, { body: offer })).toMatchObject({ status: 201 });
    const change = (positionId: string, options: object = {}) =>
      api.call('PUT', `/v1/accounts/${id}/memberships/${companyId}/position`, { body: { positionId }, ...options });
    expect(await change('none-such')).toMatchObject({ status: 422, body: { code: 'position-unknown' } });
    expect(await change('sales-east')).toMatchObject({ status: 200, body: { positionId: 'sales-east', template: 'sales' } });
    expect(await change('sales-east')).toMatchObject({ status: 409, body: { code: 'in-position-already' } });
    const { body } = await api.call('GET', `/v1/accounts/${id}`);
    expect(body.memberships).toMatchObject([{ companyId, positionId: 'sales-east', template: 'sales' }]);
    expect(await change('sales-east', { key: await serviceOf(companyId), person: id })).toMatchObject({ status: 403 });
  });
});
