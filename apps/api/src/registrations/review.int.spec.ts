import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, withDocument, type FreshDatabase } from '#testing';
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
  personal,
  post,
  profile,
  proven,
  put,
  shown,
  verified,
} from '../testing/registrations';

let database: FreshDatabase;
let api: TestApi;
let service: string;
let number = 13_800_142_000;
const nextPhone = () => `+86${number++}`;
beforeEach(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
  service = await api.newKey(['service'], [...scopes]);
});
afterEach(async () => {
  await api?.close();
  await database?.drop();
});

const appoint = (userId: string) => api.call('POST', '/v1/identity-reviewers', { body: { userId } });
const inbox = async (userId: string): Promise<{ id: string; matter: { type: string; id: string } }[]> =>
  (await api.call('GET', `/v1/approvals?assignee=user:${userId}`)).body.items;
const dossierFor = (person: string, approvalId: string) => api.call('GET', `/v1/approvals/${approvalId}/dossier`, { key: service, person });

/** P4: what stands for the document in this dossier alone. */
const aPseudonym = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;

/** Four failures in a row: the fourth is one too many. */
async function failed(n: number): Promise<string> {
  const id = await proven(api, applicant(nextPhone()));
  await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await put(api, id, 'steps/profile', profile(n));
    await checked(api, id, 'unconfirmed');
  }
  return id;
}

describe('an identity that no machine could confirm', () => {
  it('shows how many tries are left, three times; then a reviewer looks at it (R5)', async () => {
    await appoint(randomUUID());
    const id = await proven(api, applicant(nextPhone()));
    await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
    for (const attemptsLeft of [3, 2, 1]) {
      await put(api, id, 'steps/profile', profile(1));
      await checked(api, id, 'unconfirmed');
      expect(await shown(api, id)).toMatchObject({ state: 'draft', lastCheck: { code: 'identity-unconfirmed', attemptsLeft } });
    }
    await put(api, id, 'steps/profile', profile(1));
    await checked(api, id, 'unconfirmed');
    const told = await shown(api, id);
    expect(told).toMatchObject({ state: 'manual_review', allowed: ['WithdrawRegistration'] });
    expect(told).not.toHaveProperty('lastCheck');
    expect(await put(api, id, 'steps/profile', profile(1))).toMatchObject({ status: 409, body: { code: 'check-under-way' } });
    expect(await post(api, id, 'review')).toMatchObject({ status: 409, body: { code: 'review-not-awaited' } });
  });

  it('goes to a reviewer, who alone sees why; confirmed, it goes on', async () => {
    const reviewer = randomUUID();
    expect(await appoint(reviewer)).toMatchObject({ status: 201, body: { role: 'identity-reviewer' } });
    expect(await appoint(reviewer)).toMatchObject({ status: 409, body: { code: 'role-held-already' } });
    const id = await failed(2);
    const [task] = await inbox(reviewer);
    expect(task).toMatchObject({ matter: { type: 'identity-review', id } });
    const dossier = await dossierFor(reviewer, task!.id);
    expect(dossier).toMatchObject({
      status: 200,
      body: {
        applicant: { name: 'Canary Liu', subjectId: (await shown(api, id)).subjectId },
        verification: { state: 'unconfirmed', failures: 4, cause: 'identity-unconfirmed' },
      },
    });
    expect(dossier.body.applicant).not.toHaveProperty('position');
    const history = (dossier.body.history as { type: string }[]).map(({ type }) => type);
    expect(history[0]).toBe('RegistrationOpened');
    expect(history).toEqual(expect.arrayContaining(['PhoneProven', 'IdentityChecked', 'ReviewNeeded', 'ApprovalOpened']));

    await approved(api, service, task!.id, [reviewer]);
    expect(await shown(api, id)).toMatchObject({ state: 'draft', steps: [{}, {}, { step: 'profile', state: 'done' }] });
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200, body: { state: 'active' } });
  });

  it('rejected by the reviewer is over, with a code', async () => {
    const reviewer = randomUUID();
    await appoint(reviewer);
    const id = await failed(3);
    const [task] = await inbox(reviewer);
    const body = { decision: 'reject', reason: { code: 'document-forged', text: 'Canary remark' } };
    await api.call('POST', `/v1/approvals/${task!.id}/decisions`, { key: service, person: reviewer, body });
    expect(await shown(api, id)).toMatchObject({ state: 'rejected', outcome: 'rejected', reason: 'identity-not-confirmed' });
  });

  it('waits where nobody could review it, until an operator has appointed somebody', async () => {
    const id = await proven(api, applicant(nextPhone()));
    await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
    await put(api, id, 'steps/profile', profile(4));
    await checked(api, id, 'unavailable');
    expect(await shown(api, id)).toMatchObject({ state: 'manual_review', allowed: ['WithdrawRegistration', 'OpenReview'] });
    const tasks = (await api.call('GET', '/v1/operator-tasks')).body.items as { kind: string }[];
    expect(tasks.map(({ kind }) => kind)).toEqual(['reviewers-missing']);
    expect(await post(api, id, 'review')).toMatchObject({ status: 409, body: { code: 'reviewers-missing' } });
    const reviewer = randomUUID();
    await appoint(reviewer);
    expect(await post(api, id, 'review')).toMatchObject({
      status: 200,
      body: { state: 'manual_review', allowed: ['WithdrawRegistration'] },
    });
    const [task] = await inbox(reviewer);
    expect((await dossierFor(reviewer, task!.id)).body.verification).toEqual({
      state: 'unconfirmed',
      failures: 0,
      cause: 'registry-unavailable',
      document: aPseudonym,
    });
  });
});

describe('a reviewer who registers a second time with their own document', () => {
  it('does not review themselves, nor confirm themselves as the manager of a company (R17)', async () => {
    const { id: self } = (await api.call('POST', '/v1/accounts', { body: { phone: nextPhone(), identity: profile(9).identity } })).body;
    await appoint(self as string);
    const company = await inviting(api, { manager: self as string });
    const id = await verified(api, applicant(nextPhone(), 9), company);
    expect(await shown(api, id)).toMatchObject({ state: 'manual_review', allowed: ['WithdrawRegistration', 'OpenReview'] });
    expect(await post(api, id, 'review')).toMatchObject({ status: 409, body: { code: 'reviewers-missing' } });
    const another = randomUUID();
    await appoint(another);
    await post(api, id, 'review');
    expect(await inbox(self as string)).toEqual([]);
    const [task] = await inbox(another);
    await approved(api, service, task!.id, [another]);
    expect(await post(api, id, 'submission')).toMatchObject({ status: 409, body: { code: 'approvers-missing', unmet: ['manager'] } });
  });
});

describe('the person who holds the document already', () => {
  const waits = async (id: string, owner: string) => {
    await appoint(owner);
    expect(await post(api, id, 'review')).toMatchObject({ status: 409, body: { code: 'reviewers-missing' } });
    await appoint(randomUUID());
    expect(await post(api, id, 'review')).toMatchObject({ status: 200 });
    expect(await inbox(owner)).toEqual([]);
  };
  const takenIn = async (n: number) =>
    (await api.call('POST', '/v1/accounts', { body: { phone: nextPhone(), identity: profile(n).identity } })).body.id as string;

  it('does not review it, even if they were never named before (R17)', async () => {
    const owner = await takenIn(11);
    const id = await verified(api, applicant(nextPhone(), 11), await inviting(api));
    await waits(id, owner);
  });

  it('does not review it, also where he got it in the very moment in which it was given', async () => {
    const id = await proven(api, applicant(nextPhone()), await inviting(api));
    const { engine } = api.kernel;
    const execute = engine.execute.bind(engine);
    let owner = '';
    const meanwhile = jest.spyOn(engine, 'execute').mockImplementationOnce(async (command, present) => {
      owner = await takenIn(12);
      return execute(command, present);
    });
    expect(await put(api, id, 'steps/profile', profile(12))).toMatchObject({ status: 200, body: { state: 'verifying' } });
    meanwhile.mockRestore();
    await checked(api, id);
    await waits(id, owner);
  });

  it('does not review it, also where it was only reserved by what has become his account', async () => {
    const first = await verified(api, applicant(nextPhone(), 13));
    const id = await verified(api, applicant(nextPhone(), 13), await inviting(api));
    const { accountId } = (await post(api, first, 'submission')).body as { accountId: string };
    await waits(id, accountId);
  });

  it('is nobody to a registration that is over: it names no one any more', async () => {
    const id = await proven(api, applicant(nextPhone()), await inviting(api));
    await post(api, id, 'withdrawal');
    await takenIn(15);
    const named = async () => (await api.kernel.database.query('SELECT 1 FROM iam.principals')).length;
    const before = await named();
    expect(await put(api, id, 'steps/profile', profile(15))).toMatchObject({ status: 409, body: { code: 'registration-closed' } });
    expect(await named()).toBe(before);
  });

  it('is looked up again where somebody else has it by the time of the lock: that try records nothing, and the next one goes on (R17)', async () => {
    const id = await proven(api, applicant(nextPhone()), await inviting(api));
    await put(api, id, 'steps/profile', profile(14));
    const { engine, database: connection } = api.kernel;
    const [effect] = (await engine.readControl(`registration:${id}`))!.owed;
    const { effectId } = effect!;
    await engine.begin(effectId, 'checkIdentity');
    const check = { type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' } as const;
    const before = await withDocument(connection, effectId, check);
    await takenIn(14);
    await expect(engine.finish(effectId, before)).rejects.toMatchObject({ reason: 'contention' });
    expect(await shown(api, id)).toMatchObject({ state: 'verifying' });
    expect(await engine.finish(effectId, await withDocument(connection, effectId, check))).toBe(true);
    expect(await shown(api, id)).toMatchObject({ state: 'manual_review' });
  });
});

describe('the dossier of a member’s registration', () => {
  it('does not show a company why a person must look: that is for reviewers alone (R17)', async () => {
    const reviewer = randomUUID();
    await appoint(reviewer);
    await api.call('POST', '/v1/accounts', { body: { phone: nextPhone(), identity: profile(8).identity } });
    const company = await inviting(api);
    const id = await verified(api, applicant(nextPhone(), 8), company);
    const [task] = await inbox(reviewer);
    expect((await dossierFor(reviewer, task!.id)).body.verification).toMatchObject({ cause: 'identity-elsewhere' });
    await approved(api, service, task!.id, [reviewer]);
    const { approvalId } = (await post(api, id, 'submission')).body as { approvalId: string };
    expect((await dossierFor(company.manager, approvalId)).body.verification).toEqual({
      state: 'confirmed-by-reviewer',
      failures: 0,
      document: aPseudonym,
    });
  });

  it('shows the approvers name and position, and records that they looked', async () => {
    const company = await inviting(api);
    const id = await verified(api, applicant(nextPhone(), 5), company);
    const { approvalId } = (await post(api, id, 'submission')).body as { approvalId: string };
    const dossier = await dossierFor(company.manager, approvalId);
    expect(dossier).toMatchObject({
      status: 200,
      body: {
        matter: { type: 'registration', id },
        applicant: { name: 'Canary Liu', position: 'Canary Representative' },
        verification: { state: 'confirmed-by-registry', failures: 0 },
      },
    });
    expect(dossier.body.verification).not.toHaveProperty('cause');
    const [looked] = await api.kernel.database.query<{ id: string }>(
      'SELECT principal_id AS id FROM iam.principals WHERE external_id = $1',
      [`user:${company.manager}`],
    );
    const openings = await api.kernel.database.query(
      "SELECT fields, actor FROM vault.openings WHERE purpose = 'approval-dossier' ORDER BY fields DESC",
    );
    expect(openings).toEqual([
      { fields: ['profile.name'], actor: looked!.id },
      { fields: ['company.position:sales'], actor: looked!.id },
    ]);
    expect(await dossierFor(company.itAdmin, approvalId)).toMatchObject({ status: 200 });
  });
});

describe('a person with an account', () => {
  const account = async (phone: string, n: number) => {
    const { body } = await api.call('POST', '/v1/accounts', { body: { phone, identity: profile(n).identity } });
    return body.id as string;
  };
  const asks = (person: string, method: 'GET' | 'POST', path: string) => api.call(method, path, { key: service, person });

  it('joins a company with it; only they see and submit the registration', async () => {
    const phone = nextPhone();
    const [mine, other] = [await account(phone, 6), await account(nextPhone(), 7)];
    const company = await inviting(api);
    const { id } = (await open(api, member(phone, await invited(company)))).body as { id: string };
    expect(await asks(mine, 'GET', `/v1/registrations/${id}`)).toMatchObject({ status: 404 });
    await put(api, id, 'steps/phone', { code: newestCode(api) });
    await put(api, id, 'steps/profile', profile(6));
    await checked(api, id);

    for (const [method, path] of [
      ['GET', `/v1/registrations/${id}`],
      ['POST', `/v1/registrations/${id}/submission`],
    ] as const)
      expect(await asks(other, method, path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const mineListed = (await asks(mine, 'GET', '/v1/registrations')).body.items as { id: string }[];
    expect(mineListed.map((item) => item.id)).toEqual([id]);
    expect((await asks(mine, 'GET', `/v1/registrations?accountId=${mine}`)).body.items).toHaveLength(1);
    expect((await asks(other, 'GET', '/v1/registrations')).body).toEqual({ items: [] });
    expect((await asks(other, 'GET', `/v1/registrations?accountId=${mine}`)).body).toEqual({ items: [] });

    const submitted = await asks(mine, 'POST', `/v1/registrations/${id}/submission`);
    expect(submitted).toMatchObject({ status: 200, body: { state: 'awaiting_approval' } });
    const { approvalId } = submitted.body as { approvalId: string };
    expect(await asks(mine, 'GET', `/v1/approvals/${approvalId}`)).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await asks(mine, 'GET', `/v1/approvals/${approvalId}/dossier`)).toMatchObject({
      status: 403,
      body: { code: 'not-an-approver' },
    });
    expect(await asks(other, 'GET', `/v1/approvals/${approvalId}`)).toMatchObject({ status: 404 });

    await approved(api, service, approvalId, [company.manager, company.itAdmin]);
    await entered(api, id);
    expect(await shown(api, id)).toMatchObject({ state: 'active', accountId: mine });
    expect((await asks(mine, 'GET', `/v1/accounts/${mine}`)).body).toMatchObject({
      memberships: [{ companyId: company.companyId, state: 'active' }],
    });
    const { items } = (await api.call('GET', `/v1/accounts?companyId=${company.companyId}`)).body;
    expect(items.map((item: { id: string }) => item.id)).toEqual([mine]);
  });

  it('is shown to the reviewer when an applicant proves their number with another document: the number may have a new owner (X21, D7)', async () => {
    const reviewer = randomUUID();
    await appoint(reviewer);
    const phone = nextPhone();
    const { identity } = profile(31);
    await api.call('POST', '/v1/accounts', { body: { phone, name: 'Canary Owner', identity } });
    const company = await inviting(api);
    const { id } = (await open(api, member(phone, await invited(company)))).body as { id: string };
    await put(api, id, 'steps/phone', { code: newestCode(api) });
    await put(api, id, 'steps/profile', profile(32));
    await checked(api, id);
    const told = await shown(api, id);
    expect(told).toMatchObject({ state: 'manual_review' });
    expect(JSON.stringify(told)).not.toContain('not-the-accounts-document');
    const [task] = await inbox(reviewer);
    expect((await dossierFor(reviewer, task!.id)).body).toMatchObject({
      applicant: { name: 'Canary Liu' },
      verification: { state: 'unconfirmed', cause: 'not-the-accounts-document' },
      joins: { document: 'another', name: 'Canary Owner' },
    });

    await approved(api, service, task!.id, [reviewer]);
    const { approvalId } = (await post(api, id, 'submission')).body as { approvalId: string };
    const companys = (await dossierFor(company.manager, approvalId)).body;
    expect(companys).not.toHaveProperty('joins');
    expect(companys.verification).not.toHaveProperty('cause');
  });

  it('joins a company once, and opens no second account', async () => {
    const phone = nextPhone();
    const company = await inviting(api);
    await api.call('POST', '/v1/accounts', { body: { phone, companyId: company.companyId } });
    const { id } = (await open(api, member(phone, await invited(company)))).body as { id: string };
    expect(await put(api, id, 'steps/phone', { code: newestCode(api) })).toMatchObject({ status: 409, body: { code: 'already-a-member' } });
    const alone = (await open(api, personal(phone))).body.id as string;
    expect(await put(api, alone, 'steps/phone', { code: newestCode(api) })).toMatchObject({ status: 409, body: { code: 'phone-taken' } });
  });
});

describe('a document that two people have shown', () => {
  it('becomes the second one’s at the submission if the first is gone by then; their account holds it (R17)', async () => {
    const reviewer = randomUUID();
    await appoint(reviewer);
    const shows = async () => {
      const id = await proven(api, applicant(nextPhone()));
      await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
      await put(api, id, 'steps/profile', profile(7));
      await checked(api, id, 'confirmed');
      return id;
    };
    const [first, second] = [await shows(), await shows()];
    expect(await shown(api, second)).toMatchObject({ state: 'manual_review' });
    await post(api, first, 'withdrawal');
    const [review] = await inbox(reviewer);
    const confirmed = { key: service, person: reviewer, body: { decision: 'approve' } };
    expect(await api.call('POST', `/v1/approvals/${review!.id}/decisions`, confirmed)).toMatchObject({ status: 200 });
    const { accountId } = (await post(api, second, 'submission')).body as { accountId: string };
    const held = `SELECT kind, state FROM es.claims WHERE holder = $1 ORDER BY kind`;
    expect(await api.kernel.database.query(held, [accountId])).toEqual([
      { kind: 'identity', state: 'held' },
      { kind: 'phone', state: 'held' },
    ]);
    expect(await shown(api, await shows())).toMatchObject({ state: 'manual_review' });
  });
});
