import { randomUUID } from 'node:crypto';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import type { Answer, TestApi } from '../testing/api';
import {
  approved,
  applicant,
  inviting,
  invited,
  member,
  newestCode,
  open,
  profile,
  proven,
  put,
  shown,
  verified,
  type Inviting,
} from '../testing/registrations';
import { withApi } from '../testing/with-api';

let api: TestApi;
let issuer: TestIssuer;
let acme: Inviting;
let boss: string;
withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own)),
);
beforeAll(async () => {
  acme = await inviting(api);
  [boss] = await Promise.all([granted('super-admin')]);
});

let number = 13_800_170_000;
const phone = () => `+86${number++}`;
const at = (path: string) => `/v1/companies/${acme.companyId}/${path}`;
const granted = async (role: string, fields: object = {}, userId: string = randomUUID()) => {
  expect(await api.call('POST', at('roles'), { body: { role, userId, ...fields } })).toMatchObject({ status: 201 });
  return userId;
};
const takeBack = (role: string, userId: string) => api.call('POST', at('roles/revocation'), { body: { role, userId } });
const by = async (person: string, method: 'GET' | 'POST', path: string, body?: object, idempotencyKey?: string) =>
  api.call(method, path, {
    key: await issuer.sign(`user:${person}`, { claims: { azp: 'console' } }),
    ...(body && { body }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
const newest = async () => (await api.call('GET', at('invites?pageSize=1'))).body.items[0] as { inviteId: string; issuedBy?: string };
/** Issues one as this administrator. @returns its code and id */
async function issuedBy(person: string, fields: object = {}) {
  const { status, body } = await by(person, 'POST', at('invites'), {
    positionId: 'sales',
    managers: [`outside:${acme.manager}`],
    ...fields,
  });
  expect([status, body]).toEqual([201, { code: expect.any(String) as string, expiresAt: expect.any(String) as string }]);
  return { code: body.code as string, ...(await newest()) };
}
const revoke = (inviteId: string, person = boss, key?: string) => by(person, 'POST', at(`invites/${inviteId}/revocation`), {}, key);
const listed = async (inviteId: string) =>
  ((await api.call('GET', at('invites?pageSize=100'))).body.items as { inviteId: string }[]).find((each) => each.inviteId === inviteId);
const refused = (status: number, code: string): Partial<Answer> => ({ status, body: { code } as never });

describe('an invite that an administrator takes back', () => {
  it('admits nobody any more: 410 invite-revoked, also where somebody else issued it', async () => {
    for (const issue of [async () => (await issuedBy(boss)).code, () => invited(acme)]) {
      const code = await issue();
      const { inviteId } = await newest();
      const key = randomUUID();
      const answer = { status: 200, body: { companyId: acme.companyId, inviteId, state: 'revoked' } };
      expect(await revoke(inviteId, boss, key)).toMatchObject(answer);
      expect(await revoke(inviteId, boss, key)).toMatchObject({ ...answer, headers: { 'idempotency-replayed': 'true' } });
      expect(await open(api, member(phone(), code))).toMatchObject(refused(410, 'invite-revoked'));
      expect(await listed(inviteId)).toMatchObject({ state: 'revoked' });
      expect(await revoke(inviteId)).toMatchObject(refused(409, 'invite-revoked-already'));
    }
    const { items } = (await api.call('GET', at('invites?state=revoked'))).body as { items: unknown[] };
    expect(items).toHaveLength(2);
  });

  it('ends the draft that holds it, which says why and frees the number at once', async () => {
    const who = applicant(phone(), 1);
    const id = await proven(api, who, acme);
    const { inviteId } = await newest();
    expect(await revoke(inviteId)).toMatchObject({ status: 200 });
    expect(await shown(api, id)).toMatchObject({ state: 'withdrawn', reason: 'invite-revoked' });
    expect(await put(api, id, 'steps/profile', profile(1))).toMatchObject(refused(409, 'registration-closed'));
    expect(await listed(inviteId)).not.toHaveProperty('registrationId');
    const again = await proven(api, { ...applicant(who.phone, 1) }, acme);
    expect(await shown(api, again)).toMatchObject({ state: 'draft' });
  });

  it('ends a registration that people are asked about, and their approval', async () => {
    const who = applicant(phone(), 2);
    const id = await verified(api, who, acme);
    const { inviteId } = await newest();
    await acme.journey.take({ step: 'submit', who });
    const { approvalId } = (await shown(api, id)) as { approvalId: string };
    expect(await revoke(inviteId)).toMatchObject({ status: 200 });
    expect(await shown(api, id)).toMatchObject({ state: 'withdrawn', reason: 'invite-revoked' });
    expect((await api.call('GET', `/v1/approvals/${approvalId}`)).body).toMatchObject({ state: 'withdrawn' });
  });

  it('ends the account that was about to open', async () => {
    const who = applicant(phone(), 3);
    const id = await verified(api, who, acme);
    const { inviteId } = await newest();
    await acme.journey.take({ step: 'submit', who });
    const service = await api.newKey(['service'], ['act-for', 'approvals:write']);
    const { approvalId } = (await shown(api, id)) as { approvalId: string };
    await approved(api, service, approvalId, [acme.manager, acme.itAdmin]);
    expect(await shown(api, id)).toMatchObject({ state: 'activating' });
    expect(await revoke(inviteId)).toMatchObject({ status: 200 });
    expect(await shown(api, id)).toMatchObject({ state: 'withdrawn' });
    const [{ open: left }] = (await api.kernel.database.query(
      `SELECT count(*)::int AS open FROM rm.process WHERE type = 'account' AND state ->> 'registrationId' = $1 AND status <> 'undone'`,
      [id],
    )) as [{ open: number }];
    expect(left).toBe(0);
  });

  it('has either no registration or one that ended, where both come at once', async () => {
    for (let n = 0; n < 4; n++) {
      const { code, inviteId } = await issuedBy(boss);
      const { id } = (await open(api, member(phone(), code))).body as { id: string };
      const [proof, taken] = await Promise.all([put(api, id, 'steps/phone', { code: newestCode(api) }), revoke(inviteId)]);
      expect(taken.status).toBe(200);
      if (proof.status === 200) expect(await shown(api, id)).toMatchObject({ state: 'withdrawn', reason: 'invite-revoked' });
      else expect(proof).toMatchObject(refused(410, 'invite-revoked'));
    }
  });

  it('lies within their reach, and in their company', async () => {
    const department = async (name: string) => (await by(boss, 'POST', at('departments'), { name })).body.departmentId as string;
    const [sales, depot] = [await department('Sales'), await department('Depot')];
    const head = await granted('department-admin', { departmentIds: [sales] });
    const [own, others, whole] = [
      await issuedBy(boss, { departmentId: sales }),
      await issuedBy(boss, { departmentId: depot }),
      await issuedBy(boss),
    ];
    expect(await revoke(own.inviteId, head)).toMatchObject({ status: 200 });
    for (const { inviteId } of [others, whole]) expect(await revoke(inviteId, head)).toMatchObject(refused(404, 'not-found'));
    const other = await inviting(api);
    expect(await api.call('POST', `/v1/companies/${other.companyId}/invites/${others.inviteId}/revocation`, { body: {} })).toMatchObject(
      refused(404, 'not-found'),
    );
    expect(await revoke(randomUUID())).toMatchObject(refused(404, 'not-found'));
  });
});

describe('an invite that is sent again', () => {
  const renew = (inviteId: string, body: object = {}, key?: string, person = boss) =>
    by(person, 'POST', at(`invites/${inviteId}/renewal`), body, key);

  it('has a new code for the same place, and the old one is dead; the same call has the same code', async () => {
    const department = (await by(boss, 'POST', at('departments'), { name: 'Renewals' })).body.departmentId as string;
    const { code, inviteId } = await issuedBy(boss, { departmentId: department });
    const key = randomUUID();
    const renewed = await renew(inviteId, { expiresIn: 'P2D' }, key);
    expect([renewed.status, Object.keys(renewed.body as object)]).toEqual([201, ['code', 'expiresAt']]);
    expect(renewed.body.code).not.toBe(code);
    expect(await renew(inviteId, { expiresIn: 'P2D' }, key)).toMatchObject({ status: 201, body: renewed.body as object });
    expect(await open(api, member(phone(), code))).toMatchObject(refused(410, 'invite-revoked'));
    expect(await open(api, member(phone(), renewed.body.code as string))).toMatchObject({ status: 201 });
    const { inviteId: next } = await newest();
    expect(await listed(inviteId)).toMatchObject({ state: 'revoked', renewedAs: next });
    expect(await listed(next)).toMatchObject({ state: 'issued', expiresAt: renewed.body.expiresAt as string, positionId: 'sales' });
    expect(await renew(inviteId)).toMatchObject(refused(409, 'invite-revoked-already'));
    expect(await revoke(next)).toMatchObject({ status: 200 });
  });

  it('works after its time, and where its issuer is an administrator no more', async () => {
    const former = await granted('super-admin');
    const { inviteId } = await issuedBy(former, { expiresIn: 'PT1H' });
    expect(await takeBack('super-admin', former)).toMatchObject({ status: 200 });
    await api.advance(3_600_000);
    const { body } = await renew(inviteId);
    expect(await open(api, member(phone(), body.code as string))).toMatchObject({ status: 201 });
  });

  it('is not while somebody is on their way by it, or a member: 409', async () => {
    await proven(api, applicant(phone(), 5), acme);
    const { inviteId } = await newest();
    expect(await renew(inviteId)).toMatchObject(refused(409, 'invite-in-use'));
    expect(await renew(inviteId, { expiresIn: 'P91D' })).toMatchObject(refused(409, 'invite-in-use'));
    const { inviteId: own } = await issuedBy(boss);
    expect(await renew(own, { expiresIn: 'P91D' })).toMatchObject(refused(422, 'invite-period-invalid'));
  });

  it('lies within their reach, and in their company; of two at once, one has the code', async () => {
    const department = (await by(boss, 'POST', at('departments'), { name: 'Depot' })).body.departmentId as string;
    const head = await granted('department-admin', { departmentIds: [department] });
    const { inviteId } = await issuedBy(boss);
    expect(await renew(inviteId, {}, undefined, head)).toMatchObject(refused(404, 'not-found'));
    const other = await inviting(api);
    expect(await api.call('POST', `/v1/companies/${other.companyId}/invites/${inviteId}/renewal`, { body: {} })).toMatchObject(
      refused(404, 'not-found'),
    );
    const both = await Promise.all([renew(inviteId), renew(inviteId)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('an invite whose issuer is an administrator no more', () => {
  it('admits nobody until they have the role again, and the list says so', async () => {
    const former = await granted('super-admin');
    const { code, inviteId, issuedBy: principal } = await issuedBy(former);
    expect(principal).toBeDefined();
    expect(await listed(inviteId)).not.toHaveProperty('issuerMayInvite');
    expect(await takeBack('super-admin', former)).toMatchObject({ status: 200 });
    expect(await open(api, member(phone(), code))).toMatchObject(refused(410, 'invite-revoked'));
    expect(await listed(inviteId)).toMatchObject({ state: 'issued', issuedBy: principal, issuerMayInvite: false });
    await granted('super-admin', {}, former);
    expect(await open(api, member(phone(), code))).toMatchObject({ status: 201 });
  });

  it('is asked under lock: of the role that is taken back and the opening, one is first', async () => {
    const former = await granted('super-admin');
    const { code } = await issuedBy(former);
    const [opened, taken] = await Promise.all([open(api, member(phone(), code)), takeBack('super-admin', former)]);
    expect(taken.status).toBe(200);
    if (opened.status !== 201) expect(opened).toMatchObject(refused(410, 'invite-revoked'));
  });

  it('lets a draft go on that came in time: people decide about it', async () => {
    const former = await granted('super-admin');
    const { code } = await issuedBy(former);
    const { body } = await open(api, member(phone(), code));
    expect(await takeBack('super-admin', former)).toMatchObject({ status: 200 });
    expect(await shown(api, body.id as string)).toMatchObject({ state: 'draft' });
  });

  it('works where a key has issued it: it is the company’s', async () => {
    const code = await invited(acme);
    expect(await newest()).not.toHaveProperty('issuedBy');
    expect(await open(api, member(phone(), code))).toMatchObject({ status: 201 });
  });

  it('does not work any more where their account is leaving', async () => {
    const leaver = await api.newAccount(phone());
    await granted('super-admin', {}, leaver.id);
    const { code } = await issuedBy(leaver.id);
    await api.leave(leaver.id);
    expect(await open(api, member(phone(), code))).toMatchObject(refused(410, 'invite-revoked'));
  });
});
