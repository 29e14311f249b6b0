import { randomUUID } from 'node:crypto';
import { freshDatabase, type FreshDatabase } from './database';
import { site, type Site } from './growth/site';

let database: FreshDatabase;
let world: Site;
let number = 13_800_180_000;
beforeAll(async () => {
  database = await freshDatabase();
  world = await site(database.url);
});
afterAll(async () => {
  await world?.api.close();
  await database?.drop();
});

const post = (path: string, body: object) => world.api.call('POST', path, { body });
async function newCompany(): Promise<string> {
  const { body } = await post('/v1/companies', { name: 'Acme', companyKind: 'enterprise', verified: true });
  await post(`/v1/companies/${body.id}/roles`, { role: 'super-admin', userId: randomUUID() });
  return body.id as string;
}
const newAccount = async (companyId?: string): Promise<string> => {
  number += 1;
  return (await post('/v1/accounts', { phone: `+86${number}`, ...(companyId !== undefined && { companyId }) })).body.id as string;
};
const grant = (companyId: string, role: string, userId: string) => post(`/v1/companies/${companyId}/roles`, { role, userId });
const takeBack = (companyId: string, role: string, userId: string) => post(`/v1/companies/${companyId}/roles/revocation`, { role, userId });
const end = (companyId: string, accountId: string) => post(`/v1/accounts/${accountId}/memberships/${companyId}/end`, { reason: 'removed' });
const given = (belonging: string) => ({ status: 201, body: { belonging } });
const refused = (code: string, status = 409) => ({ status, body: { code } });
/** The roles that the person holds, as the record has them. */
async function heldBy(userId: string): Promise<readonly string[]> {
  const rows = await world.api.kernel.database.query<{ role: string }>(
    `SELECT r.state ->> 'role' AS role FROM rm.process r JOIN iam.principals p ON r.state -> 'holders' ? p.principal_id::text
     WHERE r.type = 'role' AND p.external_id = $1 ORDER BY 1`,
    [`user:${userId}`],
  );
  return rows.map(({ role }) => role);
}

describe('a role that is given', () => {
  it('says whether the person is a member, has an account here, or is from outside; the security log too', async () => {
    const [company, other] = [await newCompany(), await newCompany()];
    const [member, stranger, outside] = [await newAccount(company), await newAccount(other), randomUUID()];
    expect(await grant(company, 'it-admin', member)).toMatchObject(given('member'));
    expect(await grant(company, 'it-admin', stranger)).toMatchObject(given('account'));
    expect(await grant(company, 'it-admin', outside)).toMatchObject(given('outside'));
    expect(await takeBack(company, 'it-admin', outside)).toMatchObject({ status: 200, body: { belonging: 'outside' } });
    const { items } = (await world.api.call('GET', `/v1/security-log?companyId=${company}`)).body as { items: Record<string, string>[] };
    expect(items.map(({ what, belonging }) => [what, belonging])).toEqual([
      ['role-taken-back', undefined],
      ['role-granted', 'outside'],
      ['role-granted', 'account'],
      ['role-granted', 'member'],
      ['role-granted', 'outside'],
    ]);
  });

  it('says the same of reviewers of identities, for the whole platform', async () => {
    const here = await newAccount();
    expect(await post('/v1/identity-reviewers', { userId: here })).toMatchObject(given('account'));
    expect(await post('/v1/identity-reviewers', { userId: randomUUID() })).toMatchObject(given('outside'));
    expect(await post('/v1/identity-reviewers/revocation', { userId: here })).toMatchObject({
      status: 200,
      body: { belonging: 'account' },
    });
  });

  it('is none for a person who has left this company, and none for an account that is leaving', async () => {
    const [company, other] = [await newCompany(), await newCompany()];
    const leaver = await newAccount(company);
    expect(await end(company, leaver)).toMatchObject({ status: 200 });
    for (const role of ['it-admin', 'super-admin', 'group:night-watch'])
      expect(await grant(company, role, leaver)).toMatchObject(refused('person-has-left'));
    expect(await grant(other, 'it-admin', leaver)).toMatchObject(given('account'));
    const frozen = await newAccount(company);
    await world.api.leave(frozen);
    expect(await grant(company, 'it-admin', frozen)).toMatchObject(refused('account-not-active'));
    expect(await post('/v1/identity-reviewers', { userId: frozen })).toMatchObject(refused('account-not-active'));
  });

  it('is held by nobody after the membership has ended, whichever of the two came first', async () => {
    const company = await newCompany();
    for (const role of ['it-admin', 'group:night-watch', 'it-admin', 'group:night-watch']) {
      const person = await newAccount(company);
      const [granted, ended] = await Promise.all([grant(company, role, person), end(company, person)]);
      expect(ended.status).toBe(200);
      if (granted.status !== 201) expect(granted).toMatchObject(refused('person-has-left'));
      await world.settle();
      expect(await heldBy(person)).toEqual([]);
    }
  });
});

describe('the groups of a person', () => {
  it('go with the membership, in this company alone', async () => {
    const [company, other] = [await newCompany(), await newCompany()];
    const person = await newAccount(company);
    for (const role of ['group:night-watch', 'group:on-call']) expect(await grant(company, role, person)).toMatchObject(given('member'));
    await grant(other, 'group:on-call', person);
    expect(await end(company, person)).toMatchObject({ status: 200 });
    await world.settle();
    expect(await heldBy(person)).toEqual(['group:on-call']);
    expect(await takeBack(other, 'group:on-call', person)).toMatchObject({ status: 200 });
    expect(await takeBack(company, 'group:night-watch', person)).toMatchObject(refused('role-not-held'));
  });

  it('stay those of a person who came back before anybody looked', async () => {
    const company = await newCompany();
    const person = await newAccount(company);
    await grant(company, 'group:on-call', person);
    const { engine } = world.api.kernel;
    const roleId = engine.ids.role(company, 'group:on-call');
    const [{ id: principalId }] = (await world.api.kernel.database.query(
      'SELECT principal_id AS id FROM iam.principals WHERE external_id = $1',
      [`user:${person}`],
    )) as [{ id: string }];
    const command = { type: 'TakeRoleBack', companyId: company, role: 'group:on-call', principalId, leaver: person } as const;
    await engine.sendFromEffect(`account:${person}:takeRolesBack:1`, { process: 'role', id: roleId }, command);
    expect(await heldBy(person)).toEqual(['group:on-call']);
  });
});
