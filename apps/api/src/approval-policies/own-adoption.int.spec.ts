import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { newCompany } from '../testing/approvals';

let api: TestApi;
let issuer: TestIssuer;
withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own)),
);

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
