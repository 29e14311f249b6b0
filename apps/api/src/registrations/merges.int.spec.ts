import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { day } from '#domain';
import { brokenPromises, freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import {
  applicant,
  approved,
  checked,
  entered,
  invited,
  inviting,
  member,
  newestCode,
  open,
  post,
  profile,
  put,
  shown,
  proven,
} from '../testing/registrations';

let database: FreshDatabase;
let api: TestApi;
let service: string;
let reviewer: string;
let number = 13_800_160_000;
const nextPhone = () => `+86${number++}`;
beforeEach(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
  service = await api.newKey(['service'], [...scopes]);
  reviewer = randomUUID();
  await api.call('POST', '/v1/identity-reviewers', { body: { userId: reviewer } });
});
afterEach(async () => {
  try {
    expect(await brokenPromises(database)).toEqual([]);
  } finally {
    await api?.close();
    await database?.drop();
  }
});

const piece = (kind: string) => ({ kind, store: 'files', ref: `evidence/${kind}`, hash: `sha256:${'0'.repeat(64)}` });
const evidence = [piece('hand-held-photo'), piece('statement')];
const takenIn = async (n: number, phone = nextPhone(), more: object = {}) =>
  (await api.call('POST', '/v1/accounts', { body: { phone, identity: profile(n).identity, ...more } })).body.id as string;
const account = async (id: string) => (await api.call('GET', `/v1/accounts/${id}`)).body;
const reviewOf = async (id: string): Promise<string> => {
  const { items } = (await api.call('GET', `/v1/approvals?assignee=user:${reviewer}`)).body as {
    items: { id: string; matter: { id: string } }[];
  };
  return items.find(({ matter }) => matter.id === id)!.id;
};
const decide = async (id: string, body: object, person = reviewer) =>
  api.call('POST', `/v1/approvals/${await reviewOf(id)}/decisions`, { key: service, person, body });
const merge = (id: string, how: object = {}) => decide(id, { decision: 'merge', merge: how });

/** A person without a company shows the document of `n`, which somebody has. */
async function alone(n: number, phone = nextPhone(), more: object = { evidence }): Promise<string> {
  const id = await proven(api, applicant(phone, n));
  await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
  await put(api, id, 'steps/profile', { ...profile(n), ...more });
  await checked(api, id);
  return id;
}

/** The same into a company; with an account where the number is one's. */
async function into(company: Awaited<ReturnType<typeof inviting>>, n: number, phone = nextPhone()): Promise<string> {
  const { id } = (await open(api, member(phone, await invited(company)))).body as { id: string };
  await put(api, id, 'steps/phone', { code: newestCode(api) });
  await put(api, id, 'steps/profile', { ...profile(n), evidence });
  await checked(api, id);
  return id;
}

const claimsOf = (holder: string) =>
  api.kernel.database.query<{ kind: string; state: string }>('SELECT kind, state FROM es.claims WHERE holder = $1 ORDER BY kind, state', [
    holder,
  ]);

async function performedOn(streamId: string, kind: string): Promise<void> {
  const owed = (await api.kernel.engine.readControl(streamId))?.owed ?? [];
  expect(owed.map((each) => each.kind)).toContain(kind);
}

describe('an applicant whose document another account has (R17)', () => {
  it('turns out to be its person: the registration ends, and that account is as it was', async () => {
    const theirs = await takenIn(1);
    const before = await account(theirs);
    const id = await alone(1);
    expect(await merge(id)).toMatchObject({ status: 200, body: { state: 'approved' } });
    expect(await shown(api, id)).toMatchObject({ state: 'merged', outcome: 'merged', accountId: theirs, allowed: [] });
    expect(await account(theirs)).toEqual(before);
    expect(await claimsOf(theirs)).toEqual([
      { kind: 'identity', state: 'held' },
      { kind: 'phone', state: 'held' },
    ]);
    expect(await claimsOf(id)).toEqual([]);
  });

  it('shows the reviewer whose account it is and what was shown in advance, and tells the applicant neither', async () => {
    const theirs = await takenIn(2);
    const id = await alone(2);
    const dossier = await api.call('GET', `/v1/approvals/${await reviewOf(id)}/dossier`, { key: service, person: reviewer });
    expect(dossier.body).toMatchObject({ elsewhere: { id: theirs }, shown: evidence });
    expect(JSON.stringify(await shown(api, id))).not.toContain(theirs);
  });

  it('goes on as a member with that account, and is confirmed like everybody', async () => {
    const theirs = await takenIn(3);
    const company = await inviting(api);
    const id = await into(company, 3);
    expect(await merge(id)).toMatchObject({ status: 200 });
    expect(await shown(api, id)).toMatchObject({ state: 'draft' });
    const { approvalId } = (await post(api, id, 'submission')).body as { approvalId: string };
    await approved(api, service, approvalId, [company.manager, company.itAdmin]);
    await entered(api, id);
    expect(await shown(api, id)).toMatchObject({ state: 'active', accountId: theirs });
    expect(await account(theirs)).toMatchObject({ memberships: [{ companyId: company.companyId, state: 'active' }] });
  });

  it('has the proven number from then on, where the reviewer says so; the former one cools down for 31 days (D6)', async () => {
    const [former, proved] = [nextPhone(), nextPhone()];
    const theirs = await takenIn(4, former);
    const id = await alone(4, proved);
    expect(await merge(id, { keepPhone: 'proven' })).toMatchObject({ status: 200 });
    expect(await claimsOf(theirs)).toEqual([
      { kind: 'identity', state: 'held' },
      { kind: 'phone', state: 'cooldown' },
      { kind: 'phone', state: 'held' },
    ]);
    expect(await api.call('POST', '/v1/accounts', { body: { phone: former } })).toMatchObject({
      status: 409,
      body: { code: 'phone-in-cooldown' },
    });
    expect(await api.call('POST', '/v1/accounts', { body: { phone: proved } })).toMatchObject({
      status: 409,
      body: { code: 'phone-taken' },
    });
    const { body } = await api.call('POST', '/v1/people/lookups', { body: { phone: proved, purpose: 'support' } });
    expect(JSON.stringify(body)).toContain(theirs);
    expect(await api.leave(theirs)).toMatchObject({ status: 201 });
  });

  it('is not merged without a photo and a statement; asked for them, the applicant gives them, and is', async () => {
    await takenIn(5);
    const id = await alone(5, nextPhone(), {});
    const refused = { status: 422, body: { code: 'evidence-incomplete', unmet: ['hand-held-photo', 'statement'] } };
    expect(await merge(id)).toMatchObject(refused);
    const items = evidence.map(({ kind }) => ({ kind }));
    const review = await reviewOf(id);
    const asked = { key: service, person: reviewer, body: { items } };
    expect(await api.call('POST', `/v1/approvals/${review}/evidence-requests`, asked)).toMatchObject({ status: 200 });
    expect(await post(api, id, 'evidence', { body: { items: evidence } })).toMatchObject({ status: 200 });
    expect(await merge(id)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });

  it.each([
    ['is leaving', (id: string) => api.leave(id), 'account-leaving'],
    ['has a registration under way', (id: string) => joinsNow(id), 'registration-under-way'],
  ])('is not merged with an account that %s, and is still reviewed', async (_, happens, unmet) => {
    const theirs = await takenIn(6, phoneOfSix);
    const id = await alone(6);
    await happens(theirs);
    expect(await merge(id)).toMatchObject({ status: 409, body: { code: 'merge-not-possible', unmet: [unmet] } });
    expect(await decide(id, { decision: 'approve' })).toMatchObject({ status: 200 });
    expect(await shown(api, id)).toMatchObject({ state: 'draft' });
  });
  const phoneOfSix = nextPhone();

  /** The account is a member of a company as soon as its directory has answered. */
  async function joinsNow(_id: string): Promise<void> {
    const company = await inviting(api, { autoApprove: true });
    const { id } = (await open(api, member(phoneOfSix, await invited(company)))).body as { id: string };
    await put(api, id, 'steps/phone', { code: newestCode(api) });
    await put(api, id, 'steps/profile', profile(6));
    await checked(api, id);
    expect(await post(api, id, 'submission')).toMatchObject({ body: { state: 'activating' } });
  }

  it('is merged by nobody but a reviewer, with no other choice, and once', async () => {
    await takenIn(7);
    const id = await alone(7);
    const review = await reviewOf(id);
    const asks = (body: object, person = reviewer, key = service) =>
      api.call('POST', `/v1/approvals/${review}/decisions`, { key, person, body });
    expect(await asks({ decision: 'merge' }, await takenIn(10))).toMatchObject({ status: 404 });
    expect(await asks({ decision: 'merge' }, reviewer, await api.newKey(['service'], ['approvals:read']))).toMatchObject({ status: 403 });
    expect(await asks({ decision: 'approve', merge: {} })).toMatchObject({ status: 422 });
    expect(await asks({ decision: 'merge', merge: { keepPhone: 'both' } })).toMatchObject({ status: 422 });
    expect(await asks({ decision: 'merge', merge: { keepAccount: 'of-phone' } })).toMatchObject({
      status: 409,
      body: { code: 'merge-not-possible', unmet: ['no-account-joined'] },
    });
    const [idempotencyKey, body] = [randomUUID(), { decision: 'merge' }];
    const again = () => api.call('POST', `/v1/approvals/${review}/decisions`, { key: service, person: reviewer, body, idempotencyKey });
    const answered = await again();
    expect(answered).toMatchObject({ status: 200, body: { state: 'approved' } });
    expect((await again()).body).toEqual(answered.body);
    expect(await asks(body)).toMatchObject({ status: 409 });
  });

  it('is no answer to another matter, nor where nobody has the document', async () => {
    const company = await inviting(api);
    const id = await into(company, 8);
    const { approvalId } = (await post(api, id, 'submission')).body as { approvalId: string };
    const asked = { key: service, person: company.manager, body: { decision: 'merge' } };
    expect(await api.call('POST', `/v1/approvals/${approvalId}/decisions`, asked)).toMatchObject({
      status: 422,
      body: { code: 'answer-unknown', unmet: ['merge'] },
    });
    const unsure = await proven(api, applicant(nextPhone(), 9));
    await put(api, unsure, 'steps/sign-in', { reference: 'idp:1' });
    await put(api, unsure, 'steps/profile', { ...profile(9), evidence });
    await checked(api, unsure, 'unavailable');
    expect(await merge(unsure)).toMatchObject({ status: 409, body: { unmet: ['nobody-has-the-document'] } });
  });
});

describe('two accounts of one person (R17)', () => {
  /** One has the document, the other one the number and a membership in another company; they join a third. */
  async function two(n: number) {
    const [phone, elsewhere, company] = [nextPhone(), await inviting(api), await inviting(api)];
    const ofDocument = await takenIn(n);
    const ofPhone = (await api.call('POST', '/v1/accounts', { body: { phone, companyId: elsewhere.companyId } })).body.id as string;
    const id = await into(company, n, phone);
    return { id, phone, ofDocument, ofPhone, elsewhere, company };
  }

  it('become one: that of the document goes on, with the memberships of the other one, which is closed', async () => {
    const { id, phone, ofDocument, ofPhone, elsewhere } = await two(21);
    expect(await merge(id)).toMatchObject({ status: 200, body: { state: 'approved' } });
    expect(await account(ofPhone)).toMatchObject({ state: 'merged', outcome: 'merged', mergedInto: ofDocument, capabilities: [] });
    expect(await account(ofDocument)).toMatchObject({
      state: 'active',
      memberships: [{ companyId: elsewhere.companyId, state: 'active' }],
    });
    expect(await claimsOf(ofPhone)).toEqual([{ kind: 'phone', state: 'cooldown' }]);
    expect(await api.call('POST', '/v1/accounts', { body: { phone } })).toMatchObject({ status: 409, body: { code: 'phone-in-cooldown' } });
    const timeline = async (of: string) => JSON.stringify((await api.call('GET', `/v1/accounts/${of}/timeline`)).body);
    expect(await timeline(ofPhone)).toContain('AccountMerged');
    expect(await timeline(ofDocument)).toContain('AccountAbsorbed');
    await performedOn(`account:${ofPhone}`, 'endMergedSessions');
    await performedOn(`account:${ofPhone}`, 'endWithMerge');
  });

  it('become the other one, where the reviewer says so: it takes the document', async () => {
    const { id, ofDocument, ofPhone } = await two(22);
    expect(await merge(id, { keepAccount: 'of-phone' })).toMatchObject({ status: 200 });
    expect(await account(ofDocument)).toMatchObject({ state: 'merged', mergedInto: ofPhone });
    expect(await claimsOf(ofPhone)).toEqual([
      { kind: 'identity', state: 'held' },
      { kind: 'phone', state: 'held' },
    ]);
  });

  it('are one person from then on: by either id, with the roles of both, until the other one is erased', async () => {
    const { id, ofDocument, ofPhone, elsewhere } = await two(23);
    const body = { userId: ofPhone, role: 'it-admin' };
    expect((await api.call('POST', `/v1/companies/${elsewhere.companyId}/roles`, { body })).status).toBeLessThan(300);
    await merge(id);
    const seenAs = (person: string, of: string) => api.call('GET', `/v1/accounts/${of}`, { key: service, person });
    expect(await seenAs(ofPhone, ofDocument)).toMatchObject({ status: 200 });
    expect(await seenAs(ofDocument, ofPhone)).toMatchObject({ status: 200, body: { mergedInto: ofDocument } });
    expect(await seenAs(await takenIn(24), ofPhone)).toMatchObject({ status: 404 });
    const [role] = await api.kernel.database.query(
      `SELECT a.person FROM rm.process r JOIN iam.aliases a ON a.alias = ANY (r.principals) JOIN iam.principals p ON p.principal_id = a.person
       WHERE r.type = 'role' AND p.external_id = $1`,
      [`user:${ofDocument}`],
    );
    expect(role).toBeDefined();
    await api.advance(31 * day);
    expect((await account(ofPhone)).state).toBe('merged');
  });

  it('sign in by the names of both; of two at one issuer that of the account that goes on stays, and the other one is nobody else’s', async () => {
    const { id, ofDocument, ofPhone } = await two(27);
    const bind = (name: string, issuer: string, of: string) =>
      api.kernel.database.query(
        `INSERT INTO iam.identities (identity, issuer, principal_id, bound_by)
         SELECT convert_to($1, 'UTF8'), $2, principal_id, 'code' FROM iam.principals WHERE external_id = $3`,
        [name, issuer, `user:${of}`],
      );
    await api.kernel.database.query(`INSERT INTO iam.principals (external_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`, [
      [`user:${ofDocument}`, `user:${ofPhone}`],
    ]);
    await bind('kept', 'one', ofDocument);
    await bind('doubled', 'one', ofPhone);
    await bind('brought', 'two', ofPhone);
    await merge(id);
    const names = (table: string) =>
      api.kernel.database.query(
        `SELECT convert_from(identity, 'UTF8') AS name FROM iam.${table} JOIN iam.principals USING (principal_id) WHERE external_id = $1 ORDER BY 1`,
        [`user:${ofDocument}`],
      );
    expect(await names('identities')).toEqual([{ name: 'brought' }, { name: 'kept' }]);
    expect(await names('former_identities')).toEqual([{ name: 'doubled' }]);
  });

  it('end what is under way with the closed one: another registration that joins with it', async () => {
    const { id, phone, ofPhone } = await two(28);
    const other = await into(await inviting(api), 29, phone);
    await merge(id);
    const owed = (await api.kernel.engine.readControl(`account:${ofPhone}`))?.owed ?? [];
    const effect = owed.find(({ kind }) => kind === 'endWithMerge')!;
    await api.kernel.engine.begin(effect.effectId, effect.kind);
    await api.kernel.engine.sendFromEffect(
      effect.effectId,
      { process: 'registration', id: other },
      { type: 'EndWithMerge', accountId: ofPhone },
    );
    expect(await shown(api, other)).toMatchObject({ state: 'withdrawn', reason: 'account-merged' });
  });

  it('are merged once, however the two orders of locks meet', async () => {
    const [phoneA, phoneB] = [nextPhone(), nextPhone()];
    const [a, b] = [await takenIn(25, phoneA), await takenIn(26, phoneB)];
    const company = await inviting(api);
    const [first, second] = [await into(company, 26, phoneA), await into(company, 25, phoneB)];
    const answers = await Promise.all([merge(first), merge(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const states = await Promise.all([a, b].map(async (of) => (await account(of)).state as string));
    expect(states.sort()).toEqual(['active', 'merged']);
  });
});
