import { Assertions } from '#assertions';
import { scopes } from '#contracts';
import { freshDatabase, TestIssuer, type FreshDatabase } from '#testing';
import { nameOperator } from './operator-acts/name-operators';
import { testApi, type Answer, type TestApi } from './testing/api';
import { newCompany } from './testing/approvals';
import { declaredRoutes } from './testing/routes';

interface Operation {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  parameters: { name: string; in: string }[];
  body?: { properties?: Record<string, { type?: string; additionalProperties?: unknown }>; example?: object };
  bodyRequired?: boolean;
}

/** An operation as the document describes it, as far as this spec reads it. */
interface Told {
  parameters?: Operation['parameters'];
  requestBody?: { required?: boolean; content: { 'application/json': { schema: NonNullable<Operation['body']> } } };
}

const uuid = 'b9a1f0de-0000-4000-8000-000000000001';

/**
 * A body that fits, for each route that takes one with fields: the example in the document, or one that says where free
 * text comes out.
 */
const bodies: Readonly<Record<string, Record<string, unknown>>> = {
  ...Object.fromEntries(
    declaredRoutes.flatMap(({ route, body }) => (body ? [[route.split(' ')[1]!, body as Record<string, unknown>]] : [])),
  ),
  '/v1/accounts': { phone: '+8613800138000', name: 'Canary Liu' },
  '/v1/registrations': {
    variant: 'member',
    link: { inviteCode: 'Canary Liu' },
    phone: '+8613800138000',
    platform: 'android',
    device: { fingerprint: 'Canary Liu', integrity: 'genuine' },
    scanProof: 'Canary Liu',
    consentVersion: '2025-06',
    timeZone: 'Asia/Shanghai',
  },
  '/v1/registrations/{id}/steps/sign-in': { reference: 'Canary Liu' },
  '/v1/registrations/{id}/steps/profile': {
    name: 'Canary Liu',
    identity: { kind: 'id-card', number: '11010519491231002X' },
    positionId: 'sales',
    hostOrg: 'Canary Liu',
    employerOrg: 'Canary Liu',
  },
  '/v1/registrations/{id}/withdrawal': { reason: { code: 'changed-mind', text: 'Canary Liu' } },
  '/v1/companies': { name: 'Canary Liu', companyKind: 'enterprise', verified: true },
  '/v1/companies/{id}/positions': { positionId: 'sales', title: 'Canary Liu', template: 'sales' },
  '/v1/approvals': { matter: { type: 'document-export', id: uuid }, managers: [`user:${uuid}`], companyId: uuid },
  '/v1/approvals/{id}/decisions': { decision: 'reject', reason: { code: 'not-needed', text: 'Canary Liu' } },
  '/v1/approvals/{id}/comments': { text: 'Canary Liu' },
  '/v1/approvals/{id}/evidence-requests': { items: [{ kind: 'photo' }], message: 'Canary Liu' },
};

/** The body of these may be left out. */
const maybeEmpty = new Set([
  '/v1/registrations/{id}/withdrawal',
  '/v1/verification-cases/{id}/withdrawal',
  '/v1/api-keys/{keyId}/rotation',
  '/v1/identities',
]);

/** An empty call to these says all there is to say, and is taken. */
const saysNothing = new Set(['/v1/scan-proofs']);

/** Objects that ask for none of their fields, so that `{}` fits: nothing was looked at. */
const maybeNothing = new Set(['/v1/registrations/{id}/steps/security signals']);

const addressOf = (path: string, id = uuid) =>
  path
    .replace('{id}', id)
    .replace('{step}', 'refundWallet')
    .replace('{taskId}', '1.1.1.1')
    .replace('{requestId}', uuid)
    .replace('{deviceId}', uuid)
    .replace('{companyId}', uuid)
    .replace('{departmentId}', uuid)
    .replace('{identityId}', uuid)
    .replace('{inviteId}', uuid)
    .replace('{positionId}', 'sales')
    .replace('{credentialId}', uuid)
    .replace('{keyId}', '0123456789abcdef');

/** What a route takes as proof of who calls. */
const proofs = declaredRoutes.map(({ route, access }) => {
  const [method, path] = route.split(' ') as [string, string];
  const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]*')}$`);
  return { method, pattern, proof: access === 'public' ? undefined : access.proof };
});
const proofOf = (asked: string, path: string) => proofs.find(({ method, pattern }) => method === asked && pattern.test(path))?.proof;

/** An API whose caller is an operator: by a key, or by their token where only people may call. */
async function callableApi(url: string): Promise<TestApi> {
  const issuer = await TestIssuer.open();
  const api = await testApi(url, { assertions: new Assertions([issuer.issuer], () => issuer.publish) });
  const service = await api.newKey(['service'], scopes);
  const { id } = await api.newAccount('+8613800138990');
  await nameOperator(api.kernel, id);
  const token = () => issuer.sign(`user:${id}`, { claims: { azp: 'console' } });
  const callers = {
    person: async () => ({ key: await token() }),
    identity: async () => ({ key: service, assertion: await token() }),
  };
  const callerOf = async (proof: keyof typeof callers | undefined) => (proof ? callers[proof]() : {});
  return {
    ...api,
    call: async (method, path, options) => api.call(method, path, { ...(await callerOf(proofOf(method, path))), ...options }),
  };
}

describe('bad input, on every route of the document', () => {
  let database: FreshDatabase;
  let api: TestApi;
  let operations: Operation[];
  let kept: unknown;

  const keptNow = () =>
    api.kernel.database.query(`SELECT (SELECT count(*) FROM es.commands) AS commands, (SELECT count(*) FROM es.events) AS events,
      (SELECT count(*) FROM vault.challenges) AS challenges, (SELECT count(*) FROM vault.subject_data) AS sealed, (SELECT count(*) FROM iam.api_keys) AS keys`);

  beforeAll(async () => {
    database = await freshDatabase();
    api = await callableApi(database.url);
    const { body } = await api.call('GET', '/openapi.json', { key: null });
    operations = Object.entries<Record<string, Told>>(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters, requestBody }]) => ({
        method: method.toUpperCase() as Operation['method'],
        path,
        parameters: parameters ?? [],
        ...(requestBody && { body: requestBody.content['application/json'].schema, bodyRequired: requestBody.required !== false }),
      })),
    );
  });
  beforeEach(async () => (kept = await keptNow()));
  afterEach(async () => expect(await keptNow()).toEqual(kept));
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });

  function expectProblem({ status, headers, body }: Answer, what: string, ...expected: number[]) {
    expect({ what, status, type: headers['content-type'] }).toEqual({
      what,
      status: expected.includes(status) ? status : expected,
      type: expect.stringContaining('application/problem+json') as string,
    });
    expect(body).toMatchObject({
      status,
      code: expect.any(String) as string,
      title: expect.any(String) as string,
      detail: expect.any(String) as string,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(JSON.stringify(body)).not.toMatch(/13800138000|Canary|Liu/);
  }

  const withBody = () => operations.filter(({ method }) => method !== 'GET');
  const withFields = () => withBody().filter(({ path }) => bodies[path]);
  /** With the one method that changes something there. */
  const methodOf = (path: string) => withBody().find((operation) => operation.path === path)?.method ?? 'POST';
  const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    api.call(methodOf(path), addressOf(path), { body, headers });

  it('there is a valid body for every route that takes fields', () => {
    const asking = withBody().filter(({ body }) => Object.keys(body?.properties ?? {}).length > 0);
    expect(asking.map(({ path }) => path).sort()).toEqual(Object.keys(bodies).sort());
    expect(asking.filter(({ body }) => body?.example === undefined).map(({ path }) => path)).toEqual([]);
    expect(operations.length).toBeGreaterThan(18);
  });

  it('a body may be left out where the document says so, and nowhere else', async () => {
    for (const { path, bodyRequired } of withBody().filter((each) => !saysNothing.has(each.path))) {
      const { body } = await api.call(methodOf(path), addressOf(path));
      expect({ path, bodyRequired }).toEqual({ path, bodyRequired: body.code === 'invalid-request' });
    }
  });

  it('an unknown field is refused by its name', async () => {
    for (const { path } of withBody()) {
      const answer = await send(path, { ...bodies[path], surprise: 'Canary Liu' });
      expectProblem(answer, path, 422);
      expect(answer.body.errors).toEqual([expect.objectContaining({ path: 'surprise', code: 'unknown-field' })]);
    }
  });

  it('an If-Match is refused if there is no version that it could mean', async () => {
    const taking = withBody().filter(({ parameters }) => parameters.some(({ name }) => name === 'If-Match'));
    expect(taking.filter(({ path }) => !path.includes('/{id}/'))).toEqual([]);
    expect(taking.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/v1/registrations/{id}/codes', '/v1/deregistrations/{id}/challenges', '/v1/approvals/{id}/decisions']),
    );
    for (const { path } of withBody().filter((operation) => !taking.includes(operation))) {
      const answer = await send(path, bodies[path], { 'if-match': '"1"' });
      expectProblem(answer, path, 400);
      expect(answer.body.code).toBe('if-match-invalid');
    }
  });

  it('a field of a wrong type is refused, and so is a missing body', async () => {
    for (const { path, body } of withFields()) {
      for (const [name, fitting] of Object.entries(bodies[path]!)) {
        const otherwise = Array.isArray(fitting) ? [['Canary Liu'], 'service'] : [[]];
        // A table may be empty, as `{}` is.
        const isTable = typeof body?.properties?.[name]?.additionalProperties === 'object';
        const alike = [typeof fitting === 'number' ? -1 : 12345, ...(isTable || maybeNothing.has(`${path} ${name}`) ? [] : [{}])];
        const wrongs = [...otherwise, null, ...alike, true, '', ' '.repeat(70_000 / 10)].filter((wrong) => wrong !== fitting);
        for (const wrong of wrongs) {
          expectProblem(await send(path, { ...bodies[path], [name]: wrong }), `${path} ${name} ${JSON.stringify(wrong).slice(0, 20)}`, 422);
        }
      }
      for (const wrong of ['null', '[]', '"text"', '12', 'true']) expectProblem(await send(path, wrong), `${path} ${wrong}`, 422);
      if (!maybeEmpty.has(path)) expectProblem(await api.call(methodOf(path), addressOf(path)), `${path} without a body`, 422);
    }
  });

  it('U+0000 is refused in every text', async () => {
    for (const { path } of withFields()) {
      for (const [name, value] of Object.entries(bodies[path]!)) {
        if (typeof value === 'string')
          expectProblem(await send(path, { ...bodies[path], [name]: `${value}\u0000` }), `${path} ${name}`, 422);
      }
    }
  });

  it('a body of 100 KB is refused before it is read, or a larger one where many things come at once', async () => {
    const large: Readonly<Record<string, number>> = {
      '/v1/accounts/{id}/signals': 1_500_000,
      '/v1/signals': 3_000_000,
      '/v1/approval-policies/simulations': 3_000_000,
      '/v1/approval-policies/{id}/simulations': 3_000_000,
      '/v1/approvals/decisions': 3_000_000,
      '/v1/simulations': 300_000,
      '/v1/account-policies/adoptions': 300_000,
    };
    const tooLarge = (path: string) => 'x'.repeat(large[path] ?? 100_000);
    for (const { path } of withBody()) expectProblem(await send(path, { surprise: tooLarge(path) }), path, 413);
  });

  it('anything but JSON is refused', async () => {
    for (const { path } of withBody()) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data; boundary=x']) {
        expectProblem(await send(path, 'phone=13800138000', { 'content-type': type }), `${path} ${type}`, 415);
      }
    }
  });

  it('invalid JSON is refused, and so are poisoned and deeply nested objects', async () => {
    for (const { path } of withBody()) {
      for (const body of ['{"phone":', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{}}}'])
        expectProblem(await send(path, body), `${path} ${body}`, 400);
      expectProblem(await send(path, `{"surprise":${'['.repeat(30_000)}${']'.repeat(30_000)}}`), `${path} bottomless`, 422);
    }
  });

  it('a command without its key, or with an invalid one, is refused', async () => {
    const commands = withBody().filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'));
    expect(
      withBody()
        .filter((operation) => !commands.includes(operation))
        .map(({ path }) => path),
    ).toEqual([
      '/v1/accounts/{id}/signals',
      '/v1/capability-checks',
      '/v1/signals',
      '/v1/approval-policies/simulations',
      '/v1/approval-policies/{id}/simulations',
      '/v1/simulations',
      '/v1/people/lookups',
      '/v1/identifier-checks',
    ]);
    for (const { path } of commands) {
      const missing = await api.call(methodOf(path), addressOf(path), { body: bodies[path] ?? {}, idempotencyKey: null });
      expectProblem(missing, path, 400);
      expect(missing.body.code).toBe('idempotency-key-missing');
      for (const idempotencyKey of ['a b', 'x'.repeat(256), 'schlüssel']) {
        expectProblem(
          await api.call(methodOf(path), addressOf(path), { body: bodies[path] ?? {}, idempotencyKey }),
          `${path} ${idempotencyKey}`,
          400,
        );
      }
    }
  });

  it('a call without a key, or with a wrong one, is refused', async () => {
    const wrong = `${api.operator.slice(0, -43)}${'A'.repeat(43)}`;
    for (const { method, path } of operations) {
      for (const key of [null, 'nonsense', wrong]) {
        const answer = await api.call(method, addressOf(path), { key, ...(method !== 'GET' && { body: bodies[path] ?? {} }) });
        expectProblem(answer, `${method} ${path}`, 401);
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
  });

  it('a malformed On-Behalf-Of is refused', async () => {
    for (const { method, path } of operations) {
      expectProblem(
        await api.call(method, addressOf(path), {
          headers: { 'on-behalf-of': 'user:me' },
          ...(method !== 'GET' && { body: bodies[path] ?? {} }),
        }),
        path,
        400,
      );
    }
  });

  it('an invalid id is refused, and an unknown one is not found', async () => {
    for (const { method, path } of operations.filter(({ path }) => path.includes('{id}'))) {
      const asked = method !== 'GET' ? { body: bodies[path] ?? {} } : {};
      for (const id of ['1', 'me', '%00', `${uuid}%00`, "1'%20OR%20'1'='1"])
        expectProblem(await api.call(method, addressOf(path, id), asked), `${path} ${id}`, 422);
      expectProblem(await api.call(method, addressOf(path, '%E0%A4%A'), asked), `${path} broken escape`, 400);
      expectProblem(await api.call(method, addressOf(path, 'x'.repeat(500)), asked), `${path} long`, 414);
      expectProblem(await api.call(method, addressOf(path), asked), path, 404);
    }
  });

  it('an invalid task is refused', async () => {
    for (const { path } of operations.filter(({ path }) => path.includes('{taskId}'))) {
      for (const taskId of ['1', '1.', 'a.b', '1.1.1', '-1.1', '1111.1', '%00', '1.1%00'])
        expectProblem(await send(path.replace('{taskId}', taskId), {}), `${path} ${taskId}`, 422);
    }
  });

  it('invalid people, people named twice, too many or none are refused', async () => {
    const person = `user:${uuid}`;
    for (const managers of [
      [],
      ['user:'],
      [uuid],
      ['Canary Liu'],
      [person, person.toUpperCase().replace('USER', 'user')],
      Array(21).fill(person),
    ])
      expectProblem(await send('/v1/approvals', { ...bodies['/v1/approvals'], managers }), JSON.stringify(managers).slice(0, 40), 422);
  });

  it('a word that is a sentence or a name is refused if events would keep it', async () => {
    for (const word of ['Canary Liu', 'canary liu', '13800138000', 'a_b', '-a', 'a-', 'x'.repeat(65)]) {
      expectProblem(await send('/v1/companies/{id}/positions', { ...bodies['/v1/companies/{id}/positions'], positionId: word }), word, 422);
      expectProblem(await send('/v1/approvals/{id}/decisions', { decision: 'reject', reason: { code: word } }), word, 422);
    }
  });

  it('an invalid query is refused', async () => {
    for (const { path, parameters } of operations.filter(({ method }) => method === 'GET')) {
      const inQuery = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      if (inQuery.length === 0) continue;
      for (const name of [...inQuery, 'surprise']) {
        for (const wrong of ['%00', `${'x'.repeat(1_000)}`, '1&' + name + '=2'])
          expectProblem(await api.call('GET', `${addressOf(path)}?${name}=${wrong}`), `${path} ${name}=${wrong}`, 422);
      }
    }
    for (const pageSize of ['0', '101', '-1', '1.5', 'many'])
      expectProblem(await api.call('GET', `/v1/accounts?pageSize=${pageSize}`), pageSize, 422);
  });

  it('a token that no page returned is refused, whatever its content', async () => {
    const account = await api.newAccount('+8613800138999');
    const company = await newCompany(api);
    kept = await keptNow();
    const nines = (length: number) => '9'.repeat(length);
    const forged = [
      '',
      '1|',
      `1|${'-'.repeat(36)}`,
      `${nines(29)}|${uuid}`,
      `${nines(16)}|${uuid}`,
      `1|${uuid}\n`,
      `-1|${uuid}`,
      `1.5|${uuid}`,
    ];
    const positions = [nines(16), nines(29), '-1', '1.5', 'events|', `events|${nines(15)}`, `events|${nines(29)}`, `events|${uuid}`];
    const paging = operations.flatMap(({ path, parameters }) =>
      parameters.filter(({ name }) => name === 'pageToken' || name === 'after').map(({ name }) => ({ path, name })),
    );
    expect(paging.length).toBeGreaterThan(6);
    for (const { path, name } of paging) {
      for (const text of [...forged, ...positions]) {
        const token = Buffer.from(text).toString('base64url');
        expectProblem(
          await api.call('GET', `${addressOf(path, path.startsWith('/v1/companies') ? company : account.id)}?${name}=${token}`),
          `${path} ${text}`,
          422,
        );
      }
    }
    for (const state of ['approved', 'pending']) {
      const token = Buffer.from(forged[2]!).toString('base64url');
      expectProblem(await api.call('GET', `/v1/approvals?state=${state}&pageToken=${token}`), state, 422);
    }
  });

  it('a token of one list is refused by every other, and with other filters', async () => {
    for (const phone of ['+8613800138995', '+8613800138996']) await api.newAccount(phone);
    const company = await newCompany(api);
    kept = await keptNow();
    const { body } = await api.call('GET', '/v1/accounts?pageSize=1');
    const at = (path: string) => api.call('GET', `${path}pageToken=${body.nextPageToken as string}`);
    expect((await at('/v1/accounts?pageSize=2&')).status).toBe(200);
    const others = operations.filter(
      ({ path, parameters }) => path !== '/v1/accounts' && parameters.some(({ name }) => name === 'pageToken'),
    );
    const idIn = (path: string): string => (path.startsWith('/v1/companies') ? company : body.items[0].id);
    const paths = [...others.map(({ path }) => `${addressOf(path, idIn(path))}?`), '/v1/accounts?state=frozen&'];
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) {
      const answer = await at(path);
      expectProblem(answer, path, 422);
      expect([path, answer.body.code]).toEqual([path, 'page-token-of-another-list']);
    }
  });

  it('other paths are not found', async () => {
    for (const path of ['/', '/v1', '/v1/users', '/v1/accounts/', '/admin', '/v2/accounts'])
      expectProblem(await api.call('GET', path), path, 404);
  });

  it('other methods are refused on every path, and Allow names those that it takes', async () => {
    for (const { path } of operations) {
      const taken = operations.filter((each) => each.path === path).map(({ method }) => method);
      const expected = [...taken, ...(taken.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
      for (const method of ['DELETE', 'PATCH', ...(['GET', 'POST', 'PUT'] as const).filter((each) => !taken.includes(each))] as const) {
        const answer = await api.call(method, addressOf(path), { key: null });
        expectProblem(answer, `${method} ${path}`, 405);
        expect([path, answer.headers['allow']]).toEqual([path, expected]);
      }
    }
  });

  it('a method is refused before the body is read, and a path that nobody has stays unknown to every method', async () => {
    expectProblem(await api.call('DELETE', '/v1/accounts', { body: '{' }), 'half a body', 405);
    expectProblem(await api.call('POST', '/livez', { body: {} }), 'POST /livez', 405);
    expectProblem(await api.call('DELETE', '/v1/users'), 'DELETE /v1/users', 404);
  });
});
