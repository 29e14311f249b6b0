import { randomUUID } from 'node:crypto';
import { UnsecuredJWT } from 'jose';
import { Assertions } from '#assertions';
import { scopes } from '#contracts';
import { freshDatabase, TestIssuer, type FreshDatabase } from '#testing';
import { testApi, type CallOptions, type TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { personal } from '../testing/registrations';

/**
 * What somebody with one key, or with the token of another person, tried on a running stack, for an officer who signs
 * off whose and who. Nobody is believed by being named. Two programs of the API work on one database.
 */
let database: FreshDatabase;
let api: TestApi;
let beside: TestApi;
let issuer: TestIssuer;
let thief: string;
let number = 13_800_171_000;

beforeAll(async () => {
  database = await freshDatabase();
  issuer = await TestIssuer.open();
  const assertions = () => new Assertions([issuer.issuer], () => issuer.publish);
  api = await testApi(database.url, { assertions: assertions(), EMBEDDED_PEOPLE: undefined });
  beside = await testApi(database.url, { assertions: assertions(), EMBEDDED_PEOPLE: undefined, keys: api.kernel.keys });
  thief = await api.newKey(['service'], [...scopes]);
});
afterAll(async () => {
  await beside?.close();
  await api?.close();
  await database?.drop();
});

const newAccount = async () => (await api.newAccount(`+86${number++}`)).id;
const refused = (code: string, status = 403) => ({ status, body: { code } });
const by = async (person: string): Promise<CallOptions> => ({ key: thief, assertion: await issuer.sign(`user:${person}`) });
const decide = (approval: string, options: CallOptions, at = api) =>
  at.call('POST', `/v1/approvals/${approval}/decisions`, { body: { decision: 'approve' }, ...options });
const stateOf = async (approval: string) => (await api.call('GET', `/v1/approvals/${approval}`)).body as { state: string; version: number };
const leave = (accountId: string, options: CallOptions, at = api) =>
  at.call('POST', '/v1/deregistrations', { body: { accountId, checklist: { appsUnbound: true, groupsLeft: true } }, ...options });

/** An approval of two people, and a company of theirs. */
async function ofTwo() {
  const [manager, admin] = [await newAccount(), await newAccount()];
  const companyId = await newCompany(api, { itAdmins: [admin] });
  const approval = (await askForApproval(api, { companyId, managers: [manager] })).body.id as string;
  return { manager, admin, companyId, approval };
}

describe('a token', () => {
  it('whose program calls itself as the client of a service is not that client: what it opens is none of the service’s', async () => {
    const person = await newAccount();
    const service = await api.newKey(['service'], [...scopes], { client: 'hr-suite' });
    const key = await issuer.sign(`user:${person}`, { claims: { azp: 'hr-suite' } });
    const { body } = await leave(person, { key });
    const [stored] = await api.kernel.database.query('SELECT client FROM es.streams WHERE stream_id = $1', [`deregistration:${body.id}`]);
    expect(stored).toEqual({ client: 'azp:hr-suite' });
    expect(
      await api.call('POST', '/v1/api-keys', {
        body: { name: 'x', client: 'azp:hr-suite', companies: 'platform', roles: ['service'], scopes: [] },
      }),
    ).toMatchObject(refused('invalid-request', 422));
    expect((await api.call('GET', `/v1/deregistrations/${body.id}`, { key: service })).status).toBe(200);
  });
});

describe('one key', () => {
  it('decides as neither of two approvers, nor in its own name', async () => {
    const { manager, admin, approval } = await ofTwo();
    for (const person of [manager, admin]) expect(await decide(approval, { key: thief, person })).toMatchObject(refused('proof-required'));
    expect(await decide(approval, { key: thief })).toMatchObject(refused('proof-required'));
    expect(await stateOf(approval)).toMatchObject({ state: 'pending', version: 1 });
  });

  it('with the tokens of one person fills one slot: the other approver must come themselves', async () => {
    const { manager, approval } = await ofTwo();
    expect(await decide(approval, await by(manager))).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await decide(approval, await by(manager))).toMatchObject(refused('already-decided', 409));
  });

  it('leaves the header out and escapes nothing: what a frozen person may not do, no service does for them', async () => {
    const person = await newAccount();
    const { companyId } = await ofTwo();
    expect((await leave(person, await by(person))).status).toBe(201);
    const asked = { companyId, managers: [randomUUID()] };
    expect(await askForApproval(api, asked, { key: thief, person })).toMatchObject(refused('account-frozen'));
    expect(await askForApproval(api, { ...asked, requestedBy: `user:${person}` }, { key: thief })).toMatchObject(refused('account-frozen'));
  });

  it('asks in the name of nobody else: not a person for another, nor a service that acts for nobody', async () => {
    const { manager, companyId } = await ofTwo();
    const other = await newAccount();
    const asked = { companyId, managers: [randomUUID()], requestedBy: `user:${manager}` };
    expect(await askForApproval(api, asked, await by(other))).toMatchObject(refused('forbidden'));
    const plain = await api.newKey(['service'], ['approvals:write']);
    expect(await askForApproval(api, asked, { key: plain })).toMatchObject({ ...refused('forbidden'), body: { unmet: ['act-for'] } });
  });

  it('of another client takes no draft over: it is not there', async () => {
    const owner = await api.newKey(['service'], [...scopes]);
    const opened = await api.call('POST', '/v1/registrations', { key: owner, body: personal(`+86${number++}`) });
    expect(opened.status).toBe(201);
    const path = `/v1/registrations/${opened.body.id}`;
    expect(await api.call('GET', path, { key: thief })).toMatchObject(refused('not-found', 404));
    for (const act of ['submission', 'withdrawal', 'codes'])
      expect(await api.call('POST', `${path}/${act}`, { key: thief })).toMatchObject(refused('not-found', 404));
    expect((await api.call('GET', path, { key: owner })).body).toMatchObject({ state: 'draft', version: opened.body.version });
  });

  it('of one company enters no other: neither its approvals nor itself', async () => {
    const { companyId, approval, manager } = await ofTwo();
    const key = await api.newKey(['service'], [...scopes], { companies: [await newCompany(api)] });
    expect(await askForApproval(api, { companyId, managers: [manager] }, { key })).toMatchObject(refused('not-found', 404));
    expect(await api.call('GET', `/v1/approvals/${approval}`, { key })).toMatchObject(refused('not-found', 404));
    expect(await decide(approval, { key, assertion: await issuer.sign(`user:${await newAccount()}`) })).toMatchObject(
      refused('person-unknown'),
    );
  });

  it('is gone in every program from its revocation on, also between two calls for one person', async () => {
    const person = await newAccount();
    const key = await api.newKey(['service'], [...scopes]);
    const look = async (at: TestApi) => at.call('GET', `/v1/accounts/${person}`, { key, assertion: await issuer.sign(`user:${person}`) });
    expect([(await look(api)).status, (await look(beside)).status]).toEqual([200, 200]);
    await api.call('POST', `/v1/api-keys/${key.slice(4, 20)}/revocation`);
    expect([(await look(api)).status, (await look(beside)).status]).toEqual([401, 401]);
  });
});

describe('the token of another person', () => {
  it('without a signature proves nobody', async () => {
    const { manager, approval } = await ofTwo();
    const now = Math.floor(Date.now() / 1_000);
    const { issuer: iss, audience: aud } = issuer.issuer;
    const claims = { iss, aud, sub: `user:${manager}`, iat: now, exp: now + 100, auth_time: now, jti: randomUUID() };
    const none = new UnsecuredJWT(claims).encode();
    const typed = `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')}.${none.split('.')[1]}.`;
    const stripped = (await issuer.sign(`user:${manager}`)).replace(/[^.]*$/, '');
    for (const assertion of [none, typed, stripped])
      expect(await decide(approval, { key: thief, assertion })).toMatchObject({ status: 401, body: { code: 'assertion-invalid' } });
    expect(await stateOf(approval)).toMatchObject({ state: 'pending', version: 1 });
  });

  it('that has ended one account serves for no other act, in no program; the same call again gets its answer there', async () => {
    const person = await newAccount();
    const assertion = await issuer.sign(`user:${person}`);
    const idempotencyKey = randomUUID();
    const first = await leave(person, { key: thief, assertion, idempotencyKey });
    expect(first.status).toBe(201);
    expect(await leave(person, { key: thief, assertion }, beside)).toMatchObject(refused('assertion-replayed', 401));
    expect(await leave(person, { key: thief, assertion, idempotencyKey }, beside)).toMatchObject({ status: 201, body: first.body });
  });

  it('ends the account of nobody but that person', async () => {
    const [stranger, owner] = [await newAccount(), await newAccount()];
    expect(await leave(owner, await by(stranger))).toMatchObject(refused('not-found', 404));
    expect((await api.call('GET', `/v1/accounts/${owner}`)).body).toMatchObject({ state: 'active' });
  });

  it('binds no account to a thief: a code goes to its owner, and serves only the name that asked', async () => {
    const { phone } = { phone: `+86${number++}` };
    await api.newAccount(phone);
    const mine = async () => ({ key: thief, assertion: await issuer.sign(`user:${randomUUID()}`) });
    const { challengeId } = (await api.call('POST', '/v1/identities/challenges', { ...(await mine()), body: { phone } })).body;
    const code = /\d{6}/.exec(api.sent.at(-1)!.text)![0];
    expect(await api.call('POST', '/v1/identities', { ...(await mine()), body: { challengeId, code } })).toMatchObject(
      refused('challenge-unknown', 422),
    );
    expect(await api.call('POST', '/v1/identities', { ...(await mine()) })).toMatchObject(refused('claim-missing', 422));
  });
});
