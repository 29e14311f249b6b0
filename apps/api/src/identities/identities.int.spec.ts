import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { assertionsBy, freshDatabase, TestIssuer, type FreshDatabase } from '#testing';
import { testApi, type Answer, type CallOptions, type TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { newestCode } from '../testing/registrations';

let database: FreshDatabase;
let api: TestApi;
/**
 * Names of its own; the ids of a suite; an issuer that is trusted to say whose account it is; one of a single company.
 */
let acme: TestIssuer;
let suite: TestIssuer;
let secondSuite: TestIssuer;
let trusted: TestIssuer;
let ofOneCompany: TestIssuer;
const itsCompanies: string[] = [];
let service: string;
let number = 13_800_161_000;

beforeAll(async () => {
  database = await freshDatabase();
  acme = await TestIssuer.open({ issuer: 'https://people.acme.test', subjects: 'bound' });
  suite = await TestIssuer.open({ issuer: 'https://people.suite.test' });
  secondSuite = await TestIssuer.open({ issuer: 'https://people.second-suite.test' });
  trusted = await TestIssuer.open({
    ...{ issuer: 'https://people.trusted.test', subjects: 'bound' },
    trustedClaim: { claim: 'phone_number', holds: 'phone' },
  });
  ofOneCompany = await TestIssuer.open({ issuer: 'https://people.one.test', subjects: 'bound', companies: itsCompanies });
  const assertions = assertionsBy(acme, suite, secondSuite, trusted, ofOneCompany);
  api = await testApi(database.url, { assertions, EMBEDDED_PEOPLE: undefined });
  service = await api.newKey(['service'], [...scopes]);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const newAccount = async () => {
  const phone = `+86${number++}`;
  return { phone, id: (await api.newAccount(phone)).id };
};
const refused = (code: string, status: number) => ({ status, body: { code } });
const as = async (issuer: TestIssuer, subject: string, claims: object = {}): Promise<CallOptions> => ({
  key: service,
  assertion: await issuer.sign(subject, { claims: claims as never }),
});
const ask = async (who: CallOptions, body: object) => api.call('POST', '/v1/identities/challenges', { ...who, body });
const bind = (who: CallOptions, body?: object) => api.call('POST', '/v1/identities', { ...who, ...(body && { body }) });
/** Asks for a code and brings it. */
async function binds(issuer: TestIssuer, subject: string, account: object): Promise<Answer> {
  const who = () => as(issuer, subject);
  const { challengeId } = (await ask(await who(), account)).body;
  return bind(await who(), { challengeId, code: newestCode(api) });
}
const sees = async (accountId: string, who: CallOptions) => (await api.call('GET', `/v1/accounts/${accountId}`, who)).status;
const notes = (what: string) =>
  api.kernel.database.query<{ target: string; via: string | null }>('SELECT target, via FROM iam.security_log WHERE what = $1', [what]);
const leave = async (accountId: string) => {
  const owner = await as(suite, `user:${accountId}`, { auth_time: Math.floor(Date.now() / 1000) });
  const body = { accountId, checklist: { appsUnbound: true, groupsLeft: true } };
  expect(await api.call('POST', '/v1/deregistrations', { ...owner, body })).toMatchObject({ status: 201 });
};

describe('a name at an identity provider', () => {
  it('speaks for its person once they have bound it by a code to the number of their account', async () => {
    const { id, phone } = await newAccount();
    expect(await api.call('GET', `/v1/accounts/${id}`, await as(acme, 'w.zhang'))).toMatchObject(refused('identity-unbound', 403));
    const bound = await binds(acme, 'w.zhang', { phone });
    expect(bound).toMatchObject({ status: 201, body: { issuer: 'https://people.acme.test', boundBy: 'code' } });
    expect(await sees(id, await as(acme, 'w.zhang'))).toBe(200);
    expect((await api.call('GET', '/v1/identities', await as(acme, 'w.zhang'))).body).toEqual([bound.body]);
    expect((await notes('identity-bound')).map(({ target }) => target)).toContain(`identity ${bound.body.identityId}`);
    const [row] = await api.kernel.database.query<{ text: string }>('SELECT i::text AS text FROM iam.identities i LIMIT 1');
    expect(row!.text).not.toContain('zhang');
  });

  it('is listed for an operator who says whose: 422 where they name nobody', async () => {
    const { id, phone } = await newAccount();
    const bound = await binds(acme, 'listed', { phone });
    expect((await api.call('GET', `/v1/identities?accountId=${id}`)).body).toEqual([bound.body]);
    expect(await api.call('GET', '/v1/identities')).toMatchObject({
      ...refused('invalid-request', 422),
      body: { errors: [{ path: 'accountId' }] },
    });
    expect((await api.call('GET', `/v1/identities?accountId=${randomUUID()}`)).body).toEqual([]);
  });

  it('is brought by a service: somebody who comes with the token alone learns that, known here or not', async () => {
    const { id } = await newAccount();
    for (const [issuer, subject] of [
      [acme, 'nobody.yet'],
      [suite, `user:${id}`],
    ] as const)
      for (const path of ['/v1/identities', '/v1/identities/challenges']) {
        const key = await issuer.sign(subject, { claims: { azp: 'console' } });
        expect(await api.call('POST', path, { key, body: { phone: '+8613800138000' } })).toMatchObject({
          ...refused('forbidden', 403),
          body: { required: { roles: ['service'], scope: 'accounts:write', proof: 'identity' } },
        });
      }
    const key = await acme.sign('nobody.yet', { claims: { azp: 'console', aud: 'elsewhere' } });
    expect(await api.call('POST', '/v1/identities', { key })).toMatchObject(refused('assertion-invalid', 401));
  });

  it('gets its codes and misses by number and client: what one client uses up keeps nobody from another', async () => {
    const { phone } = await newAccount();
    const second = await api.newKey(['service'], [...scopes]);
    for (let n = 0; n < 3; n += 1) expect((await ask(await as(acme, 'thief'), { phone })).status).toBe(201);
    expect(await ask(await as(acme, 'thief'), { phone })).toMatchObject(refused('too-many-codes', 429));
    const mine = async () => ({ ...(await as(acme, 'owner')), key: second });
    const { challengeId } = (await ask(await mine(), { phone })).body;
    const code = newestCode(api);
    expect(await bind(await mine(), { challengeId, code })).toMatchObject({ status: 201 });
    const missed = await api.kernel.database.query<{ by: string }>(
      `SELECT DISTINCT jsonb_object_keys(missed_by) AS by FROM vault.challenges WHERE missed_by IS NOT NULL`,
    );
    expect(missed.every(({ by }) => by.startsWith('client:'))).toBe(true);
  });

  it('may be bound by the id of the account: the code goes to its number', async () => {
    const { id, phone } = await newAccount();
    expect(await binds(acme, 'by.id', { accountId: id })).toMatchObject({ status: 201 });
    expect(api.sent.at(-1)).toMatchObject({ to: phone });
    expect(await sees(id, await as(acme, 'by.id'))).toBe(200);
  });

  it('may be one of an issuer that else speaks in public ids', async () => {
    const { id, phone } = await newAccount();
    expect(await api.call('GET', '/v1/identities', await as(suite, 'alice'))).toMatchObject(refused('identity-unbound', 403));
    expect(await binds(suite, 'alice', { phone })).toMatchObject({ status: 201 });
    expect(await sees(id, await as(suite, 'alice'))).toBe(200);
  });

  it('is bound once: the same call again gets its answer, a second call is told so', async () => {
    const { phone } = await newAccount();
    const { challengeId } = (await ask(await as(acme, 'once'), { phone })).body;
    const call = { body: { challengeId, code: newestCode(api) }, idempotencyKey: randomUUID() };
    const first = await api.call('POST', '/v1/identities', { ...(await as(acme, 'once')), ...call });
    expect(await api.call('POST', '/v1/identities', { ...(await as(acme, 'once')), ...call })).toMatchObject({
      status: 201,
      body: first.body,
    });
    expect(await binds(acme, 'once', { phone })).toMatchObject(refused('identity-bound', 409));
  });

  it('belongs to one account, and an account has one name at an issuer', async () => {
    const [one, other] = [await newAccount(), await newAccount()];
    expect(await binds(acme, 'one.sub', { phone: one.phone })).toMatchObject({ status: 201 });
    expect(await binds(acme, 'one.sub', { phone: other.phone })).toMatchObject(refused('identity-bound', 409));
    expect(await binds(acme, 'another.sub', { phone: one.phone })).toMatchObject(refused('issuer-bound', 409));
    expect(await binds(suite, `user:${randomUUID()}`, { phone: one.phone })).toMatchObject({ status: 201 });
  });

  it('is bound once where two calls come at once', async () => {
    const { phone } = await newAccount();
    const codes: { challengeId: string; code: string }[] = [];
    for (let n = 0; n < 2; n += 1) {
      const { challengeId } = (await ask(await as(acme, 'at.once'), { phone })).body;
      codes.push({ challengeId, code: newestCode(api) });
    }
    const answers = await Promise.all(codes.map(async (body) => bind(await as(acme, 'at.once'), body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  it('is not bound by a wrong code, by the code of another name, or by no code; misses count', async () => {
    const { phone } = await newAccount();
    const { challengeId } = (await ask(await as(acme, 'misses'), { phone })).body;
    const code = newestCode(api);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await bind(await as(acme, 'misses'), { challengeId, code: wrong })).toMatchObject({
      status: 422,
      body: { code: 'code-invalid', attemptsLeft: 4 },
    });
    expect(await bind(await as(acme, 'a.thief'), { challengeId, code })).toMatchObject(refused('challenge-unknown', 422));
    expect(await bind(await as(acme, 'misses'))).toMatchObject(refused('claim-missing', 422));
    expect(await bind(await as(acme, 'misses'), { challengeId, code })).toMatchObject({ status: 201 });
  });

  it('is bound by nobody who brings no token of their own', async () => {
    const { id, phone } = await newAccount();
    for (const who of [{ key: service }, { key: service, person: id }])
      expect(await ask(who, { phone })).toMatchObject(refused('proof-required', 403));
    expect(await ask({}, { phone })).toMatchObject(refused('forbidden', 403));
  });
});

describe('whether a number or an account is known here', () => {
  it('is told by no answer to the call for a code: neither by its body, nor by its count', async () => {
    const known = await newAccount();
    const shape = async (account: object, subject: string) => {
      const answers: Answer[] = [];
      for (let n = 0; n < 4; n += 1) answers.push(await ask(await as(acme, subject), account));
      return answers.map(({ status, body }) => [status, body.code ?? Object.keys(body as object)]);
    };
    expect(await shape({ phone: known.phone }, 'asks.a')).toEqual(await shape({ phone: `+86${number++}` }, 'asks.b'));
    expect(await shape({ accountId: known.id }, 'asks.c')).toEqual(await shape({ accountId: randomUUID() }, 'asks.d'));
  });

  it('is told behind the proof alone', async () => {
    const free = `+86${number++}`;
    const { challengeId } = (await ask(await as(acme, 'no.account'), { phone: free })).body;
    const code = newestCode(api);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await bind(await as(acme, 'no.account'), { challengeId, code: wrong })).toMatchObject(refused('code-invalid', 422));
    expect(await bind(await as(acme, 'no.account'), { challengeId, code })).toMatchObject(refused('account-unknown', 422));
  });
});

describe('an account that', () => {
  it('is frozen gets no further name, also when it freezes after the code was sent', async () => {
    const { id, phone } = await newAccount();
    const { challengeId } = (await ask(await as(acme, 'leaving'), { phone })).body;
    const code = newestCode(api);
    await leave(id);
    expect(await bind(await as(acme, 'leaving'), { challengeId, code })).toMatchObject(refused('account-frozen', 403));
  });

  it('is purged gets none, and takes its names along', async () => {
    const { id, phone } = await newAccount();
    await binds(acme, 'purged', { phone });
    const { challengeId } = (await ask(await as(acme, 'too.late'), { phone })).body;
    const code = newestCode(api);
    const { subjectId } = (await api.call('GET', `/v1/accounts/${id}`)).body as { subjectId: string };
    await api.kernel.database.query(`UPDATE es.streams SET state = '{"status":"purged"}' WHERE stream_id = $1`, [`account:${id}`]);
    await api.kernel.vault.forget(api.kernel.database, { subjectId, userId: id, effectId: 'effect-1' });
    expect(await bind(await as(acme, 'too.late'), { challengeId, code })).toMatchObject(refused('account-unknown', 422));
    expect(await api.call('GET', `/v1/accounts/${id}`, await as(acme, 'purged'))).toMatchObject(refused('identity-unbound', 403));
  });
});

describe('an issuer that is trusted to say whose account it is', () => {
  const said = (phone: string, verified: unknown = true) => as(trusted, 'claims', { phone_number: phone, phone_number_verified: verified });

  it('binds by its word, where it says that the number is verified', async () => {
    const { id, phone } = await newAccount();
    expect(await bind(await said(phone, false))).toMatchObject(refused('claim-missing', 422));
    expect(await bind(await said(`+86${number++}`))).toMatchObject(refused('account-unknown', 422));
    expect(await bind(await said(phone))).toMatchObject({ status: 201, body: { boundBy: 'claim' } });
    expect(await sees(id, await as(trusted, 'claims'))).toBe(200);
  });

  it('is the only one: the same claim of another says nothing', async () => {
    const { phone } = await newAccount();
    expect(await bind(await as(acme, 'claims', { phone_number: phone, phone_number_verified: true }))).toMatchObject(
      refused('claim-missing', 422),
    );
  });
});

describe('an issuer of one company', () => {
  it('binds nobody of another company', async () => {
    const [ours, theirs] = [await newAccount(), await newAccount()];
    itsCompanies.splice(0, 1, await newCompany(api, { itAdmins: [randomUUID()] }));
    for (const [companyId, manager] of [
      [itsCompanies[0]!, ours.id],
      [await newCompany(api, { itAdmins: [randomUUID()] }), theirs.id],
    ] as const)
      await askForApproval(api, { companyId, managers: [manager] });
    expect(await binds(ofOneCompany, 'theirs', { phone: theirs.phone })).toMatchObject(refused('issuer-of-another-company', 403));
    expect(await binds(ofOneCompany, 'ours', { phone: ours.phone })).toMatchObject({ status: 201 });
  });
});

describe('a binding that ends', () => {
  it('by its person: the name speaks for nobody, and comes back to this account only', async () => {
    const [mine, other] = [await newAccount(), await newAccount()];
    const { identityId } = (await binds(acme, 'gives.up', { phone: mine.phone })).body;
    const own = () => as(acme, 'gives.up');
    expect(await api.call('POST', `/v1/identities/${randomUUID()}/unbinding`, await own())).toMatchObject(refused('not-found', 404));
    expect(await api.call('POST', `/v1/identities/${identityId}/unbinding`, { key: service, person: mine.id })).toMatchObject(
      refused('proof-required', 403),
    );
    expect(await api.call('POST', `/v1/identities/${identityId}/unbinding`, await own())).toMatchObject({ status: 200, body: [] });
    expect(await api.call('GET', '/v1/identities', await own())).toMatchObject(refused('identity-unbound', 403));
    expect(await binds(acme, 'gives.up', { phone: other.phone })).toMatchObject(refused('identity-bound', 409));
    expect(await binds(acme, 'anew', { phone: mine.phone })).toMatchObject({ status: 201 });
    expect(await notes('identity-unbound-by-person')).toMatchObject([
      { target: `identity ${identityId}`, via: expect.any(String) as string },
    ]);
  });

  it('by an operator with a reason: as if it had never been', async () => {
    const [wrong, right] = [await newAccount(), await newAccount()];
    const { identityId } = (await binds(acme, 'mistaken', { phone: wrong.phone })).body;
    const remove = (body: object, options: CallOptions = {}) =>
      api.call('POST', `/v1/identities/${identityId}/removal`, { body, ...options });
    expect(await remove({})).toMatchObject(refused('invalid-request', 422));
    expect(await remove({ reason: 'wrong-person' }, { key: service })).toMatchObject(refused('forbidden', 403));
    expect((await api.call('GET', `/v1/identities?accountId=${wrong.id}`)).body).toMatchObject([{ identityId }]);
    expect(await remove({ reason: 'wrong-person' })).toMatchObject({ status: 200, body: [] });
    expect(await remove({ reason: 'wrong-person' })).toMatchObject(refused('not-found', 404));
    expect(await notes('identity-removed')).toMatchObject([{ target: `identity ${identityId} wrong-person`, via: null }]);
    expect(await binds(acme, 'mistaken', { phone: right.phone })).toMatchObject({ status: 201 });
  });
});

describe('a person who was named by the id of a suite and has an account', () => {
  const decide = (approval: string, who: CallOptions) =>
    api.call('POST', `/v1/approvals/${approval}/decisions`, { body: { decision: 'approve' }, ...who });
  const asSuite = (id: string) => as(suite, `user:${id}`);

  it('is one person from the binding on: in the slots of an approval that was opened before, and in their inbox', async () => {
    const outside = randomUUID();
    const account = await newAccount();
    const company = await newCompany(api, { itAdmins: [account.id, randomUUID()] });
    const approval = (await askForApproval(api, { companyId: company, managers: [outside] })).body.id as string;
    const waiting = (await askForApproval(api, { companyId: company, managers: [outside] })).body.id as string;
    expect(await decide(approval, await asSuite(outside))).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await binds(suite, `user:${outside}`, { phone: account.phone })).toMatchObject({ status: 201 });
    await binds(acme, 'both', { phone: account.phone });
    for (const who of [await asSuite(outside), await as(acme, 'both')])
      expect(await decide(approval, who)).toMatchObject(refused('already-decided', 409));
    const inbox = await api.call('GET', '/v1/approvals?assignee=me', await as(acme, 'both'));
    expect((inbox.body.items as { id: string }[]).map(({ id }) => id)).toContain(waiting);
    expect(await decide(waiting, await as(acme, 'both'))).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await decide(waiting, await asSuite(outside))).toMatchObject(refused('already-decided', 409));
  });

  it('never approves what they have asked for under the other id', async () => {
    const outside = randomUUID();
    const account = await newAccount();
    const company = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [outside] });
    const asked = await askForApproval(
      api,
      { companyId: company, managers: [account.id], requestedBy: `user:${outside}` },
      { key: service },
    );
    await binds(suite, `user:${outside}`, { phone: account.phone });
    expect(await decide(asked.body.id, await asSuite(outside))).toMatchObject(refused('self-approval', 403));
    const again = await askForApproval(
      api,
      { companyId: company, managers: [account.id], requestedBy: `user:${outside}` },
      { key: service },
    );
    expect(again).toMatchObject({ ...refused('approvers-missing', 409), body: { unmet: ['manager'] } });
  });

  it('is asked once where both ids are named', async () => {
    const outside = randomUUID();
    const account = await newAccount();
    await binds(suite, `user:${outside}`, { phone: account.phone });
    const company = await newCompany(api, { itAdmins: [outside] });
    const asked = await askForApproval(api, { companyId: company, managers: [account.id] });
    expect(asked).toMatchObject(refused('approvers-missing', 409));
  });

  it('stays one person when they give the name up, and goes as one', async () => {
    const outside = randomUUID();
    const account = await newAccount();
    const company = await newCompany(api, { itAdmins: [account.id] });
    const approval = (await askForApproval(api, { companyId: company, managers: [outside, randomUUID()] })).body.id as string;
    await decide(approval, await asSuite(outside));
    const { identityId } = (await binds(suite, `user:${outside}`, { phone: account.phone })).body;
    await binds(acme, 'stays', { phone: account.phone });
    await api.call('POST', `/v1/identities/${identityId}/unbinding`, await as(acme, 'stays'));
    expect(await api.call('GET', '/v1/approvals', await asSuite(outside))).toMatchObject(refused('identity-unbound', 403));
    expect(await decide(approval, await as(acme, 'stays'))).toMatchObject(refused('already-decided', 409));
    const { subjectId } = (await api.call('GET', `/v1/accounts/${account.id}`)).body as { subjectId: string };
    await api.kernel.vault.forget(api.kernel.database, { subjectId, userId: account.id, effectId: 'effect-2' });
    const left = await api.kernel.database.query('SELECT FROM iam.principals WHERE external_id = ANY ($1)', [
      [`user:${outside}`, `user:${account.id}`],
    ]);
    expect(left).toEqual([]);
  });

  it('is the same person by each issuer whose names are such ids, and takes the name up again', async () => {
    const outside = randomUUID();
    const [account, other] = [await newAccount(), await newAccount()];
    const { identityId } = (await binds(suite, `user:${outside}`, { phone: account.phone })).body;
    expect(await binds(secondSuite, `user:${outside}`, { phone: other.phone })).toMatchObject(refused('identity-bound', 409));
    expect(await api.call('GET', '/v1/identities', await as(secondSuite, `user:${outside}`))).toMatchObject(
      refused('identity-unbound', 403),
    );
    await api.call('POST', `/v1/identities/${identityId}/unbinding`, await asSuite(outside));
    expect(await binds(suite, `user:${outside}`, { phone: account.phone })).toMatchObject({ status: 201 });
    expect(await sees(account.id, await asSuite(outside))).toBe(200);
    const aliases = await api.kernel.database.query('SELECT FROM iam.aliases WHERE alias = person');
    expect(aliases).toEqual([]);
  });

  it('repeats a call of before the binding: it is the same command', async () => {
    const outside = randomUUID();
    const account = await newAccount();
    const company = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [outside] });
    const call = { key: service, idempotencyKey: randomUUID() };
    const matter = { type: 'document-export', id: randomUUID() };
    const open = async () =>
      api.call('POST', '/v1/approvals', {
        ...(await asSuite(outside)),
        ...call,
        body: { matter, companyId: company, managers: [`outside:${account.id}`] },
      });
    const first = await open();
    expect(first).toMatchObject({ status: 201 });
    await binds(suite, `user:${outside}`, { phone: account.phone });
    expect(await open()).toMatchObject({ status: 201, body: { id: first.body.id }, headers: { 'idempotency-replayed': 'true' } });
  });
});
