import { randomUUID } from 'node:crypto';
import { scopes, type Scope } from '#contracts';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { askForApproval, newCompany } from '../testing/approvals';
import { applicant, invited, inviting, verified } from '../testing/registrations';

let api: TestApi;
/** A company with a member who manages it, and its IT admin from outside; and another company. */
let acme: string;
let other: string;
let manager: string;
const admin = randomUUID();
/** Keys of services: of the platform, of either company, and of the platform for people. */
let platform: string;
let ofAcme: string;
let ofOther: string;
let approval: { id: string; requestedBy: string; stages: { slots: { tasks: { assignee: string }[] }[] }[] };

const every: readonly Scope[] = scopes.filter((scope) => scope !== 'keys:write');
const account = async (phone: string, companyId?: string): Promise<string> => {
  const { status, body } = await api.call('POST', '/v1/accounts', { body: { phone, name: 'Canary Liu', ...(companyId && { companyId }) } });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id as string;
};
const who = (id: string, key = api.operator, more: { person?: string; query?: string } = {}) =>
  api.call('GET', `/v1/people/${id}${more.query ?? ''}`, { key, ...(more.person && { person: more.person }) });
const openings = () =>
  api.kernel.database.query<{ purpose: string; fields: string[] }>('SELECT purpose, fields FROM vault.openings ORDER BY opened_at');

withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => {
  acme = await newCompany(api, { itAdmins: [admin] });
  other = await newCompany(api);
  manager = await account('+8613800138001', acme);
  platform = await api.newKey(['service'], every, { client: 'suite' });
  ofAcme = await api.newKey(['service'], every, { client: 'acme-hr', companies: [acme] });
  ofOther = await api.newKey(['service'], every, { client: 'other-hr', companies: [other] });
  approval = (await askForApproval(api, { companyId: acme, managers: [manager] }, { key: ofAcme })).body;
});

const idsOf = () => [approval.requestedBy, ...approval.stages[0]!.slots.flatMap(({ tasks }) => tasks.map(({ assignee }) => assignee))];

describe('who is who', () => {
  it('each id of an answer leads to an account, a key or a person outside', async () => {
    const [requester, asked, role] = idsOf() as [string, string, string];
    expect((await who(asked)).body).toEqual({ principalId: asked, kind: 'account', accountId: manager });
    expect((await who(role)).body).toEqual({ principalId: role, kind: 'outside', userId: admin });
    expect((await who(requester)).body).toEqual({ principalId: requester, kind: 'key', client: 'acme-hr', note: 'test' });
  });

  it('another id of a person leads to the account that it was bound to', async () => {
    const query = <T>(sql: string, values: unknown[]) => api.kernel.database.query<T>(sql, values);
    const [made] = await query<{ id: string }>(`INSERT INTO iam.principals (external_id) VALUES ($1) RETURNING principal_id AS id`, [
      `user:${randomUUID()}`,
    ]);
    await query(`INSERT INTO iam.aliases (alias, person) SELECT $1, principal_id FROM iam.principals WHERE external_id = $2`, [
      made!.id,
      `user:${manager}`,
    ]);
    expect((await who(made!.id)).body).toEqual({ principalId: made!.id, kind: 'account', accountId: manager });
    await query('DELETE FROM iam.principals WHERE principal_id = $1', [made!.id]);
  });

  it('one call tells them all, those that the caller may know, in the order of the call', async () => {
    const ids = idsOf();
    const list = (key: string, asked = ids) => api.call('GET', `/v1/people?ids=${asked.join(',')}`, { key });
    expect((await list(ofAcme)).body.items.map(({ principalId }: { principalId: string }) => principalId)).toEqual(ids);
    expect((await list(ofAcme, [randomUUID(), ids[1]!])).body.items).toHaveLength(1);
    expect(
      (
        await list(
          ofAcme,
          Array.from({ length: 51 }, () => randomUUID()),
        )
      ).status,
    ).toBe(422);
  });

  it('is not told to who sees no process that they take part in, nor of keys that do not act in their companies', async () => {
    for (const id of idsOf()) {
      expect(await who(id, ofOther)).toMatchObject({ status: 404, body: { code: 'not-found' } });
      expect((await who(id, ofAcme)).status).toBe(200);
    }
    const stranger = await account('+8613800138002', other);
    for (const id of idsOf()) expect((await who(id, platform, { person: stranger })).body.kind ?? 'key').toBe('key');
    expect((await who(randomUUID())).status).toBe(404);
  });

  it('a person learns of those who take part in what they see, and no service without the scope learns anything', async () => {
    const [, asked, role] = idsOf() as [string, string, string];
    expect((await who(role, platform, { person: manager })).body).toMatchObject({ kind: 'outside' });
    expect((await who(asked, platform, { person: manager })).body).toMatchObject({ kind: 'account', accountId: manager });
    expect((await who(asked, await api.newKey(['service'], ['approvals:read']))).body).toMatchObject({
      code: 'forbidden',
      required: { scope: 'people:read' },
    });
  });

  it('a company does not learn by naming a guessed id whether it is an account of others: it is somebody from outside', async () => {
    const stranger = await account('+8613800138005', other);
    const guessed = [stranger, randomUUID()];
    const asked = await askForApproval(api, { companyId: acme, managers: guessed }, { key: ofAcme });
    const assignees = (asked.body.stages[0].slots[0].tasks as { assignee: string }[]).map(({ assignee }) => assignee);
    for (const [i, principalId] of assignees.entries())
      expect((await who(principalId, ofAcme)).body).toEqual({ principalId, kind: 'outside', userId: guessed[i] });
    expect((await who(assignees[0]!, ofOther)).body).toEqual({ principalId: assignees[0], kind: 'account', accountId: stranger });
    expect((await who(assignees[0]!)).body).toEqual({ principalId: assignees[0], kind: 'account', accountId: stranger });
  });

  it('an applicant is one, by their registration, and an erased person is nobody', async () => {
    const company = await inviting(api);
    const id = await verified(api, applicant('+8613800138011', 3), company);
    await api.call('POST', `/v1/registrations/${id}/submission`);
    const { approvalId } = (await api.call('GET', `/v1/registrations/${id}`)).body;
    const { requestedBy } = (await api.call('GET', `/v1/approvals/${approvalId}`)).body;
    expect((await who(requestedBy)).body).toEqual({ principalId: requestedBy, kind: 'applicant', registrationId: id });
    expect((await who(requestedBy, api.operator, { query: '?names=true' })).body).toMatchObject({ name: 'Canary Liu' });
    await api.kernel.database.query('DELETE FROM iam.principals WHERE principal_id = $1', [requestedBy]);
    expect((await who(requestedBy)).status).toBe(404);
  });

  it('names are for those who may open the vault, when they ask for them, and each opening is recorded', async () => {
    const [, asked] = idsOf() as [string, string];
    const before = (await openings()).length;
    expect((await who(asked)).body).not.toHaveProperty('name');
    expect((await who(asked, ofAcme, { query: '?names=true' })).body).not.toHaveProperty('name');
    expect((await openings()).length).toBe(before);
    expect((await who(asked, api.operator, { query: '?names=true' })).body).toMatchObject({ name: 'Canary Liu' });
    expect((await who(asked, platform, { person: manager, query: '?names=true' })).body).toMatchObject({ name: 'Canary Liu' });
    expect((await openings()).slice(before)).toEqual([
      { purpose: 'people', fields: ['profile.name'] },
      { purpose: 'people', fields: ['profile.name'] },
    ]);
  });
});

describe('what belongs to a company', () => {
  it('companies come back with their names, those that the caller sees', async () => {
    expect((await api.call('GET', `/v1/companies/${acme}`, { key: ofAcme })).body).toMatchObject({ id: acme, name: 'Acme' });
    const list = async (key: string) =>
      (await api.call('GET', '/v1/companies', { key })).body.items.map(({ id, name }: Record<string, string>) => [id, name]);
    expect(await list(ofAcme)).toEqual([[acme, 'Acme']]);
    expect(await list(ofOther)).toEqual([[other, 'Acme']]);
    expect((await list(api.operator)).length).toBeGreaterThanOrEqual(2);
  });

  it('so do positions and holders of roles; of another company nothing is found', async () => {
    for (const positionId of ['sales', 'support', 'law'])
      await api.call('POST', `/v1/companies/${acme}/positions`, { body: { positionId, title: `The ${positionId}`, template: 'staff' } });
    const first = (await api.call('GET', `/v1/companies/${acme}/positions?pageSize=2`, { key: ofAcme })).body;
    const second = (await api.call('GET', `/v1/companies/${acme}/positions?pageSize=2&pageToken=${first.nextPageToken}`, { key: ofAcme }))
      .body;
    expect([...first.items, ...second.items].map(({ positionId, title }) => [positionId, title])).toEqual([
      ['law', 'The law'],
      ['support', 'The support'],
      ['sales', 'The sales'],
    ]);
    await api.call('POST', `/v1/companies/${acme}/roles`, { body: { role: 'super-admin', userId: manager } });
    const roles = await api.call('GET', `/v1/companies/${acme}/roles`, { key: ofAcme });
    expect(roles.body.items).toMatchObject([
      { role: 'it-admin', kind: 'outside', userId: admin },
      { role: 'super-admin', kind: 'account', accountId: manager },
    ]);
    const { nextPageToken } = (await api.call('GET', `/v1/companies/${acme}/roles?pageSize=1`, { key: ofAcme })).body;
    const next = await api.call('GET', `/v1/companies/${acme}/roles?pageSize=1&pageToken=${nextPageToken}`, { key: ofAcme });
    expect(next.body).toEqual({ items: [roles.body.items[1]] });
    for (const list of ['positions', 'roles', 'invites'])
      expect((await api.call('GET', `/v1/companies/${acme}/${list}`, { key: ofOther })).status).toBe(404);
  });

  it('invites tell where they stand: issued, reserved, spent, expired', async () => {
    const company = await inviting(api);
    const list = async (state?: string) =>
      (await api.call('GET', `/v1/companies/${company.companyId}/invites${state ? `?state=${state}` : ''}`)).body.items;
    await invited(company);
    const id = await verified(api, applicant('+8613800138012', 4), company);
    expect(await list()).toMatchObject([{ state: 'reserved' }, { state: 'issued', positionId: 'sales', title: 'Canary Representative' }]);
    expect((await list('reserved')).map(({ registrationId }: { registrationId?: string }) => registrationId)).toEqual([id]);
    const [{ managers }] = await list('issued');
    expect((await who(managers[0])).body).toMatchObject({ kind: 'outside', userId: company.manager });
    expect(await list('expired')).toEqual([]);
    await api.advance(8 * 86_400_000);
    expect((await list('expired')).length + (await list('reserved')).length).toBe(2);
    expect(await list('issued')).toEqual([]);
    expect(await list('spent')).toEqual([]);
  });

  it('reviewers of identities can be read back', async () => {
    const reviewers = [randomUUID(), randomUUID()];
    for (const userId of reviewers) await api.call('POST', '/v1/identity-reviewers', { body: { userId } });
    const first = (await api.call('GET', '/v1/identity-reviewers?pageSize=1')).body;
    const second = (await api.call('GET', `/v1/identity-reviewers?pageSize=1&pageToken=${first.nextPageToken}`)).body;
    expect([...first.items, ...second.items].map(({ userId }) => userId).sort()).toEqual([...reviewers].sort());
    expect((await api.call('GET', '/v1/identity-reviewers', { key: platform })).status).toBe(403);
  });
});

describe('a look-up by the exact number', () => {
  const lookUp = (key: string, phone: string, purpose = 'invite-colleague') =>
    api.call('POST', '/v1/people/lookups', { key, body: { phone, purpose }, idempotencyKey: null });
  const logged = () =>
    api.kernel.database.query<{ target: string }>(`SELECT target FROM iam.security_log WHERE what = 'person-looked-up' ORDER BY at`);

  it('answers with the account, or 404 alike for a free number and one of another company, and records each with its purpose', async () => {
    const key = await api.newKey(['service'], ['lookup-people'], { client: 'finder', companies: [acme] });
    const before = (await logged()).length;
    const found = await lookUp(key, '+86 138 0013 8001');
    expect([found.status, found.body]).toEqual([200, { accountId: manager }]);
    const [free, foreign] = [await lookUp(key, '+8613800138777'), await lookUp(key, '+8613800138002')];
    const shape = ({ status, body: { code, detail, title } }: typeof free) => ({ status, code, detail, title });
    expect(shape(foreign)).toEqual(shape(free));
    expect(free.status).toBe(404);
    expect((await logged()).slice(before).map(({ target }) => target)).toEqual([
      `POST /v1/people/lookups invite-colleague ${manager}`,
      'POST /v1/people/lookups invite-colleague nobody',
      'POST /v1/people/lookups invite-colleague nobody',
    ]);
  });

  it('is for nobody without the scope, needs a purpose, and is not for a person', async () => {
    const without = await api.newKey(
      ['service'],
      every.filter((scope) => scope !== 'lookup-people'),
    );
    expect((await lookUp(without, '+8613800138001')).body).toMatchObject({ code: 'forbidden', required: { scope: 'lookup-people' } });
    const body = { phone: '+8613800138001' };
    expect((await api.call('POST', '/v1/people/lookups', { key: platform, body, idempotencyKey: null })).status).toBe(422);
    const asPerson = { key: platform, person: manager, body: { ...body, purpose: 'curious' } };
    expect((await api.call('POST', '/v1/people/lookups', asPerson)).status).toBe(403);
  });
});
