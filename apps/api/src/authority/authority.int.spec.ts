import { randomUUID } from 'node:crypto';
import { Assertions } from '#assertions';
import { faces, rightsOfFaces, scopes, type Access, type Face } from '#contracts';
import { processes } from '#domain';
import { freshDatabase, TestIssuer, type FreshDatabase } from '#testing';
import { askForApproval, newCompany } from '../testing/approvals';
import { testApi, type TestApi } from '../testing/api';
import { applicant, inviting, newestCode, proven } from '../testing/registrations';
import {
  allowed,
  alones,
  callers,
  otherRoutes,
  routesOfCommands,
  routesOfProcesses,
  stated,
  type Alone,
  type Who,
} from '../testing/rights';
import { declaredRoutes } from '../testing/routes';
import { permissions, type Right } from './authority';
import { SecurityLog } from './security-log';

/** Sent by a program of the installation alone. */
const isOfInstallation = (right: string) => permissions[right as Right].roles.length === 0;
/** The routes of a process whose own spec states who has its rights, and that persons find their own alone. */
const isStatedElsewhere = (route: string) =>
  Object.values<Face>(faces).some(({ path, read }) => stated[read as Right] === undefined && route.includes(`/v1/${path}/`));

const proofOf = (access: Access | 'public') => (access === 'public' ? undefined : access.proof);
const fittingBody = (asked: string) => declaredRoutes.find(({ route }) => route === asked)?.body ?? {};

/** The routes without a scope: an operator may use them. */
const withoutScope = /workflow$|(operator-tasks|security-log)(\/|$)|challenges\/release$|^[A-Z]+ \/dev\//;

const isAlone = (who: Who): who is Alone => (alones as readonly Who[]).includes(who);

describe('who may do what', () => {
  let database: FreshDatabase;
  let api: TestApi;
  let issuer: TestIssuer;
  let keys: Record<Exclude<Who, Alone>, string>;
  /** People who call by their token alone. */
  let alone: Record<Alone, string>;
  let mine: { id: string };
  let theirs: { id: string };
  let leaving: { id: string };
  const deregistrations = { mine: '', theirs: '' };
  const registrations = { mine: '', theirs: '' };
  const approvals = { mine: '', theirs: '' };
  const delegations = { mine: '', theirs: '' };
  const cases = { mine: '', theirs: '' };
  const principals = { mine: '', theirs: '' };
  let companyId: string;
  const all = [...scopes];
  beforeAll(async () => {
    database = await freshDatabase();
    issuer = await TestIssuer.open();
    api = await testApi(database.url, { assertions: new Assertions([issuer.issuer], () => issuer.publish) });
    const service = await api.newKey(['service'], all);
    const plain = scopes.filter((scope) => scope !== 'act-for');
    const grants = { auditor: await api.newKey(['auditor'], plain), 'key-maker': await api.newKey(['key-maker'], plain) };
    const appointer = await api.newKey(['reviewer-appointer'], plain);
    keys = { operator: api.operator, ...grants, 'reviewer-appointer': appointer, service, person: service, leaving: service };
    leaving = await api.newAccount('+8613800138003');
    await leave(leaving.id);
    mine = await api.newAccount('+8613800138001');
    theirs = await api.newAccount('+8613800138002');
    // Each joins a company with their account: the registration is theirs once the number is proven.
    const company = await inviting(api);
    registrations.mine = await proven(api, applicant('+8613800138001'), company);
    registrations.theirs = await proven(api, applicant('+8613800138002'), company);
    for (const [whose, account] of [
      ['mine', mine],
      ['theirs', theirs],
    ] as const) {
      deregistrations[whose] = await leave(account.id);
      await stay(deregistrations[whose]);
    }
    companyId = await newCompany(api, { itAdmins: [randomUUID()] });
    alone = { alone: mine.id, 'super-admin': randomUUID(), 'department-admin': randomUUID() };
    const { departmentId } = (await api.call('POST', `/v1/companies/${companyId}/departments`, { body: { name: 'Sales' } })).body;
    const { alone: _, ...administrators } = alone;
    for (const [role, userId] of Object.entries(administrators)) {
      const body = { role, userId, ...(role === 'department-admin' && { departmentIds: [departmentId] }) };
      expect((await api.call('POST', `/v1/companies/${companyId}/roles`, { body })).status).toBe(201);
    }
    for (const [whose, account] of [
      ['mine', mine],
      ['theirs', theirs],
    ] as const)
      approvals[whose] = (await askForApproval(api, { companyId, managers: [account.id] })).body.id;
    const verify = ({ id: accountId }: { id: string }) =>
      api.call('POST', '/v1/verification-cases', { body: { accountId, method: 'face' } });
    [cases.mine, cases.theirs] = [(await verify(mine)).body.id, (await verify(theirs)).body.id];
    delegations.mine = await delegate(mine);
    delegations.theirs = await delegate(theirs);
    [principals.mine, principals.theirs] = (await principalsOf(`user:${mine.id}`, `user:${theirs.id}`)) as [string, string];
  });
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });

  /** Somebody of a company of their own, where nobody else comes to see them, lets another one decide for a day. */
  const delegate = async ({ id }: { id: string }): Promise<string> => {
    const deputy = randomUUID();
    const own = await newCompany(api, { companyAdmins: [id, deputy] });
    const until = new Date((await api.kernel.engine.now()) + 86_400_000).toISOString();
    const body = { delegate: `user:${deputy}`, companyId: own, until };
    const answer = await api.call('POST', '/v1/delegations', { key: keys.service, person: id, body });
    expect(answer.status).toBe(201);
    return answer.body.id as string;
  };
  const leave = async (accountId: string): Promise<string> => (await api.leave(accountId)).body.id as string;
  const stay = async (id: string) => {
    const { challengeId } = (await api.call('POST', `/v1/deregistrations/${id}/challenges`)).body;
    await api.call('POST', `/v1/deregistrations/${id}/revocation`, { body: { challengeId, code: newestCode(api) } });
  };

  /** The key of a caller, or the token of a person who has signed in just now. */
  const keyOf = async (who: Who) => (isAlone(who) ? issuer.sign(`user:${alone[who]}`, { claims: { azp: 'console' } }) : keys[who]);
  const addressOf = (route: string, whose: 'mine' | 'theirs' = 'mine') => {
    const [method, path] = route.split(' ') as ['GET' | 'POST' | 'PUT', string];
    const ids: Record<string, string> = {
      deregistrations: deregistrations[whose],
      registrations: registrations[whose],
      approvals: approvals[whose],
      delegations: delegations[whose],
      'verification-cases': cases[whose],
      companies: companyId,
      people: principals[whose],
    };
    const id = ids[path.split('/')[2]!] ?? { mine, theirs }[whose].id;
    return {
      method,
      path: path
        .replace('{id}', id)
        .replace('{step}', 'refundWallet')
        .replace('{taskId}', '1.1.1.1')
        .replace('{requestId}', companyId)
        .replace('{companyId}', companyId)
        .replace('{departmentId}', companyId)
        .replace('{deviceId}', companyId),
    };
  };
  /** Bodies that fit no schema: a caller who passes the guard gets 422, and nothing happens. */
  const ask = (route: string, key: string, options: { person?: string; whose?: 'mine' | 'theirs' } = {}) => {
    const { method, path } = addressOf(route, options.whose);
    return api.call(method, path, {
      key,
      ...(options.person && { person: options.person }),
      ...(method !== 'GET' && { body: { surprise: true } }),
    });
  };

  /** All refusals so far, in the order in which they were logged. */
  const noted = async () => {
    await api.app.get(SecurityLog).settle();
    return api.kernel.database.query('SELECT what, target, principal_id AS principal, via FROM iam.security_log ORDER BY at');
  };
  const keyName = (key: string) => `key:${/^tnr_([0-9a-f]{16})/.exec(key)![1]}`;
  const principalsOf = async (...externalIds: string[]) => {
    const rows = await api.kernel.database.query<{ id: string; name: string }>(
      'SELECT principal_id AS id, external_id AS name FROM iam.principals WHERE external_id = ANY($1)',
      [externalIds],
    );
    return externalIds.map((wanted) => rows.find(({ name }) => name === wanted)!.id);
  };

  it('is stated here for all rights of a process, or for none', () => {
    const partly = Object.entries<Face>(faces).filter(([, { rights }]) => {
      const rows = Object.keys(rights).map((right) => Object.hasOwn(stated, right));
      return rows.includes(true) && rows.includes(false);
    });
    expect(partly.map(([process]) => process)).toEqual([]);
    const others = Object.keys(permissions).filter((right) => !Object.hasOwn(rightsOfFaces, right));
    expect(others.filter((right) => !Object.hasOwn(stated, right))).toEqual([]);
  });

  it('is written down for every route of the document', async () => {
    const { body } = await api.call('GET', '/openapi.json', { key: null });
    const routes = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual(Object.keys(allowed).sort());
    expect(declaredRoutes.map(({ route }) => route).sort()).toEqual(routes);
  });

  it('is written down for every command that callers send, and once where it is no command', () => {
    const done = new Set(declaredRoutes.flatMap(({ does }) => (does ? [`${does.process} ${does.command}`] : [])));
    const sent = Object.entries(processes).flatMap(([type, { rules }]) =>
      Object.entries<{ right?: string }>(rules).flatMap(([command, { right }]) =>
        right === undefined || isOfInstallation(right) ? [] : [`${type} ${command}`],
      ),
    );
    expect([...done].sort()).toEqual(sent.sort());
    const derived = [...routesOfProcesses, ...routesOfCommands].map(([route]) => route);
    expect(Object.keys(otherRoutes).filter((route) => derived.includes(route))).toEqual([]);
  });

  it('names On-Behalf-Of in the document for routes that a person may use, and for no other', async () => {
    const { body } = await api.call('GET', '/openapi.json', { key: null });
    const operations = Object.entries<Record<string, { parameters?: { name: string }[] }>>(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => ({ route: `${method.toUpperCase()} ${path}`, parameters })),
    );
    const saying = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'On-Behalf-Of'));
    const bringsName = (route: string) => declaredRoutes.some((each) => each.route === route && proofOf(each.access) === 'identity');
    const forPeople = Object.keys(allowed).filter((route) => allowed[route]!.includes('person') || bringsName(route));
    expect(saying.map(({ route }) => route).sort()).toEqual(forPeople.sort());
  });

  it.each(Object.entries(allowed))('%s is for %p alone', async (route, some) => {
    for (const who of callers) {
      const person = { person: mine.id, leaving: leaving.id }[who as string];
      const { status } = await ask(route, await keyOf(who), person === undefined ? {} : { person });
      expect({ who, refused: status === 403, failed: status >= 500 && status !== 503 }).toEqual({
        who,
        // An administrator is a person, too.
        refused: !some.includes(who) && !(isAlone(who) && some.includes('alone')),
        failed: false,
      });
    }
  });

  it.each(Object.keys(allowed).filter((route) => !withoutScope.test(route)))('%s asks for a scope', async (route) => {
    const bare = await api.newKey(['operator', 'service', 'auditor'], ['act-for']);
    expect((await ask(route, bare)).status).toBe(403);
    expect((await ask(route, bare, { person: mine.id })).status).toBe(403);
  });

  it('each route says in the document what it asks of its caller, and in its 403 the same', async () => {
    const { body } = await api.call('GET', '/openapi.json', { key: null });
    const nothing = await api.newKey([], []);
    for (const { route, access } of declaredRoutes) {
      const { roles, scope, forPeople = false, proof } = access as Access;
      const required = { roles, ...(scope !== undefined && { scope }), forPeople, ...(proof && { proof }) };
      const [method, path] = route.split(' ') as [string, string];
      const told = body.paths[path][method.toLowerCase()];
      expect([route, told['x-access']]).toMatchObject([route, { roles, ...(scope !== undefined && { scope }) }]);
      for (const word of [...roles, ...(scope === undefined ? [] : [scope])])
        expect([route, told.description]).toEqual([route, expect.stringContaining(word)]);
      expect([route, (await ask(route, nothing)).body]).toMatchObject([route, { code: 'forbidden', required }]);
    }
  });

  it('acting for a person needs its own scope, and only a service may do it', async () => {
    const without = await api.newKey(['service'], ['accounts:read']);
    expect((await ask('GET /v1/accounts/{id}', without, { person: mine.id })).status).toBe(403);
    expect((await ask('GET /v1/accounts/{id}', api.operator, { person: mine.id })).status).toBe(403);
    const operatorToo = await api.newKey(['service', 'operator'], all);
    for (const route of [
      'POST /v1/api-keys',
      'POST /v1/accounts',
      'POST /v1/deregistrations/{id}/steps/{step}/retry',
      'GET /v1/accounts/{id}/workflow',
    ]) {
      expect((await ask(route, operatorToo, { person: mine.id })).status).toBe(403);
    }
    expect(await ask('GET /v1/accounts/{id}', keys.service, { person: randomUUID() })).toMatchObject({
      status: 403,
      body: { code: 'person-unknown' },
    });
  });

  it('a process of another person is not found, as if it did not exist', async () => {
    const asPerson = { key: keys.service, person: mine.id };
    const routes = Object.keys(allowed).filter((route) => route.includes('{id}') && allowed[route]!.includes('person'));
    for (const route of routes.filter((route) => !isStatedElsewhere(route))) {
      const { method, path } = addressOf(route, 'theirs');
      const answer = await api.call(method, path, { ...asPerson, ...(method !== 'GET' && { body: fittingBody(route) }) });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
      if (method === 'GET') expect((await api.call(method, addressOf(route).path, asPerson)).status).toBe(200);
    }
    const request = { accountId: theirs.id, checklist: { appsUnbound: true, groupsLeft: true } };
    expect(await api.call('POST', '/v1/deregistrations', { ...asPerson, body: request })).toMatchObject({ status: 404 });
    expect((await api.call('GET', '/v1/accounts', asPerson)).body.items.map(({ id }: { id: string }) => id)).toEqual([mine.id]);
    expect((await api.call('GET', '/v1/deregistrations', asPerson)).body.items.map(({ id }: { id: string }) => id)).toEqual([
      deregistrations.mine,
    ]);
    expect((await api.call('GET', `/v1/deregistrations?accountId=${theirs.id}`, asPerson)).body.items).toEqual([]);
  });

  it('a replay is not shown to a caller who may no longer see it', async () => {
    const idempotencyKey = randomUUID();
    const deregistration = await leave(theirs.id);
    const send = (person?: string) =>
      api.call('POST', `/v1/deregistrations/${deregistration}/challenges`, {
        key: keys.service,
        idempotencyKey,
        ...(person && { person }),
      });
    expect((await send(theirs.id)).status).toBe(201);
    expect((await send(mine.id)).status).toBe(404);
    await stay(deregistration);
  });

  it('an act of a person is recorded as theirs, with the service that brought it', async () => {
    const account = await api.newAccount('+8613800138009');
    const { body } = await api.call('POST', '/v1/deregistrations', {
      key: keys.service,
      person: account.id,
      body: { accountId: account.id, checklist: { appsUnbound: true, groupsLeft: true } },
    });
    const [event] = await api.kernel.database.query<{ meta: { actor: string; via: string; authn: string } }>(
      'SELECT meta FROM es.events WHERE stream_id = $1',
      [`deregistration:${body.id}`],
    );
    const principals = await api.kernel.database.query(
      'SELECT principal_id AS id FROM iam.principals WHERE external_id = ANY($1) ORDER BY external_id DESC',
      [[`user:${account.id}`, `key:${/^tnr_([0-9a-f]{16})/.exec(keys.service)![1]}`]],
    );
    expect(JSON.stringify(event!.meta)).not.toContain(account.id);
    expect(principals).toHaveLength(2);
    for (const { id } of principals as { id: string }[]) expect(JSON.stringify(event!.meta)).toContain(id);
  });

  it('every refusal is logged, with ids and route templates only', async () => {
    await api.call('GET', `/v1/accounts/${theirs.id}/workflow?name=Canary`, { key: keys.auditor });
    await noted();
    await api.call('GET', '/v1/accounts', { key: null });
    expect((await noted()).slice(-2)).toEqual([
      { what: 'forbidden', target: 'GET /v1/accounts/:id/workflow', principal: expect.any(String) as string, via: null },
      { what: 'unauthenticated', target: 'GET /v1/accounts', principal: null, via: null },
    ]);
  });

  it('a call for another person’s process is logged: who, through which service, which process; one for a missing process is not', async () => {
    const before = (await noted()).length;
    const asPerson = { key: keys.service, person: mine.id };
    await api.call('GET', `/v1/accounts/${theirs.id}`, asPerson);
    await api.call('GET', `/v1/accounts/${randomUUID()}`, asPerson);
    await noted();
    await api.call('POST', '/v1/deregistrations', {
      ...asPerson,
      body: { accountId: theirs.id, checklist: { appsUnbound: true, groupsLeft: true } },
    });
    const [person, service] = await principalsOf(`user:${mine.id}`, keyName(keys.service));
    expect((await noted()).slice(before)).toEqual([
      { what: 'not-found', target: `GET /v1/accounts/:id account:${theirs.id}`, principal: person, via: service },
      { what: 'not-found', target: `POST /v1/deregistrations account:${theirs.id}`, principal: person, via: service },
    ]);
  });

  it('a decision by a person who is no approver is logged, once for all repetitions of the call', async () => {
    await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'company-admin', userId: theirs.id } });
    const { body } = await askForApproval(api, { companyId, managers: [mine.id], requestedBy: `user:${theirs.id}` });
    const before = (await noted()).length;
    const decide = (person: string, idempotencyKey = randomUUID()) =>
      api.call('POST', `/v1/approvals/${body.id}/decisions`, { key: keys.service, person, body: { decision: 'approve' }, idempotencyKey });
    const idempotencyKey = randomUUID();
    for (let n = 0; n < 3; n += 1) expect((await decide(theirs.id, idempotencyKey)).body.code).toBe('self-approval');
    await noted();
    await api.call('POST', `/v1/approvals/${body.id}/decisions`, { body: { decision: 'approve' } });
    await noted();
    await api.call('POST', `/v1/approvals/${body.id}/withdrawal`, { key: keys.service, person: mine.id });
    const [requester, manager, service, operator] = await principalsOf(
      `user:${theirs.id}`,
      `user:${mine.id}`,
      keyName(keys.service),
      keyName(api.operator),
    );
    expect((await noted()).slice(before)).toEqual([
      { what: 'self-approval', target: `POST /v1/approvals/:id/decisions ${body.id}`, principal: requester, via: service },
      { what: 'forbidden', target: 'POST /v1/approvals/:id/decisions', principal: operator, via: null },
      { what: 'not-the-requester', target: `POST /v1/approvals/:id/withdrawal ${body.id}`, principal: manager, via: service },
    ]);
  });

  it('a key that expires or is revoked without a word ends at most ten seconds later', async () => {
    const key = await api.newKey(['service'], ['accounts:read']);
    const keyId = /^tnr_([0-9a-f]{16})/.exec(key)![1];
    await api.kernel.database.query("UPDATE iam.api_keys SET expires_at = clock_timestamp() - interval '1 second' WHERE key_id = $1", [
      keyId,
    ]);
    expect((await api.call('GET', '/v1/accounts', { key })).status).toBe(401);
    await api.kernel.database.query('UPDATE iam.api_keys SET expires_at = NULL WHERE key_id = $1', [keyId]);
    const real = performance.now.bind(performance);
    const later = (ms: number) => jest.spyOn(performance, 'now').mockImplementation(() => real() + ms);
    try {
      later(10_001);
      expect((await api.call('GET', '/v1/accounts', { key })).status).toBe(200);
      await api.kernel.database.query('UPDATE iam.api_keys SET revoked_at = clock_timestamp() WHERE key_id = $1', [keyId]);
      later(20_003);
      expect((await api.call('GET', '/v1/accounts', { key })).status).toBe(401);
    } finally {
      jest.restoreAllMocks();
    }
  });
});
