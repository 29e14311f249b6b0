import { randomUUID } from 'node:crypto';
import { Assertions } from '#assertions';
import { scopes } from '#contracts';
import { freshDatabase, TestIssuer, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';

let database: FreshDatabase;
let api: TestApi;
let issuer: TestIssuer;
beforeAll(async () => {
  database = await freshDatabase();
  issuer = await TestIssuer.open();
  api = await testApi(database.url, { assertions: new Assertions([issuer.issuer], () => issuer.publish) });
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const alone = async (person: string, path: string, body: object) =>
  api.call('POST', path, { key: await issuer.sign(`user:${person}`, { claims: { azp: 'console' } }), body });

describe('a running approval', () => {
  it('adopts no policy by its requester, who could say with it who decides', async () => {
    const [chief, other] = [randomUUID(), randomUUID()];
    const companyId = await newCompany(api, { companyAdmins: [] });
    for (const userId of [chief, other])
      await api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'super-admin', userId } });
    const policy = { stages: [{ slots: [{ selector: { kind: 'manager' } }] }], expiryHours: 48 };
    const { body: stored } = await api.call('POST', '/v1/approval-policies', {
      body: { companyId, matterType: 'document-export', policy },
    });
    const asked = {
      ...{ matter: { type: 'document-export', id: randomUUID() }, companyId, requestedBy: `user:${chief}` },
      managers: [`outside:${randomUUID()}`],
    };
    const { body: approval } = await api.call('POST', '/v1/approvals', { key: await api.newKey(['service'], scopes), body: asked });
    await api.call('POST', `/v1/approval-policies/${stored.id}/versions`, { body: { policy: { ...policy, expiryHours: 1_000 } } });
    const adoption = { policyId: stored.id, version: 2, reasonCode: 'too-slow' };
    const path = `/v1/approvals/${approval.id}/policy-adoption`;
    expect(await alone(chief, path, adoption)).toMatchObject({ status: 403, body: { code: 'self-approval' } });
    expect(await alone(other, path, adoption)).toMatchObject({ status: 200, body: { state: 'pending' } });
  });
});
