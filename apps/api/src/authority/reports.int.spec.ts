import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import type { TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

/** What public reports say of comparable systems (docs/decisions/0052), tried here. */
let api: TestApi;
let issuer: TestIssuer;
let companyId: string;
let sales: string;
let boss: string;
let head: string;
withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own)),
);
beforeAll(async () => {
  companyId = await newCompany(api);
  sales = (await api.call('POST', at('departments'), { body: { name: 'Sales' } })).body.departmentId as string;
  [boss, head] = [randomUUID(), randomUUID()];
  await grant('super-admin', boss);
  await grant('department-admin', head, { departmentIds: [sales] });
});

const at = (path: string) => `/v1/companies/${companyId}/${path}`;
const grant = (role: string, userId: string, fields: object = {}) => api.call('POST', at('roles'), { body: { role, userId, ...fields } });
const token = (person: string, claims: object = {}) => issuer.sign(`user:${person}`, { claims: { azp: 'console', ...claims } });
const by = async (person: string, path: string, body: object) => api.call('POST', at(path), { key: await token(person), body });
const refused = (code: string, status = 403) => ({ status, body: { code } });
const invitation = () => ({ positionId: 'sales', managers: [`outside:${randomUUID()}`] });

describe('an administrator of departments', () => {
  it('joins no group that lends more than they have: groups are the company’s, and lend nothing (Keycloak CVE-2026-94000, CVE-2026-9099)', async () => {
    expect(await by(head, 'roles', { role: 'group:chiefs', userId: head })).toMatchObject(refused('out-of-scope'));
    const member = randomUUID();
    expect(await by(boss, 'roles', { role: 'group:super-admin', userId: member })).toMatchObject({ status: 201 });
    expect(await by(member, 'roles', { role: 'it-admin', userId: member })).toMatchObject(refused('forbidden'));
  });

  it('takes no role away that reaches further than theirs, and gives none (Keycloak CVE-2026-16106, Keeper Commander #2347)', async () => {
    for (const [role, userId] of [['super-admin', boss] as const, ['it-admin', randomUUID()] as const])
      for (const path of ['roles', 'roles/revocation'])
        expect(await by(head, path, { role, userId })).toMatchObject(refused('out-of-scope'));
  });
});

describe('a key that acts for people', () => {
  it('lends nobody the rights of the administrator whom it names (Keycloak CVE-2026-17526)', async () => {
    const key = await api.newKey(['service'], [...scopes]);
    for (const [path, body] of [['roles', { role: 'it-admin', userId: randomUUID() }] as const, ['invites', invitation()] as const])
      expect(await api.call('POST', at(path), { key, person: boss, body })).toMatchObject({ status: 403 });
  });
});

describe('a token', () => {
  it('of somebody who has lost the role opens nothing from then on, although it is good for minutes (Vektor #158, artifact-keeper #1821)', async () => {
    const former = randomUUID();
    await grant('super-admin', former);
    const key = await token(former);
    const invite = () => api.call('POST', at('invites'), { key, body: invitation() });
    expect((await invite()).status).not.toBe(403);
    await api.call('POST', at('roles/revocation'), { body: { role: 'super-admin', userId: former } });
    expect(await invite()).toMatchObject(refused('forbidden'));
  });

  it('for another audience proves nobody, whichever of aud and azp names us (n8n #35119)', async () => {
    for (const claims of [{ aud: 'another' }, { aud: 'another', azp: 'tenure' }, { aud: ['another'] }, { aud: undefined }])
      expect(await api.call('POST', at('invites'), { key: await token(boss, claims), body: invitation() })).toMatchObject(
        refused('assertion-invalid', 401),
      );
  });

  it('that names one key and is signed by another one of the same issuer proves nobody (hyprstream #1234)', async () => {
    const former = issuer.published.kid;
    await issuer.rotate({ keep: true });
    const crossed = await issuer.sign(`user:${boss}`, { claims: { azp: 'console' }, header: { kid: former } });
    expect(await api.call('POST', at('invites'), { key: crossed, body: invitation() })).toMatchObject(refused('assertion-invalid', 401));
  });
});

describe('a role', () => {
  it('is not given by way of an alias to somebody who has left (Keycloak #14420)', async () => {
    const { body } = await api.call('POST', '/v1/accounts', { body: { phone: '+8613800199001', companyId } });
    const [account, suite] = [body.id as string, randomUUID()];
    for (const id of [account, suite]) await grant('it-admin', id);
    await api.kernel.database.query(
      `INSERT INTO iam.aliases (alias, person) SELECT s.principal_id, a.principal_id FROM iam.principals s, iam.principals a
       WHERE s.external_id = $1 AND a.external_id = $2`,
      [`user:${suite}`, `user:${account}`],
    );
    expect(await api.call('POST', `/v1/accounts/${account}/memberships/${companyId}/end`, { body: { reason: 'removed' } })).toMatchObject({
      status: 200,
    });
    for (const id of [account, suite]) expect(await grant('it-admin', id)).toMatchObject(refused('person-has-left', 409));
    const roles = await api.call('GET', at('roles'));
    expect((roles.body.items as { role: string }[]).filter(({ role }) => role === 'it-admin')).toEqual([]);
  });
});
