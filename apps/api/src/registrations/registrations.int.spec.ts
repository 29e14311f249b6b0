import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import { Waiting } from '../process/waiting';
import { pagedByTwo, type TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import {
  applicant,
  approved,
  checked,
  entered,
  fingerprintOf,
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
  takenBack,
  verified,
} from '../testing/registrations';

let api: TestApi;
let service: string;
let number = 13_800_139_000;
const nextPhone = () => `+86${number++}`;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const sealedOf = async (id: string, dataClass: string, fields: string[]) => {
  const { subjectId } = await shown(api, id);
  return api.kernel.vault.open(api.kernel.database, { subjectId, dataClass, fields, actor: randomUUID(), purpose: 'test' });
};

describe('the registration of a member', () => {
  it('leads from the invite to an account in the company, by two confirmations', async () => {
    const company = await inviting(api);
    const phone = nextPhone();
    const created = await open(api, member(phone, await invited(company)));
    expect(created).toMatchObject({
      status: 201,
      body: {
        type: 'registration',
        variant: 'member',
        state: 'draft',
        companyId: company.companyId,
        steps: [
          { step: 'phone', state: 'open' },
          { step: 'profile', state: 'open' },
        ],
        allowed: ['CorrectPhone', 'ProvePhone', 'WithdrawRegistration'],
        deadlines: [{ command: 'ExpireDraft' }],
      },
      headers: { location: `/v1/registrations/${created.body.id}`, etag: '"1"' },
    });
    expect(created.body).not.toHaveProperty('accountId');
    const { id } = created.body as { id: string };
    expect(api.sent.at(-1)).toMatchObject({ channel: 'sms', to: phone });

    expect(await put(api, id, 'steps/phone', { code: newestCode(api) })).toMatchObject({ status: 200, body: { state: 'draft' } });
    const given = await put(api, id, 'steps/profile', { ...profile(1), positionId: 'sales' });
    expect(given).toMatchObject({ status: 200, body: { state: 'verifying' } });
    await checked(api, id);
    expect(await shown(api, id)).toMatchObject({ state: 'draft', steps: [{ state: 'done' }, { state: 'done' }] });

    const submitted = await post(api, id, 'submission');
    expect(submitted).toMatchObject({ status: 200, body: { state: 'awaiting_approval', approvalId: expect.any(String) as string } });
    await approved(api, service, submitted.body.approvalId as string, [company.manager, company.itAdmin]);
    expect(await shown(api, id)).toMatchObject({ state: 'activating' });
    await entered(api, id);
    const active = await shown(api, id);
    expect(active).toMatchObject({ state: 'active', outcome: 'active', allowed: [], accountId: expect.any(String) as string });

    const account = (await api.call('GET', `/v1/accounts/${active.accountId}`)).body;
    expect(account).toMatchObject({
      state: 'active',
      subjectId: active.subjectId,
      memberships: [{ companyId: company.companyId, state: 'active' }],
    });
    const { items } = (await api.call('GET', `/v1/accounts?companyId=${company.companyId}`)).body;
    expect(items.map((item: { id: string }) => item.id)).toEqual([active.accountId]);
  });

  it('skips the confirmation if the position needs none', async () => {
    const company = await inviting(api, { autoApprove: true });
    const id = await verified(api, applicant(nextPhone(), 2), company);
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200, body: { state: 'activating' } });
  });

  it('is rejected if the directory refuses it, and nothing is left of the account', async () => {
    const company = await inviting(api, { autoApprove: true });
    const phone = nextPhone();
    const id = await verified(api, applicant(phone, 3), company);
    await post(api, id, 'submission');
    await entered(api, id, { outcome: 'refused', reason: 'unit-closed' });
    expect(await shown(api, id)).toMatchObject({ state: 'rejected', reason: 'directory-refused' });
    expect(await api.call('POST', '/v1/accounts', { body: { phone } })).toMatchObject({ status: 201 });
  });
});

describe('a late directory entry of a withdrawn applicant', () => {
  it('that the directory keeps is an operator’s to settle, who retries the removal', async () => {
    const company = await inviting(api, { autoApprove: true });
    const id = await verified(api, applicant(nextPhone(), 7), company);
    await post(api, id, 'submission');
    await entered(api, id, { outcome: 'made' }, () => post(api, id, 'withdrawal'));
    expect(await post(api, id, 'directory-removal')).toMatchObject({ status: 409, body: { code: 'removal-not-refused' } });
    await takenBack(api, id, { outcome: 'refused', reason: 'legal-hold' });
    const task = { kind: 'directory-removal-refused', ref: 'legal-hold', process: { type: 'registration', id } };
    const tasks = async () => (await api.call('GET', '/v1/operator-tasks')).body.items as object[];
    expect(await tasks()).toContainEqual(expect.objectContaining(task));
    expect(await post(api, id, 'directory-removal', { key: service })).toMatchObject({ status: 403 });
    expect(await post(api, id, 'directory-removal')).toMatchObject({ status: 200, body: { state: 'withdrawn', allowed: [] } });
    expect(await tasks()).not.toContainEqual(expect.objectContaining(task));
    await takenBack(api, id);
  });
});

describe('the registration of a person', () => {
  it('takes a way to sign in, and needs nobody’s confirmation', async () => {
    const id = await proven(api, applicant(nextPhone()));
    expect(await put(api, id, 'steps/profile', profile(10))).toMatchObject({
      status: 409,
      body: { code: 'step-out-of-order', unmet: ['sign-in'] },
    });
    expect(await put(api, id, 'steps/sign-in', { reference: 'idp:canary' })).toMatchObject({
      status: 200,
      body: { steps: [{ state: 'done' }, { step: 'sign-in', state: 'done' }, { state: 'open' }] },
    });
    await put(api, id, 'steps/profile', profile(10));
    await checked(api, id);
    const submitted = await post(api, id, 'submission');
    expect(submitted).toMatchObject({ status: 200, body: { state: 'active', accountId: expect.any(String) as string } });
    expect((await api.call('GET', `/v1/accounts/${submitted.body.accountId}`)).body).toMatchObject({ state: 'active', memberships: [] });
  });

  it('is told without what is personal, which lies sealed', async () => {
    const who = applicant(nextPhone(), 11);
    const { phone, document } = who;
    const id = await verified(api, who);
    expect(JSON.stringify(await shown(api, id))).not.toMatch(new RegExp(`Canary|canary|${phone.slice(1)}|${document.slice(6, 14)}`));
    expect(await sealedOf(id, 'contact', ['phone'])).toEqual({ phone });
    const { name, identity } = profile(11);
    expect(await sealedOf(id, 'profile', ['name', 'identity', 'device', 'signInReference'])).toEqual({
      name,
      identity: JSON.stringify(identity),
      device: fingerprintOf(phone),
      signInReference: `idp:${who.registration}`,
    });
    const rows = await api.kernel.database.query<{ row: string }>(
      'SELECT t::text AS row FROM es.events t UNION ALL SELECT t::text FROM rm.process t UNION ALL SELECT t::text FROM es.commands t',
    );
    expect(rows.filter(({ row }) => /Canary|canary/.test(row) || row.includes(phone.slice(1)))).toEqual([]);
  });

  it('is withdrawn at any time before it is active, with a reason whose text is sealed', async () => {
    const id = await verified(api, applicant(nextPhone(), 12));
    const reason = { code: 'changed-mind', text: 'Canary remark' };
    expect(await post(api, id, 'withdrawal', { body: { reason } })).toMatchObject({
      status: 200,
      body: { state: 'withdrawn', outcome: 'withdrawn', reason: 'changed-mind', allowed: [] },
    });
    expect(await sealedOf(id, 'reasons', ['withdrawal'])).toEqual({ withdrawal: 'Canary remark' });
    for (const again of [post(api, id, 'withdrawal'), post(api, id, 'submission'), post(api, id, 'codes'), post(api, id, 'review')])
      expect(await again).toMatchObject({ status: 409, body: { code: 'registration-closed' } });
    const active = await verified(api, applicant(nextPhone(), 13));
    await post(api, active, 'submission');
    expect(await post(api, active, 'withdrawal')).toMatchObject({ status: 409, body: { code: 'registration-closed' } });
  });

  it('lapses after 7 days, whether or not the alarm fired', async () => {
    const { id } = (await open(api, personal(nextPhone()))).body as { id: string };
    const { deadlines, openedAt } = await shown(api, id);
    expect(Date.parse(deadlines[0].dueAt) - Date.parse(openedAt)).toBe(7 * 86_400_000);
    await api.advance(7 * 86_400_000);
    for (const late of [put(api, id, 'steps/phone', { code: '123456' }), post(api, id, 'codes'), post(api, id, 'withdrawal')])
      expect(await late).toMatchObject({ status: 410, body: { code: 'registration-expired' } });
    expect(await shown(api, id)).toMatchObject({ state: 'draft', allowed: [] });
    await api.kernel.engine.fireDeadline(`registration:${id}`, 'ExpireDraft');
    expect(await shown(api, id)).toMatchObject({ state: 'expired', reason: 'draft-expired' });
  });
});

describe('a call', () => {
  it('repeated gets the first answer, and sends no second code', async () => {
    const body = personal(nextPhone());
    const sent = api.sent.length;
    const first = await open(api, body, { idempotencyKey: 'opening' });
    const second = await open(api, body, { idempotencyKey: 'opening' });
    expect(second).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    expect(api.sent.length).toBe(sent + 1);
    const code = newestCode(api);
    const prove = () => put(api, first.body.id as string, 'steps/phone', { code }, { idempotencyKey: 'proving' });
    const proof = await prove();
    expect(proof.status).toBe(200);
    await post(api, first.body.id as string, 'withdrawal');
    expect(await prove()).toMatchObject({ status: 200, body: proof.body, headers: { 'idempotency-replayed': 'true' } });
  });

  it('waits for the check if the caller prefers that: as a query, and as a repeated command', async () => {
    const until = jest.spyOn(api.app.get(Waiting), 'until');
    const id = await proven(api, applicant(nextPhone()));
    await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
    const give = (headers: Record<string, string> = {}) =>
      put(api, id, 'steps/profile', profile(14), { idempotencyKey: 'repeated', headers });
    expect(await give()).toMatchObject({ status: 200, body: { state: 'verifying' } });
    const prefer = { prefer: 'wait=20' };
    const waiting = [api.call('GET', `/v1/registrations/${id}`, { headers: prefer }), give(prefer)];
    while (until.mock.calls.length < waiting.length) await new Promise(setImmediate);
    await checked(api, id);
    const [looked, repeated] = await Promise.all(waiting);
    for (const answer of [looked, repeated])
      expect(answer).toMatchObject({ status: 200, body: { state: 'draft' }, headers: { 'preference-applied': 'wait=20' } });
    // Only its own route tells operators whom it waited for.
    const { elapsed: _told, ...told } = looked!.body;
    expect(told).toEqual(repeated!.body);
    expect(looked!.headers['etag']).toBe(repeated!.headers['etag']);
    expect(repeated!.headers).toMatchObject({ 'idempotency-replayed': 'true' });
    expect(await give()).toMatchObject({ status: 200, body: { state: 'verifying' } });
    until.mockRestore();
  });

  it('that expects another version is refused', async () => {
    const { id } = (await open(api, personal(nextPhone()))).body as { id: string };
    const stale = { headers: { 'if-match': '"7"' } };
    expect(await put(api, id, 'steps/phone', { code: newestCode(api) }, stale)).toMatchObject({
      status: 412,
      body: { code: 'version-mismatch' },
    });
    expect(await put(api, id, 'steps/phone', { code: newestCode(api) }, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 200 });
  });
});

it('registrations are listed by company, state and account', async () => {
  const company = await inviting(api, { autoApprove: true });
  const active = await verified(api, applicant(nextPhone(), 20), company);
  await post(api, active, 'submission');
  await entered(api, active);
  const draft = (await open(api, member(nextPhone(), await invited(company)))).body.id as string;
  const ids = async (query: string) =>
    (await api.call('GET', `/v1/registrations?${query}`)).body.items.map(({ id }: { id: string }) => id) as string[];
  expect(await ids(`companyId=${company.companyId}`)).toEqual([draft, active]);
  expect(await ids(`companyId=${company.companyId}&state=active`)).toEqual([active]);
  expect(await ids(`accountId=${(await shown(api, active)).accountId}`)).toEqual([active]);
  expect(await api.call('GET', `/v1/registrations/${active}/workflow`)).toMatchObject({ status: 503, body: { code: 'no-worker' } });
});

it('registrations are listed newest first, page by page, each once', async () => {
  for (let n = 0; n < 3; n += 1) await open(api, personal(nextPhone()));
  const { items } = (await api.call('GET', '/v1/registrations?pageSize=100')).body as { items: { id: string; openedAt: string }[] };
  const [{ n }] = (await api.kernel.database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM rm.process WHERE type = 'registration'`,
  )) as [{ n: number }];
  expect(new Set(items.map(({ id }) => id)).size).toBe(n);
  expect(items.toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))).toEqual(items);
  expect(await pagedByTwo(api, '/v1/registrations')).toEqual(items);
});
