import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import type { CallOptions, TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { newCompany } from '../testing/approvals';

let api: TestApi;
let issuer: TestIssuer;
let number = 13_800_158_000;

withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own)),
);

interface Line {
  what: string;
  target: string;
  principalId?: string;
  via?: string;
  companyId?: string;
  about?: string;
}

const token = async (person: string): Promise<CallOptions> => ({
  key: await issuer.sign(`user:${person}`, { claims: { azp: 'console' } }),
});
const lines = async (options: CallOptions, query = ''): Promise<Line[]> =>
  (await api.call('GET', `/v1/security-log${query}`, options)).body.items as Line[];
const role = (companyId: string, name: string, userId: string, path = '', options: CallOptions = {}) =>
  api.call('POST', `/v1/companies/${companyId}/roles${path}`, { body: { role: name, userId }, ...options });
const member = async (companyId: string) =>
  (await api.call('POST', '/v1/accounts', { body: { phone: `+86${number++}`, companyId } })).body.id as string;

/** A company with a super admin, and a member. */
async function company() {
  const companyId = await newCompany(api);
  const [admin, colleague] = [await member(companyId), await member(companyId)];
  await role(companyId, 'super-admin', admin);
  return { companyId, admin, colleague };
}

describe('the security log', () => {
  it('tells who gave and took back which role, whose, and where', async () => {
    const { companyId, admin, colleague } = await company();
    await role(companyId, 'it-admin', colleague, '', await token(admin));
    await role(companyId, 'it-admin', colleague, '/revocation', await token(admin));
    const [taken, granted, first] = await lines({}, `?companyId=${companyId}`);
    expect([taken!.what, granted!.what, first!.what]).toEqual(['role-taken-back', 'role-granted', 'role-granted']);
    expect(taken).toMatchObject({ target: expect.stringMatching(/^role:[0-9a-f-]{36} it-admin$/) as string, companyId });
    expect(taken!.principalId).toBe(first!.about);
    const { items } = (await api.call('GET', `/v1/people?ids=${taken!.principalId},${taken!.about}`)).body;
    expect(items.map(({ accountId }: { accountId: string }) => accountId)).toEqual([admin, colleague]);
  });

  it('tells whose membership ended, why, and which roles went with it', async () => {
    const { companyId, colleague } = await company();
    await role(companyId, 'it-admin', colleague);
    const end = `/v1/accounts/${colleague}/memberships/${companyId}/end`;
    await api.call('POST', end, { body: { reason: 'removed' } });
    const found = (await lines({}, `?companyId=${companyId}`)).slice(0, 2);
    expect(found.map(({ what }) => what).sort()).toEqual(['membership-ended', 'role-taken-back']);
    const ended = found.find(({ what }) => what === 'membership-ended')!;
    expect(ended.target).toBe(`account:${colleague} removed`);
    expect(new Set(found.map(({ about }) => about)).size).toBe(1);
  });

  it('names the service that acted for a person', async () => {
    const { companyId, colleague } = await company();
    const key = await api.newKey(['service'], [...scopes], { companies: [companyId] });
    await api.call('POST', `/v1/accounts/${colleague}/memberships/${companyId}/end`, { key, person: colleague, body: { reason: 'left' } });
    const [ended] = await lines({}, `?companyId=${companyId}`);
    expect(ended).toMatchObject({ what: 'membership-ended', about: ended!.principalId, via: expect.any(String) as string });
  });

  it('is read by a super admin as far as their company goes, by nobody of another one, and by no other member', async () => {
    const [mine, other] = [await company(), await company()];
    const own = await lines(await token(mine.admin));
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ companyId }) => companyId))).toEqual(new Set([mine.companyId]));
    expect(await lines(await token(mine.admin), `?companyId=${mine.companyId}`)).toEqual(own);
    for (const asked of [`?companyId=${other.companyId}`, `?companyId=${randomUUID()}`])
      expect(await api.call('GET', `/v1/security-log${asked}`, await token(mine.admin))).toMatchObject({ status: 404 });
    for (const person of [mine.colleague, randomUUID()])
      expect((await api.call('GET', '/v1/security-log', await token(person))).status).toBe(403);
    const service = await api.newKey(['service'], [...scopes], { companies: [mine.companyId] });
    expect((await api.call('GET', '/v1/security-log', { key: service })).status).toBe(403);
  });

  it('is read in pages, also of two companies that one person administers', async () => {
    const [one, two] = [await company(), await company()];
    await role(two.companyId, 'super-admin', one.admin);
    const all = await lines(await token(one.admin));
    expect(new Set(all.map(({ companyId }) => companyId))).toEqual(new Set([one.companyId, two.companyId]));
    const paged: Line[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const { body } = await api.call('GET', `/v1/security-log?pageSize=2${next && `&pageToken=${next}`}`, await token(one.admin));
      paged.push(...(body.items as Line[]));
      next = body.nextPageToken as string | undefined;
    }
    expect(paged).toEqual(all);
  });

  it('and the feed names who acted to operators and auditors alone', async () => {
    const { body: end } = await api.call('GET', '/v1/events?after=latest');
    const { companyId, colleague } = await company();
    const service = await api.newKey(['service'], [...scopes]);
    await api.call('POST', `/v1/accounts/${colleague}/memberships/${companyId}/end`, {
      key: service,
      person: colleague,
      body: { reason: 'left' },
    });
    const read = async (key: string) =>
      ((await api.call('GET', `/v1/events?after=${end.cursor}&types=MembershipEnded`, { key })).body.items as Line[])[0]!;
    expect(await read(service)).not.toHaveProperty('actor');
    const [line] = await lines({}, `?companyId=${companyId}`);
    for (const key of [api.operator, await api.newKey(['auditor'], ['events:read'])])
      expect(await read(key)).toMatchObject({ actor: line!.principalId, via: line!.via });
  });
});
