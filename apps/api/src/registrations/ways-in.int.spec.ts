import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { Answer, TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
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
  type Inviting,
} from '../testing/registrations';

let api: TestApi;
let number = 13_800_171_000;
const nextPhone = () => `+86${number++}`;
let documents = 71_000;
const nextProfile = () => profile(documents++);
withApi(freshDatabase, (opened) => (api = opened));

const refused = (status: number, code: string, more: object = {}) => ({ status, body: { code, ...more } });
const taken = (answer: Answer): Answer => {
  if (answer.status >= 300) throw new Error(`not taken: ${JSON.stringify(answer.body)}`);
  return answer;
};
const create = async (path: string, body: object): Promise<Answer['body']> => taken(await api.call('POST', path, { body })).body;
const addPosition = (companyId: string, positionId: string) =>
  create(`/v1/companies/${companyId}/positions`, { positionId, title: 'Canary Title', template: `${positionId}-rights` });
const addDepartment = async (companyId: string) =>
  (await create(`/v1/companies/${companyId}/departments`, { name: 'Canary Depot' })).departmentId as string;
const retire = (companyId: string, positionId: string) => api.call('POST', `/v1/companies/${companyId}/positions/${positionId}/retirement`);
const agency = async () =>
  (await create('/v1/companies', { name: 'Canary Agency', companyKind: 'enterprise', verified: true })).id as string;
const giveProfile = (id: string, place: object) => put(api, id, 'steps/profile', { ...nextProfile(), ...place });

/** Confirmed, and in the directory of the company. @returns the account, as an operator reads it */
async function activated(id: string, company: Inviting): Promise<Answer['body']> {
  const service = await api.newKey(['service'], [...scopes]);
  const { approvalId } = taken(await post(api, id, 'submission')).body as { approvalId: string };
  await approved(api, service, approvalId, [company.manager, company.itAdmin]);
  await entered(api, id);
  const { accountId } = await shown(api, id);
  return (await api.call('GET', `/v1/accounts/${accountId as string}`)).body;
}

describe('dispatched labour (R12)', () => {
  it('has its rights from the company that it joins; the membership tells who employs it to this company alone', async () => {
    const [company, employerOrg] = [await inviting(api), await agency()];
    const id = await proven(api, applicant(nextPhone()), company);
    taken(await giveProfile(id, { hostOrg: company.companyId, employerOrg }));
    await checked(api, id);
    const account = await activated(id, company);
    expect(account.memberships).toEqual([
      { companyId: company.companyId, state: 'active', positionId: 'sales', template: 'sales', employerId: employerOrg },
    ]);
    const keyOf = (companyId: string) => api.newKey(['service'], [...scopes], { companies: [companyId] });
    const [hosts, employers] = await Promise.all([keyOf(company.companyId), keyOf(employerOrg)]);
    const read = (key: string, path: string) => api.call('GET', path, { key });
    const path = `/v1/accounts/${account.id as string}`;
    expect((await read(hosts, path)).body.memberships).toEqual(account.memberships);
    expect(await read(employers, path)).toMatchObject({ status: 404 });
    const feed = await read(employers, '/v1/events');
    expect(feed.status).toBe(200);
    for (const theirs of [account.id as string, id]) expect(JSON.stringify(feed.body)).not.toContain(theirs);
  });

  it('is shown to the people who confirm it, with the name of the employer', async () => {
    const [company, employerOrg] = [await inviting(api), await agency()];
    const id = await proven(api, applicant(nextPhone()), company);
    taken(await giveProfile(id, { employerOrg }));
    await checked(api, id);
    const { approvalId } = taken(await post(api, id, 'submission')).body as { approvalId: string };
    const service = await api.newKey(['service'], [...scopes]);
    const dossier = await api.call('GET', `/v1/approvals/${approvalId}/dossier`, { key: service, person: company.manager });
    expect(dossier).toMatchObject({ status: 200, body: { applicant: { employer: { companyId: employerOrg, name: 'Canary Agency' } } } });
  });

  it.each([
    ['a company that is here and has not invited the person', async () => ({ hostOrg: await agency() }), 'host-org-unknown'],
    ['a company that is not here', async () => ({ hostOrg: randomUUID() }), 'host-org-unknown'],
    ['a name in the place of a company', async () => ({ hostOrg: 'Canary Liu' }), 'host-org-unknown'],
    ['an employer that is not here', async () => ({ employerOrg: randomUUID() }), 'employer-org-unknown'],
    ['the name of an employer', async () => ({ employerOrg: 'Canary Liu' }), 'employer-org-unknown'],
  ])('with %s is refused', async (_, place, code) => {
    const id = await proven(api, applicant(nextPhone()), await inviting(api));
    expect(await giveProfile(id, await place())).toMatchObject(refused(422, code));
    expect(await shown(api, id)).toMatchObject({ state: 'draft', version: 2 });
  });

  it('whose employer is the company itself is refused, in whatever case its id is written', async () => {
    const company = await inviting(api);
    const id = await proven(api, applicant(nextPhone()), company);
    const employerOrg = company.companyId.toUpperCase();
    expect(await giveProfile(id, { employerOrg })).toMatchObject(refused(422, 'employer-is-host'));
    expect(await giveProfile(id, { hostOrg: employerOrg })).toMatchObject({ status: 200 });
  });

  it('is not for people without a company', async () => {
    const id = await proven(api, applicant(nextPhone()));
    taken(await put(api, id, 'steps/sign-in', { reference: 'idp:1' }));
    expect(await giveProfile(id, { employerOrg: await agency() })).toMatchObject(refused(422, 'host-org-unknown'));
    const withoutDocument = { name: 'Canary Liu', hostOrg: await agency() };
    expect(await put(api, id, 'steps/profile', withoutDocument)).toMatchObject(refused(422, 'host-org-unknown'));
  });
});

describe('a department (S0)', () => {
  it('is chosen where the invite names none, and is that of the member', async () => {
    const company = await inviting(api, { autoApprove: true });
    const departmentId = await addDepartment(company.companyId);
    const id = await proven(api, applicant(nextPhone()), company);
    taken(await giveProfile(id, { departmentId }));
    await checked(api, id);
    // The position needs no confirmation; the choice does.
    expect((await activated(id, company)).memberships).toMatchObject([{ companyId: company.companyId, departmentId }]);
  });

  it('of another company is unknown, and that of the invite is no choice', async () => {
    const company = await inviting(api);
    const [ours, others] = [await addDepartment(company.companyId), await addDepartment(await agency())];
    const id = await proven(api, applicant(nextPhone()), company);
    for (const departmentId of [others, randomUUID()])
      expect(await giveProfile(id, { departmentId })).toMatchObject(refused(422, 'department-unknown'));
    const into = { positionId: 'sales', departmentId: ours, managers: [`outside:${company.manager}`] };
    const { code } = await create(`/v1/companies/${company.companyId}/invites`, into);
    const { id: second } = taken(await open(api, member(nextPhone(), code as string))).body as { id: string };
    taken(await put(api, second, 'steps/phone', { code: newestCode(api) }));
    const elsewhere = await addDepartment(company.companyId);
    expect(await giveProfile(second, { departmentId: elsewhere })).toMatchObject(refused(422, 'department-not-invited'));
    expect(await giveProfile(second, { departmentId: ours })).toMatchObject({ status: 200 });
  });
});

describe('the library of positions (R6)', () => {
  const at = (companyId: string, positionId = '') => `/v1/companies/${companyId}/positions/${positionId}`.replace(/\/$/, '');

  it('shows one position, lists those that are offered or retired, and keeps the title of both', async () => {
    const { companyId } = await inviting(api);
    await addPosition(companyId, 'desk');
    const before = await api.call('GET', at(companyId, 'desk'));
    expect(before).toMatchObject({
      status: 200,
      body: { companyId, positionId: 'desk', template: 'desk-rights', autoApprove: false, state: 'offered', title: 'Canary Title' },
    });
    const key = randomUUID();
    const retiring = () => api.call('POST', `${at(companyId, 'desk')}/retirement`, { idempotencyKey: key });
    const answer = { status: 200, body: { companyId, positionId: 'desk', state: 'retired' } };
    expect(await retiring()).toMatchObject(answer);
    expect(await retiring()).toMatchObject({ ...answer, headers: { 'idempotency-replayed': 'true' } });
    expect(await retire(companyId, 'desk')).toMatchObject(refused(409, 'position-retired-already'));
    expect((await api.call('GET', at(companyId, 'desk'))).body).toEqual({
      ...before.body,
      state: 'retired',
      retiredAt: expect.any(String) as string,
    });
    const listed = async (state: string) =>
      ((await api.call('GET', `${at(companyId)}?state=${state}`)).body.items as { positionId: string }[]).map((each) => each.positionId);
    expect([await listed('offered'), await listed('retired')]).toEqual([['sales'], ['desk']]);
    expect(await api.call('GET', `${at(companyId)}?state=open`)).toMatchObject({ status: 422 });
  });

  it('is of one company: in another one the word is not found, to be read or retired', async () => {
    const { companyId } = await inviting(api);
    await addPosition(companyId, 'desk');
    const other = await agency();
    expect(await api.call('GET', at(other, 'desk'))).toMatchObject({ status: 404 });
    expect(await retire(other, 'desk')).toMatchObject({ status: 404 });
    expect(await retire(companyId, 'no-such')).toMatchObject({ status: 404 });
    const key = await api.newKey(['service'], [...scopes], { companies: [other] });
    expect(await api.call('GET', at(companyId, 'desk'), { key })).toMatchObject({ status: 404 });
  });

  it('takes nobody into a retired position: no invite, no opening, no profile; who is on the way names another one', async () => {
    const company = await inviting(api);
    const { companyId } = company;
    await addPosition(companyId, 'desk');
    const [underway, late] = [await proven(api, applicant(nextPhone()), company), await invited(company)];
    taken(await retire(companyId, 'sales'));
    const managers = [`outside:${company.manager}`];
    const issued = await api.call('POST', `/v1/companies/${companyId}/invites`, { body: { positionId: 'sales', managers } });
    expect(issued).toMatchObject(refused(422, 'position-unknown'));
    expect(await open(api, member(nextPhone(), late))).toMatchObject(refused(409, 'position-retired'));
    expect(await giveProfile(underway, {})).toMatchObject(refused(409, 'position-retired'));
    expect(await giveProfile(underway, { positionId: 'sales' })).toMatchObject(refused(422, 'position-unknown'));
    taken(await giveProfile(underway, { positionId: 'desk' }));
    await checked(api, underway);
    expect((await activated(underway, company)).memberships).toMatchObject([{ positionId: 'desk', template: 'desk-rights' }]);
  });

  it('leaves a member what they have, and an applicant what they have said', async () => {
    const company = await inviting(api);
    const id = await verified(api, applicant(nextPhone(), documents++), company);
    taken(await retire(company.companyId, 'sales'));
    expect((await activated(id, company)).memberships).toMatchObject([{ positionId: 'sales', template: 'sales' }]);
  });
});

describe('a link into a company (R2)', () => {
  const body = (link: unknown) => ({ ...personal(nextPhone()), variant: 'member', link });

  it('is an invite code; the address of a company has its place, and leads nowhere yet', async () => {
    expect(await open(api, body({ email: 'liu@canary.example' }))).toMatchObject(refused(422, 'link-not-available'));
    expect(await open(api, body({ inviteCode: await invited(await inviting(api)) }))).toMatchObject({ status: 201 });
    const rows = await api.kernel.database.query<{ row: string }>('SELECT t::text AS row FROM es.commands t');
    expect(JSON.stringify(rows)).not.toContain('canary.example');
  });

  it.each([
    ['both', { inviteCode: 'a', email: 'liu@canary.example' }],
    ['none', {}],
    ['another kind', { qr: 'a' }],
    ['a bare code', 'a'],
  ])('of %s is no link', async (_, link) => {
    expect(await open(api, body(link))).toMatchObject(refused(422, 'invalid-request'));
  });

  it('is there for a member, and for nobody else', async () => {
    expect(await open(api, { ...personal(nextPhone()), variant: 'member' })).toMatchObject({ status: 422 });
    expect(await open(api, { ...body({ inviteCode: 'a' }), variant: 'personal' })).toMatchObject({ status: 422 });
  });
});

describe('a registration that is misused', () => {
  const piece = { kind: 'statement', store: 'files', ref: 'evidence/statement', hash: `sha256:${'0'.repeat(64)}` };
  const withProfile = async (id: string, n: number) => (taken(await put(api, id, 'steps/profile', profile(n))), id);
  const submitted = async (id: string) => (taken(await post(api, id, 'submission')), id);
  const withdrawn = async (id: string) => (taken(await post(api, id, 'withdrawal')), id);

  it('takes no step out of its order, and names what is missing (R2, R13)', async () => {
    const company = await inviting(api);
    const { id } = taken(await open(api, member(nextPhone(), await invited(company)))).body as { id: string };
    expect(await giveProfile(id, {})).toMatchObject(refused(409, 'step-out-of-order', { unmet: ['phone'] }));
    expect(await post(api, id, 'submission')).toMatchObject(refused(409, 'step-out-of-order', { unmet: ['phone', 'profile'] }));
    expect(await put(api, id, 'steps/sign-in', { reference: 'idp:1' })).toMatchObject(refused(409, 'step-out-of-order'));
    expect(await shown(api, id)).toMatchObject({ state: 'draft', version: 1 });
  });

  it('takes a step twice only by its own key, and none after its end', async () => {
    const company = await inviting(api);
    const id = await verified(api, applicant(nextPhone(), documents++), company);
    const idempotencyKey = randomUUID();
    const submit = () => api.call('POST', `/v1/registrations/${id}/submission`, { idempotencyKey });
    const first = taken(await submit());
    expect(await submit()).toMatchObject({ status: 200, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    expect(await post(api, id, 'submission')).toMatchObject(refused(409, 'registration-submitted'));
    expect(await giveProfile(id, {})).toMatchObject(refused(409, 'registration-submitted'));
    taken(await post(api, id, 'withdrawal'));
    for (const answer of [await post(api, id, 'withdrawal'), await post(api, id, 'submission'), await giveProfile(id, {})])
      expect(answer).toMatchObject(refused(409, 'registration-closed'));
  });

  it('answers each step that is not due with its code, in whatever state', async () => {
    const company = await inviting(api);
    const calls = (id: string): [string, () => Promise<Answer>][] => [
      ['phone', () => put(api, id, 'steps/phone', { code: '000000' })],
      ['sign-in', () => put(api, id, 'steps/sign-in', { reference: 'idp:1' })],
      ['face', () => put(api, id, 'steps/liveness', { result: 'face-store:early-recording' })],
      ['signals', () => put(api, id, 'steps/security', { signals: {} })],
      ['code', () => put(api, id, 'steps/code', { code: '000000' })],
      ['evidence', () => post(api, id, 'evidence', { body: { items: [piece] } })],
      ['submission', () => post(api, id, 'submission')],
    ];
    const states: [string, () => Promise<string>][] = [
      ['no phone', async () => (await open(api, member(nextPhone(), await invited(company)))).body.id as string],
      ['phone', () => proven(api, applicant(nextPhone(), 801), company)],
      ['verifying', async () => withProfile(await proven(api, applicant(nextPhone(), 802), company), 802)],
      ['submitted', async () => submitted(await verified(api, applicant(nextPhone(), 803), company))],
      ['withdrawn', async () => withdrawn(await proven(api, applicant(nextPhone(), 804), company))],
    ];
    const rows: string[] = [];
    for (const [state, lead] of states) {
      const id = await lead();
      const codes: string[] = [];
      for (const [step, call] of calls(id)) {
        const { status, body } = await call();
        codes.push(`${step} ${status} ${(body as { code?: string }).code ?? 'taken'}`);
      }
      rows.push(`${state}: ${codes.join(', ')}`);
      expect((await api.call('GET', `/v1/registrations/${id}`)).body).not.toMatchObject({ state: 'active' });
    }
    expect(rows).toEqual([
      'no phone: phone 422 code-invalid, sign-in 409 step-out-of-order, face 409 step-out-of-order, signals 409 step-out-of-order, code 409 phone-proven, evidence 409 evidence-not-requested, submission 409 step-out-of-order',
      'phone: phone 409 phone-proven, sign-in 409 step-out-of-order, face 409 step-out-of-order, signals 409 step-out-of-order, code 409 phone-proven, evidence 409 evidence-not-requested, submission 409 step-out-of-order',
      'verifying: phone 409 check-under-way, sign-in 409 check-under-way, face 409 check-under-way, signals 409 check-under-way, code 409 check-under-way, evidence 409 evidence-not-requested, submission 409 check-under-way',
      'submitted: phone 409 registration-submitted, sign-in 409 registration-submitted, face 409 registration-submitted, signals 409 registration-submitted, code 409 registration-submitted, evidence 409 evidence-not-requested, submission 409 registration-submitted',
      'withdrawn: phone 409 registration-closed, sign-in 409 registration-closed, face 409 registration-closed, signals 409 registration-closed, code 409 registration-closed, evidence 409 registration-closed, submission 409 registration-closed',
    ]);
  });

  it('is of one person: a second one with the same invite does not get in once the first is in (R3)', async () => {
    const company = await inviting(api);
    const inviteCode = await invited(company);
    const { id } = taken(await open(api, member(nextPhone(), inviteCode))).body as { id: string };
    taken(await put(api, id, 'steps/phone', { code: newestCode(api) }));
    taken(await giveProfile(id, {}));
    await checked(api, id);
    await activated(id, company);
    const { body: late } = await open(api, member(nextPhone(), inviteCode));
    expect(await put(api, late.id as string, 'steps/phone', { code: newestCode(api) })).toMatchObject(refused(422, 'invite-invalid'));
  });

  it.each([
    ['a picture in the place of a reference', 'data:image/png;base64,iVBORw0KGgo='],
    ['a long base64 text', 'A'.repeat(400)],
  ])('does not take %s as a document (V3, R16)', async (_, ref) => {
    const id = await proven(api, applicant(nextPhone()), await inviting(api));
    const documents = [{ kind: 'id-card', store: 'files', ref, hash: `sha256:${'0'.repeat(64)}` }];
    expect(await giveProfile(id, { documents })).toMatchObject(refused(422, 'raw-evidence-refused'));
  });

  it('does not make a person of a company twice: one number, one membership (R7, X21)', async () => {
    const company = await inviting(api);
    const who = applicant(nextPhone(), documents++);
    await activated(await verified(api, who, company), company);
    const { id } = taken(await open(api, member(who.phone, await invited(company)))).body as { id: string };
    expect(await put(api, id, 'steps/phone', { code: newestCode(api) })).toMatchObject(refused(409, 'already-a-member'));
    const other = await inviting(api);
    const { id: joins } = taken(await open(api, member(who.phone, await invited(other)))).body as { id: string };
    expect(await put(api, joins, 'steps/phone', { code: newestCode(api) })).toMatchObject({ status: 200 });
  });

  it('without a company takes no number that an account has (R7)', async () => {
    const company = await inviting(api);
    const who = applicant(nextPhone(), documents++);
    await activated(await verified(api, who, company), company);
    const { id } = taken(await open(api, personal(who.phone))).body as { id: string };
    expect(await put(api, id, 'steps/phone', { code: newestCode(api) })).toMatchObject(refused(409, 'phone-taken'));
  });
});
