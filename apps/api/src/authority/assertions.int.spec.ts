import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { scopes } from '#contracts';
import { assertionPolicy } from '#domain';
import { assertionsBy, freshDatabase, TestIssuer, type FreshDatabase } from '#testing';
import { testApi, type CallOptions, type TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { newestCode } from '../testing/registrations';
import { declaredRoutes } from '../testing/routes';

const now = () => Math.floor(Date.now() / 1_000);
const checklist = { appsUnbound: true, groupsLeft: true };

let database: FreshDatabase;
let api: TestApi;
let issuer: TestIssuer;
let acme: TestIssuer;
/** Speaks for the company that a spec puts here. */
let ourPeople: TestIssuer;
const ofOneCompany: string[] = [];
let service: string;
let companyId: string;
let known: string;
let number = 13_800_152_000;
const newAccount = async () => (await api.newAccount(`+86${number++}`)).id;

beforeAll(async () => {
  database = await freshDatabase();
  issuer = await TestIssuer.open();
  acme = await TestIssuer.open({ issuer: 'https://people.acme.test', subjects: 'bound' });
  ourPeople = await TestIssuer.open({ issuer: 'https://people.ours.test', companies: ofOneCompany });
  const assertions = assertionsBy(issuer, acme, ourPeople);
  // A name alone proves nothing here.
  api = await testApi(database.url, { assertions, EMBEDDED_PEOPLE: undefined });
  service = await api.newKey(['service'], [...scopes]);
  companyId = await newCompany(api, { itAdmins: [randomUUID()] });
  known = await newAccount();
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});
afterEach(() => jest.restoreAllMocks());

/** Of somebody who has signed in too long ago for an act that cannot be undone. */
const old = { auth_time: now() - assertionPolicy.signInAgeMaxSeconds - assertionPolicy.toleranceSeconds - 2 };
const by = async (person: string, claims: object = {}): Promise<CallOptions> => ({
  key: service,
  assertion: await issuer.sign(`user:${person}`, { claims: claims as never }),
});
const toDecide = async (manager: string): Promise<string> => {
  const { status, body } = await askForApproval(api, { companyId, managers: [manager] });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id as string;
};
const decide = (approval: string, options: CallOptions) =>
  api.call('POST', `/v1/approvals/${approval}/decisions`, { body: { decision: 'approve' }, ...options });
const leave = (accountId: string, options: CallOptions) =>
  api.call('POST', '/v1/deregistrations', { body: { accountId, checklist }, ...options });
const refused = (code: string, status = 403) => ({ status, body: { code } });
const authnOf = (streamId: string) =>
  api.kernel.database
    .query<{ authn: string }>(`SELECT meta ->> 'authn' AS authn FROM es.events WHERE stream_id = $1 ORDER BY version`, [streamId])
    .then((events) => events.map(({ authn }) => authn));

describe('a person who brings an assertion', () => {
  it('acts, and the record says how they were known', async () => {
    const person = await newAccount();
    const approval = await toDecide(person);
    expect(await decide(approval, await by(person))).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await authnOf(`approval:${approval}`)).toEqual(['api-key', 'assertion']);
  });

  it('gets the recorded answer of the same call with a fresh token, and another call is another command', async () => {
    const person = await newAccount();
    const approval = await toDecide(person);
    const idempotencyKey = randomUUID();
    const first = await decide(approval, { ...(await by(person)), idempotencyKey });
    const again = await decide(approval, { ...(await by(person)), idempotencyKey });
    expect(again).toMatchObject({ status: 200, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    expect(await decide(approval, await by(person))).toMatchObject(refused('already-decided', 409));
  });

  it('is refused as anybody is: a frozen person, one whom nobody knows, one who is no approver', async () => {
    const person = await newAccount();
    const approval = await toDecide(person);
    expect(await decide(approval, await by(randomUUID()))).toMatchObject(refused('person-unknown'));
    expect(await decide(approval, await by(await newAccount()))).toMatchObject(refused('not-found', 404));
    await leave(person, await by(person));
    expect(await decide(approval, await by(person))).toMatchObject(refused('account-frozen'));
    expect(await api.call('GET', `/v1/accounts/${person}`, await by(person))).toMatchObject({ status: 200 });
  });

  it('without an account is known once they were named', async () => {
    const person = randomUUID();
    const approval = await toDecide(person);
    expect(await decide(approval, await by(person))).toMatchObject({ status: 200 });
  });

  it('needs a key that acts for people', async () => {
    const person = await newAccount();
    const { assertion } = await by(person);
    const plain = await api.newKey(['service'], ['accounts:read']);
    for (const key of [plain, api.operator])
      expect(await api.call('GET', `/v1/accounts/${person}`, { key, assertion: assertion! })).toMatchObject(refused('forbidden'));
    expect((await api.call('GET', `/v1/accounts/${person}`, { key: null, assertion: assertion! })).status).toBe(401);
  });
});

describe('a person who calls by their token alone', () => {
  const alone = async (person: string, claims: object = { client_id: 'console' }): Promise<CallOptions> => ({
    key: await issuer.sign(`user:${person}`, { claims: claims as never }),
  });

  it('acts for themselves through nobody, and the program that they signed in with is the client', async () => {
    const person = await newAccount();
    const approval = await toDecide(person);
    const idempotencyKey = randomUUID();
    const first = await decide(approval, { ...(await alone(person)), idempotencyKey });
    expect(first).toMatchObject({ status: 200, body: { state: 'pending' } });
    const again = await decide(approval, { ...(await alone(person)), idempotencyKey });
    expect(again).toMatchObject({ status: 200, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    const elsewhere = { ...(await alone(person, { azp: 'other', client_id: 'console' })), idempotencyKey };
    expect(await decide(approval, elsewhere)).toMatchObject(refused('already-decided', 409));
    const [event] = await api.kernel.database.query<{ meta: object }>(
      `SELECT meta FROM es.events WHERE stream_id = $1 AND type = 'TaskDecided'`,
      [`approval:${approval}`],
    );
    expect(event!.meta).toMatchObject({ authn: 'assertion' });
    expect(event!.meta).not.toHaveProperty('via');
  });

  it('sees their own, and has no right of a service or an operator', async () => {
    const [person, other] = [await newAccount(), await newAccount()];
    expect((await api.call('GET', `/v1/accounts/${person}`, await alone(person))).status).toBe(200);
    expect((await api.call('GET', `/v1/accounts/${other}`, await alone(person))).status).toBe(404);
    for (const route of ['/v1/events', '/v1/api-keys', '/v1/operator-tasks'])
      expect(await api.call('GET', route, await alone(person))).toMatchObject(refused('forbidden'));
    const both = { ...(await alone(person)), person: other };
    expect(await api.call('GET', `/v1/accounts/${other}`, both)).toMatchObject(refused('forbidden'));
  });

  it('is refused as beside a key: a bad token, no program, nobody, a frozen person', async () => {
    const person = await newAccount();
    const path = `/v1/accounts/${person}`;
    const told = (reason: string) => ({ status: 401, body: { code: 'assertion-invalid', reason } });
    expect(await api.call('GET', path, await alone(person, { client_id: 'c', aud: 'payroll' }))).toMatchObject(told('audience'));
    expect(await api.call('GET', path, await alone(person, {}))).toMatchObject(told('client-missing'));
    expect(await api.call('GET', path, await alone(randomUUID()))).toMatchObject(refused('person-unknown'));
    const approval = await toDecide(person);
    expect((await leave(person, await alone(person))).status).toBe(201);
    expect(await decide(approval, await alone(person))).toMatchObject(refused('account-frozen'));
  });
});

describe('an assertion that proves nobody', () => {
  const forged = (claims: object) =>
    new SignJWT(claims as never).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: issuer.published.kid! });
  const said = (person: string) => ({
    ...{ iss: issuer.issuer.issuer, aud: issuer.issuer.audience, sub: `user:${person}` },
    ...{ iat: now(), exp: now() + 100, jti: randomUUID() },
  });

  it.each<[string, (person: string) => Promise<string> | string]>([
    ['expired', (person) => issuer.sign(`user:${person}`, { claims: { iat: now() - 200, exp: now() - 60 } })],
    ['not-yet-valid', (person) => issuer.sign(`user:${person}`, { claims: { nbf: now() + 60 } })],
    ['issuer-unknown', (person) => issuer.sign(`user:${person}`, { claims: { iss: 'https://elsewhere.test' } })],
    ['audience', (person) => issuer.sign(`user:${person}`, { claims: { aud: 'payroll' } })],
    ['signature', (person) => acme.sign(`user:${person}`, { claims: { iss: issuer.issuer.issuer } })],
    ['algorithm', (person) => forged(said(person)).sign(Buffer.from(JSON.stringify(issuer.published)))],
    ['malformed', (person) => new UnsecuredJWT(said(person)).encode().replace(/^[^.]*/, 'e30')],
    ['malformed', (person) => issuer.sign(`user:${person}`, { header: { typ: 'JWT' } })],
  ])('is 401 %s on a read and on a command, and says no more', async (reason, make) => {
    const person = await newAccount();
    const approval = await toDecide(person);
    const options = { key: service, assertion: await make(person) };
    const told = { status: 401, body: { code: 'assertion-invalid', reason } };
    expect(await decide(approval, options)).toMatchObject(told);
    const read = await api.call('GET', `/v1/accounts/${person}`, options);
    expect(read).toMatchObject(told);
    expect(JSON.stringify(read.body)).not.toContain(person);
  });

  it('uses up no Idempotency-Key', async () => {
    const person = await newAccount();
    const approval = await toDecide(person);
    const idempotencyKey = randomUUID();
    const old = await issuer.sign(`user:${person}`, { claims: { iat: now() - 200, exp: now() - 60 } });
    expect((await decide(approval, { key: service, assertion: old, idempotencyKey })).status).toBe(401);
    expect((await decide(approval, { ...(await by(person)), idempotencyKey })).status).toBe(200);
  });

  it('is refused with a header of another form', async () => {
    for (const header of ['Bearer', 'Bearer x', 'Basic a.b.c', 'user:me'])
      expect(await api.call('GET', '/v1/accounts', { key: service, headers: { 'on-behalf-of': header } })).toMatchObject(
        refused('on-behalf-of-invalid', 400),
      );
  });
});

const monotonic = performance.now.bind(performance);
/** Keys age by a clock that nobody moves. */
const later = (seconds: number) => jest.spyOn(performance, 'now').mockImplementation(() => monotonic() + seconds * 1_000);

describe('the keys of an issuer', () => {
  it('end when it rotates them out', async () => {
    const person = await newAccount();
    const path = `/v1/accounts/${person}`;
    expect((await api.call('GET', path, await by(person))).status).toBe(200);
    const old = await issuer.sign(`user:${person}`);
    await issuer.rotate({ keep: false });
    later(assertionPolicy.keysFreshSeconds + 1);
    expect(await api.call('GET', path, { key: service, assertion: old })).toMatchObject({ status: 401, body: { reason: 'signature' } });
    expect((await api.call('GET', path, await by(person))).status).toBe(200);
  });

  it('stay good for an hour while it is away; then 503, and those who need no person are served', async () => {
    const person = await newAccount();
    const path = `/v1/accounts/${person}`;
    const start = 3 * assertionPolicy.keysFreshSeconds;
    later(start);
    expect((await api.call('GET', path, await by(person))).status).toBe(200);
    issuer.away = true;
    later(start + assertionPolicy.keysKeptSeconds - 5);
    expect((await api.call('GET', path, await by(person))).status).toBe(200);
    later(start + assertionPolicy.keysKeptSeconds + 5);
    expect(await api.call('GET', path, await by(person))).toMatchObject(refused('unavailable', 503));
    expect((await api.call('GET', path, { key: service })).status).toBe(200);
    issuer.away = false;
  });
});

describe('an issuer with names of its own', () => {
  const nameAtAcme = (subject: string) => acme.sign(subject);

  it('speaks of nobody until the name is bound, then of that person, and of nobody after their purge', async () => {
    const person = await newAccount();
    const approval = await toDecide(person);
    const options = async () => ({ key: service, assertion: await nameAtAcme('w.zhang@acme.test') });
    expect(await decide(approval, await options())).toMatchObject(refused('identity-unbound'));
    const identity = api.kernel.keys.hmac('identity-of-issuer', acme.issuer.issuer, 'w.zhang@acme.test');
    await api.kernel.database.query(
      `INSERT INTO iam.identities (identity, principal_id, bound_by) SELECT $1, principal_id, 'operator' FROM iam.principals WHERE external_id = $2`,
      [identity, `user:${person}`],
    );
    expect(await decide(approval, await options())).toMatchObject({ status: 200 });
    await api.kernel.database.query('DELETE FROM iam.principals WHERE external_id = $1', [`user:${person}`]);
    expect(await decide(approval, await options())).toMatchObject(refused('identity-unbound'));
  });

  it('does not make its names those of another issuer', async () => {
    const person = await newAccount();
    const options = { key: service, assertion: await issuer.sign('w.zhang@acme.test') };
    expect(await api.call('GET', `/v1/accounts/${person}`, options)).toMatchObject(refused('identity-unbound'));
    expect(await api.call('GET', `/v1/accounts/${person}`, { key: service, assertion: await acme.sign(`user:${person}`) })).toMatchObject(
      refused('identity-unbound'),
    );
  });
});

describe('an issuer of one company', () => {
  const read = async (approval: string, person: string, from: TestIssuer) =>
    (await api.call('GET', `/v1/approvals/${approval}`, { key: service, assertion: await from.sign(`user:${person}`) })).status;

  it('speaks for those who belong there, and about that company alone', async () => {
    const person = await newAccount();
    const [ours, theirs] = [await newCompany(api, { itAdmins: [person] }), await newCompany(api, { itAdmins: [person] })];
    ofOneCompany.splice(0, 1, ours);
    const asked = (company: string) => askForApproval(api, { companyId: company, managers: [randomUUID()] });
    const [mine, other] = [(await asked(ours)).body.id as string, (await asked(theirs)).body.id as string];
    expect([await read(mine, person, ourPeople), await read(other, person, ourPeople)]).toEqual([200, 404]);
    expect(await read(other, person, issuer)).toBe(200);
    const assertion = async () => ({ key: service, assertion: await ourPeople.sign(`user:${person}`) });
    expect(await decide(mine, await assertion())).toMatchObject({ status: 200 });
    expect(await decide(other, await assertion())).toMatchObject(refused('not-found', 404));
  });

  it('speaks for nobody else: a person of another company is as unknown as one who does not exist', async () => {
    const stranger = await newAccount();
    ofOneCompany.splice(0, 1, await newCompany(api, { itAdmins: [randomUUID()] }));
    await newCompany(api, { itAdmins: [stranger] });
    for (const person of [stranger, randomUUID()]) {
      const options = { key: service, assertion: await ourPeople.sign(`user:${person}`) };
      expect(await api.call('GET', '/v1/approvals', options)).toMatchObject(refused('person-unknown'));
    }
  });

  it('lends a key of another company nothing', async () => {
    const person = await newAccount();
    const ours = await newCompany(api, { itAdmins: [person] });
    ofOneCompany.splice(0, 1, ours);
    const key = await api.newKey(['service'], [...scopes], { companies: [await newCompany(api)] });
    const assertion = await ourPeople.sign(`user:${person}`);
    expect(await api.call('GET', '/v1/approvals', { key, assertion })).toMatchObject(refused('person-unknown'));
  });
});

describe('an act that cannot be undone', () => {
  it('uses its assertion up: it serves for no other act, and for the same call again', async () => {
    const person = await newAccount();
    const idempotencyKey = randomUUID();
    const { assertion } = await by(person);
    const options = { key: service, assertion: assertion! };
    const first = await leave(person, { ...options, idempotencyKey });
    expect(first).toMatchObject({ status: 201 });
    expect(await leave(person, { ...options, idempotencyKey })).toMatchObject({ status: 201, body: first.body });
    expect(await leave(person, { ...(await by(person)), idempotencyKey })).toMatchObject({ status: 201, body: first.body });

    const { id } = first.body as { id: string };
    const { challengeId } = (await api.call('POST', `/v1/deregistrations/${id}/challenges`, options)).body;
    const proof = { challengeId, code: newestCode(api) };
    expect((await api.call('POST', `/v1/deregistrations/${id}/revocation`, { ...options, body: proof })).status).toBe(200);
    expect(await leave(person, options)).toMatchObject(refused('assertion-replayed', 401));
    expect(await leave(person, await by(person))).toMatchObject({ status: 201 });
  });

  it('uses no assertion up where it is refused: the corrected call goes on with it, under another key', async () => {
    const person = await newAccount();
    const options = await by(person);
    const asked = (body: object) => api.call('POST', '/v1/deregistrations', { ...options, body });
    expect(await asked({ accountId: person, surprise: true })).toMatchObject(refused('invalid-request', 422));
    const checklist = { appsUnbound: false, groupsLeft: true };
    expect(await asked({ accountId: person, checklist })).toMatchObject(refused('preconditions-unmet', 409));
    expect((await leave(person, options)).status).toBe(201);
  });

  it('is one act where two come with one assertion at once', async () => {
    const person = await newAccount();
    const options = await by(person);
    const answers = await Promise.all([1, 2, 3].map(() => leave(person, options)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 401, 401]);
  });

  it('gets its recorded answer however old the sign-in is by then, and nobody else learns that there is one', async () => {
    const person = await newAccount();
    const idempotencyKey = randomUUID();
    const first = await leave(person, { ...(await by(person)), idempotencyKey });
    const again = await leave(person, { ...(await by(person, old)), idempotencyKey });
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    const tooOld = refused('sign-in-too-old', 401);
    const stranger = await newAccount();
    expect(await leave(stranger, { ...(await by(stranger, old)), idempotencyKey })).toMatchObject(tooOld);
    const otherClient = await api.newKey(['service'], [...scopes]);
    expect(await leave(person, { ...(await by(person, old)), key: otherClient, idempotencyKey })).toMatchObject(tooOld);
    expect(await leave(person, await by(person, old))).toMatchObject(tooOld);
  });

  it('gets its recorded answer with a token that served for another act', async () => {
    const [person, idempotencyKey] = [await newAccount(), randomUUID()];
    const first = await leave(person, { ...(await by(person)), idempotencyKey });
    const usedUp = await by(person);
    expect(await leave(person, usedUp)).toMatchObject(refused('deregistration-pending', 409));
    expect(await leave(person, { ...usedUp, idempotencyKey })).toMatchObject({ status: 201, body: first.body });
  });

  it('leaves its key unused where the sign-in is too old', async () => {
    const [person, idempotencyKey] = [await newAccount(), randomUUID()];
    expect((await leave(person, { ...(await by(person, old)), idempotencyKey })).status).toBe(401);
    expect((await leave(person, { ...(await by(person)), idempotencyKey })).status).toBe(201);
  });

  it('needs a person who has signed in lately', async () => {
    const person = await newAccount();
    for (const claims of [old, { auth_time: undefined }])
      expect(await leave(person, await by(person, claims))).toMatchObject(refused('sign-in-too-old', 401));
    expect((await api.call('GET', `/v1/accounts/${person}`, await by(person, old))).status).toBe(200);
  });
});

describe('a person whom a service only names', () => {
  it('may do what a key may do for people, and nothing that a person must prove', async () => {
    const person = await newAccount();
    const approval = await toDecide(person);
    const named = { key: service, person };
    expect((await api.call('GET', `/v1/approvals/${approval}`, named)).body).toMatchObject({ state: 'pending', allowed: [] });
    const needsProof = refused('proof-required');
    expect(await decide(approval, named)).toMatchObject(needsProof);
    for (const path of ['tasks/1.1.1.1/take', 'tasks/1.1.1.1/release', 'withdrawal'])
      expect(await api.call('POST', `/v1/approvals/${approval}/${path}`, named)).toMatchObject(needsProof);
    expect(await decide(approval, { key: service })).toMatchObject(needsProof);
    expect(await decide(approval, {})).toMatchObject({ ...refused('forbidden'), body: { required: { proof: 'person' } } });
    expect(await authnOf(`approval:${approval}`)).toEqual(['api-key']);
  });

  it.each(declaredRoutes.map(({ route, access }) => [route, access] as const))(
    'is let into %s unless it asks for proof',
    async (route, access) => {
      const [method, path] = route.split(' ') as ['GET' | 'POST', string];
      const address = path.replaceAll(/\{\w+\}/g, randomUUID());
      const refusedFor = async (options: CallOptions) =>
        (await api.call(method, address, { ...options, ...(method !== 'GET' && { body: { surprise: true } }) })).body.code as string;
      const asksForProof = access !== 'public' && access.proof !== undefined && access.forPeople === true;
      expect((await refusedFor({ key: service, person: known })) === 'proof-required').toBe(asksForProof);
      expect(['proof-required', 'forbidden'].includes(await refusedFor(await by(known)))).toBe(access === 'public' || !access.forPeople);
    },
  );

  it('is not in two slots by one key: neither of two approvers decides', async () => {
    const [manager, admin] = [await newAccount(), await newAccount()];
    const company = await newCompany(api, { itAdmins: [admin] });
    const { body } = await askForApproval(api, { companyId: company, managers: [manager] });
    for (const person of [manager, admin]) expect(await decide(body.id, { key: service, person })).toMatchObject(refused('proof-required'));
    expect((await api.call('GET', `/v1/approvals/${body.id}`)).body).toMatchObject({ state: 'pending', version: 1 });
  });

  it('does not leave by the word of the key alone', async () => {
    const person = await newAccount();
    for (const options of [{ key: service, person }, { key: service }, {}])
      expect(await leave(person, options)).toMatchObject({
        ...refused('owner-proof-required'),
        body: { goesOn: `POST /v1/accounts/${person}/challenges` },
      });
    expect((await api.call('GET', `/v1/accounts/${person}`)).body).toMatchObject({ state: 'active', version: 1 });
  });
});

describe('the embedded stack', () => {
  it('takes a named person for proven, and says so', async () => {
    const own = await freshDatabase();
    const embedded = await testApi(own.url);
    const person = (await embedded.newAccount(`+86${number++}`)).id;
    const company = await newCompany(embedded, { itAdmins: [randomUUID()] });
    const { body } = await askForApproval(embedded, { companyId: company, managers: [person] });
    const key = await embedded.newKey(['service'], [...scopes]);
    const decided = await embedded.call('POST', `/v1/approvals/${body.id}/decisions`, { key, person, body: { decision: 'approve' } });
    expect(decided).toMatchObject({ status: 200 });
    const events = await embedded.kernel.database.query(`SELECT meta ->> 'authn' AS authn FROM es.events WHERE type = 'TaskDecided'`);
    expect(events).toEqual([{ authn: 'embedded' }]);
    await embedded.close();
    await own.drop();
  });
});
