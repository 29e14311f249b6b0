import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, type FreshDatabase } from '#testing';
import { People } from './people';
import { testApi, type CallOptions, type TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { applicant, approved, entered, inviting, newestCode, post, verified } from '../testing/registrations';

describe('a person for whom a service acts', () => {
  let database: FreshDatabase;
  let api: TestApi;
  let service: string;
  let companyId: string;
  let number = 13_800_143_000;
  const nextPhone = () => `+86${number++}`;
  beforeAll(async () => {
    database = await freshDatabase();
    api = await testApi(database.url);
    service = await api.newKey(['service'], [...scopes]);
    companyId = await newCompany(api, { itAdmins: [randomUUID()] });
  });
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });

  const as = (person: string, method: 'GET' | 'POST', path: string, options: CallOptions = {}) =>
    api.call(method, path, { key: service, person, ...options });
  const leaves = (id: string, idempotencyKey = randomUUID()) =>
    as(id, 'POST', '/v1/deregistrations', { idempotencyKey, body: { accountId: id, checklist: { appsUnbound: true, groupsLeft: true } } });
  const toDecide = async (manager: string) => (await askForApproval(api, { companyId, managers: [manager] })).body.id as string;
  const decides = (person: string, approval: string) =>
    as(person, 'POST', `/v1/approvals/${approval}/decisions`, { body: { decision: 'approve' } });

  it('who is leaving may only leave or stay from that moment (D2), and everything again after staying', async () => {
    const { id } = await api.newAccount(nextPhone());
    const approval = await toDecide(id);
    expect((await as(id, 'GET', `/v1/approvals/${approval}`)).status).toBe(200);
    const idempotencyKey = randomUUID();
    const deregistration = (await leaves(id, idempotencyKey)).body.id as string;

    const frozen = { status: 403, body: { code: 'account-frozen' } };
    expect(await decides(id, approval)).toMatchObject(frozen);
    expect(await as(id, 'GET', `/v1/approvals/${approval}/dossier`)).toMatchObject(frozen);
    expect(await askForApproval(api, { companyId, managers: [randomUUID()] }, { key: service, person: id })).toMatchObject(frozen);
    const named = { companyId, managers: [randomUUID()], requestedBy: `user:${id}` };
    expect(await askForApproval(api, named, { key: service })).toMatchObject(frozen);
    expect(await as(id, 'GET', `/v1/accounts/${id}`)).toMatchObject({ status: 200, body: { state: 'frozen' } });
    expect(await leaves(id, idempotencyKey)).toMatchObject({ status: 201, body: { id: deregistration } });

    const { challengeId } = (await as(id, 'POST', `/v1/deregistrations/${deregistration}/challenges`)).body;
    const proof = { challengeId, code: newestCode(api) };
    expect((await as(id, 'POST', `/v1/deregistrations/${deregistration}/revocation`, { body: proof })).status).toBe(200);
    expect((await decides(id, approval)).status).toBe(200);
  });

  it('who joins a company and is leaving: a service acts on their registration as little as they do, an operator neither', async () => {
    const phone = nextPhone();
    const { id } = await api.newAccount(phone);
    const registration = await verified(api, applicant(phone, 7), await inviting(api));
    const opener = await api.newKey(['service'], [...scopes], { client: api.operator.slice(4, 20) });
    const { id: deregistration } = (await leaves(id)).body as { id: string };
    const path = `/v1/registrations/${registration}`;
    for (const who of [{ key: service, person: id }, { key: opener }, {}])
      expect(await api.call('POST', `${path}/withdrawal`, who)).toMatchObject({ status: 403, body: { code: 'account-frozen' } });
    // It can be read, and goes on after the person has stayed.
    expect((await api.call('GET', path, { key: opener })).status).toBe(200);
    const { challengeId } = (await as(id, 'POST', `/v1/deregistrations/${deregistration}/challenges`)).body;
    await as(id, 'POST', `/v1/deregistrations/${deregistration}/revocation`, { body: { challengeId, code: newestCode(api) } });
    expect((await api.call('POST', `${path}/withdrawal`, { key: opener })).status).toBe(200);
  });

  describe('that freezes or goes after the call was let in, and before its transaction has the lock', () => {
    /** Lets something commit between the check of the person and all that follows. */
    const meanwhile = (happens: () => Promise<unknown>) => {
      const people = api.app.get(People);
      const find = people.findPerson.bind(people);
      return jest.spyOn(people, 'findPerson').mockImplementationOnce(async (...asked) => {
        const person = await find(...asked);
        await happens();
        return person;
      });
    };
    const freezes = (id: string) => () => api.leave(id);
    const frozen = { status: 403, body: { code: 'account-frozen' } };

    it('decides nothing any more (D2)', async () => {
      const { id } = await api.newAccount(nextPhone());
      const approval = await toDecide(id);
      meanwhile(freezes(id));
      expect(await decides(id, approval)).toMatchObject(frozen);
      expect((await api.call('GET', `/v1/approvals/${approval}`)).body).toMatchObject({ state: 'pending', version: 1 });
    });

    it('opens nothing any more, neither by themselves nor named by a service', async () => {
      const { id } = await api.newAccount(nextPhone());
      const company = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [id] });
      const asked = { companyId: company, managers: [randomUUID()] };
      meanwhile(freezes(id));
      expect(await askForApproval(api, asked, { key: service, person: id })).toMatchObject(frozen);
      const { id: named } = await api.newAccount(nextPhone());
      const theirs = await newCompany(api, { itAdmins: [randomUUID()], companyAdmins: [named] });
      meanwhile(freezes(named));
      const by = { companyId: theirs, managers: [randomUUID()], requestedBy: `user:${named}` };
      expect(await askForApproval(api, by, { key: service })).toMatchObject(frozen);
    });

    it('may still leave and stay, which a frozen account may', async () => {
      const { id } = await api.newAccount(nextPhone());
      meanwhile(freezes(id));
      expect(await leaves(id)).toMatchObject({ status: 409, body: { code: 'deregistration-pending' } });
    });

    const purges = (id: string) => () =>
      api.kernel.database.query('UPDATE es.streams SET state = \'{"status":"purged"}\' WHERE stream_id = $1', [`account:${id}`]);
    const unknown = { status: 403, body: { code: 'person-unknown' } };

    it('is unknown where the account is purged by then', async () => {
      const { id } = await api.newAccount(nextPhone());
      const approval = await toDecide(id);
      meanwhile(purges(id));
      expect(await decides(id, approval)).toMatchObject(unknown);
    });

    it('gets no code any more either', async () => {
      const { id } = await api.newAccount(nextPhone());
      const deregistration = (await leaves(id)).body.id as string;
      meanwhile(purges(id));
      expect(await as(id, 'POST', `/v1/deregistrations/${deregistration}/challenges`)).toMatchObject(unknown);
    });
  });

  it('is unknown once their account is purged, whatever they were named as', async () => {
    const { id } = await api.newAccount(nextPhone());
    const approval = await toDecide(id);
    await api.kernel.database.query('UPDATE es.streams SET state = \'{"status":"purged"}\' WHERE stream_id = $1', [`account:${id}`]);
    const unknown = { status: 403, body: { code: 'person-unknown' } };
    expect(await decides(id, approval)).toMatchObject(unknown);
    expect(await as(id, 'GET', `/v1/accounts/${id}`)).toMatchObject(unknown);
  });

  it('is unknown once their planned account came to nothing', async () => {
    const company = await inviting(api);
    const id = await verified(api, applicant(nextPhone(), 1), company);
    const { approvalId } = (await post(api, id, 'submission')).body as { approvalId: string };
    const [opens] = await api.kernel.database.query<{ accountId: string }>(
      'SELECT account_id AS "accountId" FROM rm.process WHERE stream_id = $1',
      [`registration:${id}`],
    );
    const looks = () => as(opens!.accountId, 'GET', `/v1/registrations/${id}`);
    expect((await looks()).status).toBe(200);
    await approved(api, service, approvalId, [company.manager, company.itAdmin]);
    expect((await looks()).status).toBe(200);
    await entered(api, id, { outcome: 'refused', reason: 'name-taken' });
    expect(await looks()).toMatchObject({ status: 403, body: { code: 'person-unknown' } });
  });

  it('without an account here is known once they were named', async () => {
    const person = randomUUID();
    expect(await as(person, 'GET', '/v1/approvals')).toMatchObject({ status: 403, body: { code: 'person-unknown' } });
    const approval = await toDecide(person);
    expect((await decides(person, approval)).status).toBe(200);
  });
});
