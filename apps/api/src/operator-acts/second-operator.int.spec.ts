import { randomUUID } from 'node:crypto';
import { scopes, type Access } from '#contracts';
import { day, hour, type PlatformGrant } from '#domain';
import { assertionsBy, freshDatabase, TestIssuer } from '#testing';
import { pagedByTwo, testApi, type CallOptions, type TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { askForApproval, newCompany } from '../testing/approvals';
import { newestCode } from '../testing/registrations';
import { declaredRoutes } from '../testing/routes';
import { nameOperator } from './name-operators';

let api: TestApi;
let issuer: TestIssuer;
/** Another provider, at which people have other names. */
let acme: TestIssuer;
/** Speaks for the company that a spec puts here. */
let company: TestIssuer;
const ofOneCompany: string[] = [];
const [ann, bea] = [randomUUID(), randomUUID()];
let number = 13_800_153_000;

withApi(
  freshDatabase,
  (opened) => (api = opened),
  async () => {
    issuer = await TestIssuer.open();
    acme = await TestIssuer.open({ issuer: 'https://people.acme.test', subjects: 'bound' });
    company = await TestIssuer.open({ issuer: 'https://people.company.test', companies: ofOneCompany });
    return { assertions: assertionsBy(issuer, acme, company), EMBEDDED_PEOPLE: undefined };
  },
);

const as = async (person: string): Promise<CallOptions> => ({ key: await issuer.sign(`user:${person}`, { claims: { azp: 'console' } }) });
const name = (person: string) => nameOperator(api.kernel, person);
const post = (path: string, body: object, options: CallOptions) => api.call('POST', path, { body, ...options });
const decide = async (approval: string, person: string, decision: object = { decision: 'approve' }) =>
  post(`/v1/approvals/${approval}/decisions`, decision, await as(person));
const refused = (code: string, status = 403) => ({ status, body: { code } });
const auditorKey = () => ({ name: `nightly ${number++}`, companies: 'platform', roles: ['auditor'], scopes: ['accounts:read'] });
const ask = async (person: string, key: object) => post('/v1/operator-keys', key, await as(person));
const make = async (person: string, key: object, options: CallOptions = {}) =>
  post('/v1/api-keys', key, { ...(await as(person)), ...options });
/** By its owner. */
const leave = async (accountId: string) =>
  post('/v1/deregistrations', { accountId, checklist: { appsUnbound: true, groupsLeft: true } }, await as(accountId));
const newAccount = async () => (await api.newAccount(`+86${number++}`)).id;

/** Gives a person a right by the two operators. */
async function grant(right: PlatformGrant, userId: string): Promise<void> {
  const { body } = await post('/v1/platform-grants', { grant: right, userId }, await as(ann));
  const decided = await decide(body.id as string, bea);
  if (decided.body.state !== 'approved') throw new Error(JSON.stringify(decided.body));
}

describe('the first operators', () => {
  it('are named by the installation; as long as there is one alone, none is made by HTTP', async () => {
    expect(await name(ann)).toBeUndefined();
    const asked = await ask(ann, auditorKey());
    expect(asked).toMatchObject({ ...refused('approvers-missing', 409), body: { unmet: ['operator'] } });
    expect(await post('/v1/platform-grants', { grant: 'operator', userId: bea }, await as(ann))).toMatchObject({
      ...refused('approvers-missing', 409),
    });
    expect(await post('/v1/platform-grants', { grant: 'operator', userId: ann }, { key: api.operator })).toMatchObject(
      refused('proof-required'),
    );
  });

  it('are two, and no third; named again they are who they were', async () => {
    expect([await name(bea), await name(ann), await name(randomUUID())]).toEqual([undefined, undefined, 'operators-named']);
    const [event] = await api.kernel.database.query<{ meta: { actor: string; authn: string } }>(
      `SELECT meta FROM es.events WHERE type = 'RoleGranted'`,
    );
    expect(event!.meta).toMatchObject({ actor: 'tenure:installation', authn: 'installation' });
  });
});

describe('a right over the platform', () => {
  it('is given by two operators: nobody has it before the second agrees', async () => {
    const cora = randomUUID();
    const { status, body } = await post('/v1/platform-grants', { grant: 'auditor', userId: cora }, await as(ann));
    expect([status, body.state, body.matter.type]).toEqual([201, 'pending', 'platform-grant']);
    expect(await api.call('GET', '/v1/operator-tasks', await as(cora))).toMatchObject(refused('forbidden'));
    const dossier = await api.call('GET', `/v1/approvals/${body.id}/dossier`, await as(bea));
    expect(dossier.body.context).toEqual({ grant: 'auditor', person: `user:${cora}` });
    expect(await decide(body.id, bea)).toMatchObject({ status: 200, body: { state: 'approved' } });
    expect((await api.call('GET', '/v1/operator-tasks', await as(cora))).status).toBe(200);
    expect(await post('/v1/platform-grants', { grant: 'auditor', userId: cora }, await as(ann))).toMatchObject(
      refused('role-held-already', 409),
    );
  });

  it('is no right of a service that the person calls through, nor of one whom it names', async () => {
    const service = await api.newKey(['service'], [...scopes]);
    for (const options of [
      { key: service, assertion: await issuer.sign(`user:${ann}`) },
      { key: service, person: ann },
    ])
      expect(await api.call('GET', '/v1/operator-tasks', options)).toMatchObject(refused('forbidden'));
  });

  it('is none of an issuer that speaks for some companies, nor of a person who is leaving', async () => {
    const dora = await newAccount();
    await grant('auditor', dora);
    expect((await api.call('GET', '/v1/events', await as(dora))).status).toBe(200);
    ofOneCompany.splice(0, 1, await newCompany(api, { itAdmins: [randomUUID()] }));
    await askForApproval(api, { companyId: ofOneCompany[0]!, managers: [dora] });
    const key = await company.sign(`user:${dora}`, { claims: { azp: 'console' } });
    expect((await api.call('GET', '/v1/approvals', { key })).status).toBe(200);
    expect(await api.call('GET', '/v1/events', { key })).toMatchObject(refused('forbidden'));
    expect((await leave(dora)).status).toBe(201);
    expect(await api.call('GET', '/v1/events', await as(dora))).toMatchObject(refused('account-frozen'));
  });

  it.each(['operator', 'key-maker', 'reviewer-appointer', 'auditor'] as const)(
    'of the %s opens the routes that name it, and no other',
    async (right) => {
      const person = randomUUID();
      await grant(right, person);
      for (const { route, access } of declaredRoutes.filter((each) => each.access !== 'public')) {
        const { roles, forPeople, scope, proof } = access as Access;
        const [method, path] = route.split(' ') as ['GET' | 'POST', string];
        const { status, body } = await api.call(method, path.replaceAll(/\{\w+\}/g, randomUUID()), {
          ...(await as(person)),
          ...(method !== 'GET' && { body: { surprise: true } }),
        });
        const isOwn = forPeople === true && proof !== 'identity' && body.code !== 'forbidden';
        const opens = isOwn || roles.includes(right);
        expect({ route, scope, in: status !== 403 || body.code === 'not-an-approver' }).toEqual({ route, scope, in: opens });
      }
    },
  );

  it('of the auditor changes nothing', async () => {
    const auditor = randomUUID();
    await grant('auditor', auditor);
    const stranger = await newAccount();
    const read = async (path: string) => (await api.call('GET', path, await as(auditor))).status;
    expect(
      await Promise.all(['/v1/events', '/v1/approvals', '/v1/operator-tasks', '/v1/security-log', `/v1/accounts/${stranger}`].map(read)),
    ).toEqual(Array(5).fill(200));
    // Simulations are sent, and change nothing: a right to read opens them.
    const changes = declaredRoutes.filter(({ route, access }) => !/^GET|\/simulations$/.test(route) && !(access as Access).forPeople);
    for (const { route } of changes) {
      const [method, path] = route.split(' ') as ['POST', string];
      const answer = await api.call(method, path.replaceAll(/\{\w+\}/g, randomUUID()), { ...(await as(auditor)), body: {} });
      expect({ route, ...answer }).toMatchObject(refused('forbidden'));
    }
    const leaving = { accountId: stranger, checklist: { appsUnbound: true, groupsLeft: true } };
    expect(await post('/v1/deregistrations', leaving, await as(auditor))).toMatchObject({ status: 404 });
  });

  it('of an operator ends no account of others by the owner’s own call', async () => {
    const leaving = { accountId: await newAccount(), checklist: { appsUnbound: true, groupsLeft: true } };
    expect(await post('/v1/deregistrations', leaving, await as(ann))).toMatchObject({ status: 404 });
  });
});

describe('a key with rights over the platform', () => {
  it('is made once a second operator has agreed, for who asked, and shown to them alone', async () => {
    const key = auditorKey();
    const { body: approval } = await ask(ann, key);
    expect((await api.call('GET', `/v1/approvals/${approval.id}/dossier`, await as(bea))).body.context).toMatchObject({
      name: key.name,
      roles: 'auditor',
    });
    const withApproval = { ...key, approvalId: approval.id };
    expect(await make(ann, withApproval)).toMatchObject({ ...refused('key-not-approved', 409), body: { reason: 'pending' } });
    await decide(approval.id, bea);
    expect(await make(bea, withApproval)).toMatchObject({ ...refused('key-not-approved', 409), body: { reason: 'another-requester' } });
    const made = await make(ann, withApproval);
    expect(made).toMatchObject({ status: 201, body: { key: expect.stringMatching(/^tnr_/) as string } });
    expect((await api.call('GET', '/v1/operator-tasks', { key: made.body.key })).status).toBe(200);
    expect(await post('/v1/api-keys', key, { key: made.body.key })).toMatchObject(refused('forbidden'));
  });

  it('is not made by one call, neither by a person nor by a key, nor by the rotation of one', async () => {
    for (const roles of [['operator'], ['auditor'], ['key-maker'], ['service', 'reviewer-appointer']]) {
      const key = { ...auditorKey(), roles };
      for (const options of [await as(ann), { key: api.operator }])
        expect(await post('/v1/api-keys', key, options)).toMatchObject(refused('second-operator-needed', 409));
      expect((await ask(ann, key)).status).toBe(201);
    }
    const keyId = api.operator.slice(4, 20);
    expect(await post(`/v1/api-keys/${keyId}/rotation`, {}, { key: api.operator })).toMatchObject(refused('second-operator-needed', 409));
    expect(await post('/v1/operator-keys', auditorKey(), { key: api.operator })).toMatchObject(refused('proof-required'));
  });

  it('grants nothing that its maker lacks', async () => {
    const maker = randomUUID();
    await grant('key-maker', maker);
    const key = { ...auditorKey(), roles: ['operator'] };
    expect(await ask(maker, key)).toMatchObject({ ...refused('forbidden'), body: { unmet: ['operator'] } });
    expect(await make(maker, key)).toMatchObject(refused('forbidden'));
    expect((await make(maker, { ...auditorKey(), roles: ['service'] })).status).toBe(201);
    expect((await ask(maker, { ...key, roles: ['key-maker'] })).status).toBe(201);
  });

  it('is not agreed to by who asked, whatever name they come by', async () => {
    const { body: approval } = await ask(ann, auditorKey());
    expect(await decide(approval.id, ann)).toMatchObject(refused('self-approval'));
    const identity = api.kernel.keys.hmac('identity-of-issuer', acme.issuer.issuer, 'a.ann');
    await api.kernel.database.query(
      `INSERT INTO iam.identities (identity, principal_id, bound_by) SELECT $1, principal_id, 'code' FROM iam.principals WHERE external_id = $2`,
      [identity, `user:${ann}`],
    );
    const otherName = { key: await acme.sign('a.ann', { claims: { azp: 'elsewhere' } }) };
    expect(await post(`/v1/approvals/${approval.id}/decisions`, { decision: 'approve' }, otherName)).toMatchObject(
      refused('self-approval'),
    );
    expect(await post(`/v1/approvals/${approval.id}/decisions`, { decision: 'approve' }, { key: api.operator })).toMatchObject(
      refused('forbidden'),
    );
    const stranger = await newAccount();
    expect((await decide(approval.id, stranger)).status).toBe(404);
  });

  it('is the very key that was approved: neither other scopes, nor another approval', async () => {
    const key = auditorKey();
    const { body: approval } = await ask(ann, key);
    await decide(approval.id, bea);
    const more = { ...key, scopes: ['accounts:read', 'events:read'], approvalId: approval.id };
    expect(await make(ann, more)).toMatchObject({ ...refused('key-not-approved', 409), body: { reason: 'another-key' } });
    const { body: other } = await post('/v1/platform-grants', { grant: 'auditor', userId: randomUUID() }, await as(ann));
    await decide(other.id, bea);
    expect(await make(ann, { ...key, approvalId: other.id })).toMatchObject({ body: { reason: 'another-key' } });
    expect(await make(ann, { ...key, approvalId: randomUUID() })).toMatchObject(refused('not-found', 404));
  });

  it('is one for each approval: a repeated call gets its answer, and of many at once one makes it', async () => {
    const key = auditorKey();
    const { body: approval } = await ask(ann, key);
    await decide(approval.id, bea);
    const body = { ...key, approvalId: approval.id };
    const idempotencyKey = randomUUID();
    const answers = await Promise.all([1, 2, 3, 4].map(() => make(ann, body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expect(answers.filter(({ status }) => status === 409).map(({ body: { code } }) => code)).toEqual(Array(3).fill('approval-used'));
    expect(await make(ann, body, { idempotencyKey })).toMatchObject(refused('approval-used', 409));
    const again = auditorKey();
    const { body: second } = await ask(ann, again);
    await decide(second.id, bea);
    const once = { ...again, approvalId: second.id };
    const first = await make(ann, once, { idempotencyKey: `${idempotencyKey}-2` });
    expect(await make(ann, once, { idempotencyKey: `${idempotencyKey}-2` })).toMatchObject({ status: 201, body: first.body });
  });

  it('keeps no secret in clear', async () => {
    const key = auditorKey();
    const { body: approval } = await ask(ann, key);
    await decide(approval.id, bea);
    const { body } = await make(ann, { ...key, approvalId: approval.id });
    const secret = (body.key as string).slice(21);
    const rows = await api.kernel.database.query<{ all: string }>(
      `SELECT string_agg(t::text, ' ') AS all FROM (SELECT k::text AS t FROM iam.api_keys k UNION ALL SELECT e.data::text FROM es.events e UNION ALL SELECT c::text FROM es.commands c) rows`,
    );
    expect(rows[0]!.all).not.toContain(secret);
  });

  it('is made by no approval that was rejected, or that was left to lapse before or after the second operator agreed', async () => {
    const [no, late, old] = [auditorKey(), auditorKey(), auditorKey()];
    const { body: rejected } = await ask(ann, no);
    await decide(rejected.id, bea, { decision: 'reject', reason: { code: 'not-needed' } });
    expect(await make(ann, { ...no, approvalId: rejected.id })).toMatchObject({ body: { code: 'key-not-approved', reason: 'rejected' } });
    const { body: unused } = await ask(ann, old);
    await decide(unused.id, bea);
    const { body: lapsing } = await ask(ann, late);
    await api.advance(72 * hour);
    expect(await decide(lapsing.id, bea)).toMatchObject(refused('approval-expired', 409));
    expect(await make(ann, { ...old, approvalId: unused.id })).toMatchObject({ body: { code: 'key-not-approved', reason: 'expired' } });
    await api.kernel.engine.fireDeadline(`approval:${lapsing.id}`, 'ExpireApproval');
    expect(await make(ann, { ...late, approvalId: lapsing.id })).toMatchObject({ body: { code: 'key-not-approved', reason: 'expired' } });
  });
});

describe('the end of an account by two operators', () => {
  const reason = { code: 'court-order', text: 'Order 12' };
  const force = async (accountId: string, person = ann) => post('/v1/forced-deregistrations', { accountId, reason }, await as(person));

  it('opens a deregistration that says who forced it and why, and that its owner undoes as any other', async () => {
    const accountId = await newAccount();
    const { body: approval } = await force(accountId);
    expect(approval).toMatchObject({ state: 'pending', matter: { type: 'forced-deregistration' } });
    const path = `/v1/deregistrations/${approval.matter.id}`;
    expect((await api.call('GET', path)).status).toBe(404);
    expect((await api.call('GET', `/v1/approvals/${approval.id}/dossier`, await as(bea))).body.context).toEqual({
      account: accountId,
      reason: 'court-order',
      text: 'Order 12',
    });
    expect((await decide(approval.id, ann)).body.code).toBe('self-approval');
    expect((await api.call('GET', `/v1/accounts/${accountId}`)).body.state).toBe('active');
    await decide(approval.id, bea);
    expect((await api.call('GET', path)).body).toMatchObject({
      ...{ state: 'cooling_off', accountId },
      forced: { approvalId: approval.id, requestedBy: approval.requestedBy, reasonCode: 'court-order' },
    });
    expect((await api.call('GET', `/v1/accounts/${accountId}`)).body.state).toBe('frozen');
    const service = await api.newKey(['service'], [...scopes]);
    const owner = { key: service, person: accountId };
    const { challengeId } = (await api.call('POST', `${path}/challenges`, owner)).body;
    const undone = await post(`${path}/revocation`, { challengeId, code: newestCode(api) }, owner);
    expect(undone).toMatchObject({ status: 200, body: { state: 'revoked', forced: { reasonCode: 'court-order' } } });
    expect((await api.call('GET', `/v1/accounts/${accountId}`)).body.state).toBe('active');
  });

  it('is asked for by a person alone who runs the platform, of an account that is there', async () => {
    const accountId = await newAccount();
    const maker = randomUUID();
    await grant('key-maker', maker);
    expect(await force(accountId, maker)).toMatchObject(refused('forbidden'));
    expect(await post('/v1/forced-deregistrations', { accountId, reason }, { key: api.operator })).toMatchObject(refused('proof-required'));
    expect((await force(randomUUID())).status).toBe(404);
    const old = {
      key: await issuer.sign(`user:${ann}`, { claims: { azp: 'console', auth_time: Math.floor(Date.now() / 1_000) - day / 1_000 } }),
    };
    expect(await post('/v1/forced-deregistrations', { accountId, reason }, old)).toMatchObject(refused('sign-in-too-old', 401));
  });

  it('is refused, and the approval waits, where the account is leaving already', async () => {
    const accountId = await newAccount();
    const { body: approval } = await force(accountId);
    expect((await leave(accountId)).status).toBe(201);
    expect(await decide(approval.id, bea)).toMatchObject(refused('deregistration-pending', 409));
    expect((await api.call('GET', `/v1/approvals/${approval.id}`)).body.state).toBe('pending');
  });
});

describe('an operator by an id that has turned out to be another one of a person', () => {
  it('is that person: they keep the right, and are not asked for what they ask themselves', async () => {
    const [suite, own] = [randomUUID(), await newAccount()];
    await grant('operator', suite);
    const principals = await api.kernel.database.query<{ id: string }>(
      `INSERT INTO iam.principals (external_id) VALUES ($1) ON CONFLICT (external_id) DO UPDATE SET external_id = excluded.external_id
       RETURNING principal_id AS id`,
      [`user:${own}`],
    );
    const [former] = await api.kernel.database.query<{ alias: string }>(
      'INSERT INTO iam.aliases (alias, person) SELECT principal_id, $2 FROM iam.principals WHERE external_id = $1 RETURNING alias',
      [`user:${suite}`, principals[0]!.id],
    );
    expect((await api.call('GET', '/v1/operator-tasks', await as(own))).status).toBe(200);
    const { status, body } = await post('/v1/platform-grants', { grant: 'auditor', userId: randomUUID() }, await as(own));
    expect(status).toBe(201);
    const { tasks } = body.stages[0].slots[0] as { tasks: { assignee: string }[] };
    expect(tasks.map(({ assignee }) => assignee)).not.toContain(former!.alias);
    expect(await decide(body.id as string, own)).toMatchObject(refused('self-approval'));
    expect(await decide(body.id as string, bea)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });
});

describe('an operator whose account is gone', () => {
  it('counts for nobody: the installation names somebody in their place, and nobody beside two who are there', async () => {
    const database = await freshDatabase();
    const gone = await testApi(database.url, { EMBEDDED_PEOPLE: undefined });
    try {
      const [first, second, third, fourth] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
      const names = (person: string) => nameOperator(gone.kernel, person);
      expect([await names(first), await names(second), await names(third)]).toEqual([undefined, undefined, 'operators-named']);
      await gone.kernel.database.query('DELETE FROM iam.principals WHERE external_id = $1', [`user:${second}`]);
      expect([await names(third), await names(third), await names(fourth)]).toEqual([undefined, undefined, 'operators-named']);
      const states = await gone.kernel.database.query<{ holders: number }>(
        `SELECT jsonb_array_length(state -> 'holders') AS holders FROM rm.process WHERE type = 'role'`,
      );
      expect(states.map(({ holders }) => holders)).toEqual([2, 2, 2]);
    } finally {
      await gone.close();
      await database.drop();
    }
  });
});

it('operators and auditors read the security log, page by page: who was refused, and which keys were made', async () => {
  const entries = await pagedByTwo<{ entryId: string; at: string; what: string; target: string }>(api, '/v1/security-log');
  expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(entries.length);
  expect(entries.map(({ at }) => at)).toEqual(
    entries
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  );
  const whats = entries.map(({ what }) => what);
  expect(whats).toEqual(expect.arrayContaining(['api-key-made', 'self-approval', 'forbidden']));
  expect(await api.call('GET', '/v1/security-log', await as(await newAccount()))).toMatchObject(refused('forbidden'));
});

it('a key of the installation, without an approval, keeps keys and appoints reviewers as before', async () => {
  const operator = await api.newKey(['operator'], [...scopes]);
  const key = { ...auditorKey(), roles: ['service'] };
  expect((await post('/v1/api-keys', key, { key: operator })).status).toBe(201);
  expect((await post('/v1/identity-reviewers', { userId: randomUUID() }, { key: operator })).status).toBe(201);
  expect(await newCompany(api)).toEqual(expect.any(String));
});
