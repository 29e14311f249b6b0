import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { streamIdOf } from '#engine';
import { assertionsBy, freshDatabase, TestIssuer } from '#testing';
import { ActingFor } from './acting-for';
import type { Answer, TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';

let api: TestApi;
let issuer: TestIssuer;
/** Speaks for the company that a spec puts here. */
let ofOne: TestIssuer;
const ofOneCompany: string[] = [];
let north: Company;
let south: Company;

interface Company {
  id: string;
  superAdmin: string;
  /** Of `sales`. */
  head: string;
  sales: string;
  service: string;
}

let number = 13_800_160_000;
const newAccount = async () => (await api.newAccount(`+86${number++}`)).id;
const created = ({ status, body }: Answer) => {
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};

/** A company with a super admin, two departments, and the head of one. */
async function newCompany(): Promise<Company> {
  const post = (path: string, body: object) => api.call('POST', path, { body });
  const { id } = created(await post('/v1/companies', { name: 'Acme', companyKind: 'enterprise', verified: true }));
  created(await post(`/v1/companies/${id}/positions`, { positionId: 'sales', title: 'Sales', template: 'sales' }));
  const department = async (name: string) => created(await post(`/v1/companies/${id}/departments`, { name })).departmentId as string;
  const [sales, service] = [await department('Canary sales'), await department('Canary service')];
  const [superAdmin, head] = [await newAccount(), await newAccount()];
  created(await post(`/v1/companies/${id}/roles`, { role: 'super-admin', userId: superAdmin }));
  created(await post(`/v1/companies/${id}/roles`, { role: 'department-admin', userId: head, departmentIds: [sales] }));
  return { id, superAdmin, head, sales, service };
}

withApi(
  freshDatabase,
  (opened) => (api = opened),
  async () => {
    issuer = await TestIssuer.open();
    ofOne = await TestIssuer.open({ issuer: 'https://people.one.test', companies: ofOneCompany });
    return { assertions: assertionsBy(issuer, ofOne), EMBEDDED_PEOPLE: undefined };
  },
);
beforeAll(async () => {
  [north, south] = [await newCompany(), await newCompany()];
});
afterEach(() => jest.restoreAllMocks());

/** A call with the token of a person alone, who has signed in with the console. */
async function by(person: string, method: 'GET' | 'POST' | 'PUT', path: string, body?: object, claims: object = {}, from = issuer) {
  const key = await from.sign(`user:${person}`, { claims: { azp: 'console', ...claims } });
  return api.call(method, path, { key, ...(body && { body }) });
}
const at = ({ id }: Company, path: string) => `/v1/companies/${id}/${path}`;
const invitation = (fields: object = {}) => ({ positionId: 'sales', managers: [`outside:${randomUUID()}`], ...fields });
const refused = (code: string, status = 403) => ({ status, body: { code } });
const headOf = (departmentIds: string[], userId: string = randomUUID()) => ({ role: 'department-admin', userId, departmentIds });

describe('an administrator', () => {
  it('calls with their own token alone: they are the actor, the program that they use is the client, and no service stands between', async () => {
    expect(await by(north.superAdmin, 'POST', at(north, 'departments'), { name: 'Canary purchase' })).toMatchObject({ status: 201 });
    const [event] = await api.kernel.database.query<{ client: string; meta: Record<string, string>; actor: string }>(
      `SELECT client, meta, (SELECT principal_id FROM iam.principals WHERE external_id = $1) AS actor
       FROM es.events e JOIN es.streams s USING (stream_id) WHERE e.type = 'DepartmentAdded' ORDER BY global_pos DESC LIMIT 1`,
      [`user:${north.superAdmin}`],
    );
    // Apart from every client of a key, whatever a token names.
    expect(event).toMatchObject({ client: 'azp:console', meta: { authn: 'assertion', actor: event!.actor } });
    expect(event!.meta).not.toHaveProperty('via');
  });

  it('of a whole company keeps its positions, departments and roles, and issues invites into it', async () => {
    const { superAdmin } = north;
    const sent: [string, object][] = [
      ['positions', { positionId: `p-${randomUUID().slice(0, 4)}`, title: 'Canary', template: 'sales' }],
      ['departments', { name: 'Canary depot' }],
      ['roles', { role: 'it-admin', userId: randomUUID() }],
      ['roles', { role: 'super-admin', userId: randomUUID() }],
      ['roles', headOf([north.sales, north.service])],
      ['invites', invitation()],
      ['invites', invitation({ departmentId: north.service })],
    ];
    for (const [path, body] of sent) expect([path, (await by(superAdmin, 'POST', at(north, path), body)).status]).toEqual([path, 201]);
    expect(await by(superAdmin, 'PUT', at(north, `departments/${north.service}/name`), { name: 'Canary help' })).toMatchObject({
      status: 200,
      body: { departmentId: north.service },
    });
    const { body } = await by(superAdmin, 'GET', at(north, `departments/${north.service}`));
    expect(body).toEqual({ companyId: north.id, departmentId: north.service, name: 'Canary help' });
  });

  it('of departments acts in these alone: 403 out-of-scope in others, and for the whole company', async () => {
    const { head, sales, service } = north;
    const allowed: [string, object][] = [
      ['roles', headOf([sales])],
      ['invites', invitation({ departmentId: sales })],
    ];
    for (const [path, body] of allowed) expect([path, (await by(head, 'POST', at(north, path), body)).status]).toEqual([path, 201]);
    const beyond: [string, object][] = [
      ['roles', headOf([service])],
      ['roles', headOf([sales, service])],
      ['roles', { role: 'it-admin', userId: randomUUID() }],
      ['invites', invitation({ departmentId: service })],
      ['invites', invitation()],
      ['departments', { name: 'Another' }],
    ];
    for (const [path, body] of beyond) expect(await by(head, 'POST', at(north, path), body)).toMatchObject(refused('out-of-scope'));
    const rename = (id: string) => by(head, 'PUT', at(north, `departments/${id}/name`), { name: 'Canary' });
    expect([(await rename(sales)).status, (await rename(service)).body.code]).toEqual([200, 'out-of-scope']);
    const position = { positionId: 'other', title: 'Other', template: 'sales' };
    expect(await by(head, 'POST', at(north, 'positions'), position)).toMatchObject({
      ...refused('forbidden'),
      body: { required: { administrators: ['super-admin'] } },
    });
  });

  it('takes roles back as far as they give them', async () => {
    const back = (person: string, body: object, at_ = north) => by(person, 'POST', at(at_, 'roles/revocation'), body);
    const { superAdmin, head, sales, service } = north;
    const [ofSales, ofBoth, itAdmin] = [await newAccount(), await newAccount(), await newAccount()];
    for (const body of [headOf([sales], ofSales), headOf([sales, service], ofBoth), { role: 'it-admin', userId: itAdmin }])
      created(await by(superAdmin, 'POST', at(north, 'roles'), body));
    for (const body of [
      { role: 'department-admin', userId: ofBoth },
      { role: 'it-admin', userId: itAdmin },
      { role: 'super-admin', userId: superAdmin },
    ]) {
      expect(await back(head, body)).toMatchObject(refused('out-of-scope'));
      expect(await back(south.superAdmin, body)).toMatchObject(refused('not-found', 404));
    }
    expect((await by(ofSales, 'GET', at(north, 'departments'))).status).toBe(200);
    expect((await back(head, { role: 'department-admin', userId: ofSales })).status).toBe(200);
    expect(await by(ofSales, 'GET', at(north, 'departments'))).toMatchObject(refused('forbidden'));
    expect((await back(superAdmin, { role: 'department-admin', userId: ofBoth })).status).toBe(200);
    expect((await back(superAdmin, { role: 'it-admin', userId: itAdmin })).status).toBe(200);
  });

  it('removes members whom they see, and leaves by themselves; nobody removes themselves', async () => {
    const member = async () =>
      created(await api.call('POST', '/v1/accounts', { body: { phone: `+86${number++}`, companyId: north.id } })).id as string;
    const end = (person: string, id: string, reason: string) =>
      by(person, 'POST', `/v1/accounts/${id}/memberships/${north.id}/end`, { reason });
    const [id, leaver] = [await member(), await member()];
    created(await by(north.superAdmin, 'POST', at(north, 'roles'), { role: 'super-admin', userId: leaver }));
    for (const person of [north.head, south.superAdmin]) expect(await end(person, id, 'removed')).toMatchObject(refused('not-found', 404));
    expect(await end(north.superAdmin, id, 'left')).toMatchObject(refused('forbidden'));
    expect(await end(north.superAdmin, id, 'removed')).toMatchObject({ status: 200, body: { reason: 'removed' } });
    expect(await end(leaver, leaver, 'removed')).toMatchObject(refused('forbidden'));
    expect(await end(leaver, leaver, 'left')).toMatchObject({ status: 200, body: { reason: 'left' } });
    expect(await by(leaver, 'GET', at(north, 'departments'))).toMatchObject(refused('forbidden'));
  });

  it('moves a member from and to what they administer: 403 out-of-scope elsewhere, 404 for whom they do not see', async () => {
    const { superAdmin, head, sales, service } = north;
    const member = async (departmentId?: string) =>
      created(await api.call('POST', '/v1/accounts', { body: { phone: `+86${number++}`, companyId: north.id, departmentId } }))
        .id as string;
    const move = (person: string, id: string, departmentId: string) =>
      by(person, 'PUT', `/v1/accounts/${id}/memberships/${north.id}/department`, { departmentId });
    const [inSales, inService, nowhere] = [await member(sales), await member(service), await member()];
    expect(await move(head, inSales, service)).toMatchObject(refused('out-of-scope'));
    for (const id of [inService, nowhere, randomUUID()]) expect(await move(head, id, sales)).toMatchObject(refused('not-found', 404));
    for (const id of [inSales, nowhere]) expect(await move(south.superAdmin, id, sales)).toMatchObject(refused('not-found', 404));
    expect(await move(inSales, inSales, service)).toMatchObject(refused('forbidden'));
    const ofBoth = await newAccount();
    created(await by(superAdmin, 'POST', at(north, 'roles'), headOf([sales, service], ofBoth)));
    expect(await move(ofBoth, inSales, service)).toMatchObject({ status: 200, body: { departmentId: service } });
    expect(await by(head, 'GET', `/v1/accounts/${inSales}`)).toMatchObject(refused('not-found', 404));
    expect(await move(superAdmin, nowhere, sales)).toMatchObject({ status: 200 });
    expect((await by(head, 'GET', `/v1/accounts/${nowhere}`)).status).toBe(200);
  });

  it('names departments that are there, in this company: 422 otherwise', async () => {
    for (const departmentId of [randomUUID(), south.sales]) {
      const unknown = refused('department-unknown', 422);
      expect(await by(north.superAdmin, 'POST', at(north, 'invites'), invitation({ departmentId }))).toMatchObject(unknown);
      expect(await by(north.superAdmin, 'POST', at(north, 'roles'), headOf([departmentId]))).toMatchObject(unknown);
      expect(await by(north.head, 'POST', at(north, 'invites'), invitation({ departmentId }))).toMatchObject(refused('out-of-scope'));
    }
    const { body } = await by(north.superAdmin, 'POST', at(north, 'roles'), {
      role: 'super-admin',
      userId: randomUUID(),
      departmentIds: [north.sales],
    });
    expect(body).toMatchObject({ code: 'invalid-request', errors: [{ path: 'departmentIds' }] });
  });
});

describe('an attack', () => {
  it('by a department admin who promotes themselves, or anybody, fails: 403, and the roles stay', async () => {
    const { head } = north;
    for (const userId of [head, randomUUID()])
      expect(await by(head, 'POST', at(north, 'roles'), { role: 'super-admin', userId })).toMatchObject(refused('out-of-scope'));
    expect(await by(head, 'POST', at(north, 'roles'), headOf([north.service], head))).toMatchObject(refused('out-of-scope'));
    expect(await by(head, 'POST', at(north, 'invites'), invitation({ departmentId: north.service }))).toMatchObject(
      refused('out-of-scope'),
    );
  });

  it('by an administrator of another company finds nothing: 404, as if it did not exist', async () => {
    for (const person of [south.superAdmin, south.head]) {
      for (const [path, body] of [
        ['roles', { role: 'super-admin', userId: person }],
        ['roles', headOf([north.sales], person)],
        ['invites', invitation({ departmentId: north.sales })],
        ['departments', { name: 'Mine' }],
      ] as const) {
        const there = await by(person, 'POST', at(north, path), body);
        const nowhere = await by(person, 'POST', at({ ...north, id: randomUUID() }, path), body);
        expect(there).toMatchObject(refused('not-found', 404));
        expect({ ...there.body, instance: '', traceId: '' }).toEqual({ ...nowhere.body, instance: '', traceId: '' });
      }
      expect(await by(person, 'PUT', at(south, `departments/${north.sales}/name`), { name: 'Mine' })).toMatchObject(
        refused('not-found', 404),
      );
      for (const path of [`/v1/companies/${north.id}`, at(north, 'departments'), at(south, `departments/${north.sales}`)])
        expect(await by(person, 'GET', path)).toMatchObject(refused('not-found', 404));
    }
  });

  it('by somebody who was never an administrator fails with a bare token: 403, whatever other role they have', async () => {
    const [stranger, itAdmin, companyAdmin] = [await newAccount(), await newAccount(), await newAccount()];
    for (const [role, userId] of [
      ['it-admin', itAdmin],
      ['company-admin', companyAdmin],
    ] as const)
      created(await api.call('POST', at(north, 'roles'), { body: { role, userId } }));
    for (const person of [stranger, itAdmin, companyAdmin]) {
      expect(await by(person, 'POST', at(north, 'invites'), invitation())).toMatchObject(refused('forbidden'));
      for (const path of [`/v1/companies/${north.id}`, '/v1/registrations', '/v1/events', '/v1/api-keys'])
        expect(await by(person, 'GET', path)).toMatchObject(refused('forbidden'));
    }
    expect(await by(randomUUID(), 'GET', '/v1/accounts')).toMatchObject(refused('person-unknown'));
  });

  it('with a token that names no program, of another issuer’s company, or beside On-Behalf-Of fails', async () => {
    const path = `/v1/companies/${north.id}`;
    expect(await by(north.superAdmin, 'GET', path, undefined, { azp: undefined })).toMatchObject({
      ...refused('assertion-invalid', 401),
      body: { reason: 'client-missing' },
    });
    ofOneCompany.splice(0, 1, south.id);
    expect(await by(north.superAdmin, 'GET', path, undefined, {}, ofOne)).toMatchObject(refused('person-unknown'));
    ofOneCompany.splice(0, 1, north.id);
    expect((await by(north.superAdmin, 'GET', path, undefined, {}, ofOne)).status).toBe(200);
    const key = await issuer.sign(`user:${north.superAdmin}`, { claims: { azp: 'console' } });
    expect(await api.call('GET', '/v1/accounts', { key, person: south.superAdmin })).toMatchObject(refused('forbidden'));
    expect(await api.call('GET', path, { key: `${key}x` })).toMatchObject(refused('assertion-invalid', 401));
  });

  it('with a role that goes while the command is decided fails: the roles are read again under lock', async () => {
    const actingFor = api.app.get(ActingFor);
    const look = actingFor.alone.bind(actingFor);
    const streamId = streamIdOf('role', api.kernel.engine.ids.role(north.id, 'super-admin'));
    // What the guard saw is over by now: nobody finds this person among the super admins.
    jest.spyOn(actingFor, 'alone').mockImplementation(async (token) => {
      const { authority, assertion } = await look(token);
      const administers = [{ companyId: north.id, role: 'super-admin', departmentIds: [], streamId } as const];
      return { authority: { ...authority, administers }, assertion };
    });
    for (const [path, body] of [
      ['invites', invitation({ departmentId: north.sales })],
      ['roles', { role: 'super-admin', userId: north.head }],
      ['departments', { name: 'Mine' }],
    ] as const)
      expect(await by(north.head, 'POST', at(north, path), body)).toMatchObject(refused('forbidden'));
  });

  it('by a person whose account is frozen fails', async () => {
    const leaver = await newAccount();
    created(await api.call('POST', at(north, 'roles'), { body: { role: 'super-admin', userId: leaver } }));
    const checklist = { appsUnbound: true, groupsLeft: true };
    created(await by(leaver, 'POST', '/v1/deregistrations', { accountId: leaver, checklist }));
    expect(await by(leaver, 'POST', at(north, 'invites'), invitation())).toMatchObject(refused('account-frozen'));
  });

  it('with the cursor of another company’s feed shows nothing of that company', async () => {
    const key = (companyId: string) => api.newKey(['service'], [...scopes], { client: companyId, companies: [companyId] });
    const [ours, theirs] = [await key(north.id), await key(south.id)];
    const { cursor } = (await api.call('GET', '/v1/events?pageSize=1', { key: theirs })).body as { cursor: string };
    const { status, body } = await api.call('GET', `/v1/events?pageSize=100&after=${cursor}`, { key: ours });
    expect(status).toBe(200);
    const ids = (body.items as { process: { id: string } }[]).map(({ process }) => process.id);
    expect(ids).not.toContain(south.id);
    expect(ids).not.toContain(south.sales);
  });
});
