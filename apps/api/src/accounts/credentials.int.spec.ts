import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let numbers = 8300;
withApi(freshDatabase, (opened) => (api = opened));

const identity = { kind: 'id-card', number: '11010519491231002X' };
async function takeIn(more: object = {}): Promise<string> {
  numbers += 1;
  const { body } = await api.call('POST', '/v1/accounts', { body: { phone: `+861380013${numbers}`, ...more } });
  return body.id as string;
}
const credentials = (id: string, options: object = {}) => api.call('GET', `/v1/accounts/${id}/credentials`, options);
const capabilities = async (id: string) => (await api.call('GET', `/v1/accounts/${id}/capabilities`)).body;
const revoke = (id: string, credentialId: string, reason: string, options: object = {}) =>
  api.call('POST', `/v1/accounts/${id}/credentials/${credentialId}/revocation`, { body: { reason }, ...options });
const choose = (companyId: string, body: object, options: object = {}) =>
  api.call('PUT', `/v1/companies/${companyId}/verification-profile`, { body, ...options });
const grant = (companyId: string, role: string, userId: string) =>
  api.call('POST', `/v1/companies/${companyId}/roles`, { body: { role, userId } });

describe('the credentials of an account', () => {
  it('are none where nothing was proven; a document that an operator has seen is attested, and counts until it is revoked (V4)', async () => {
    const without = await takeIn();
    expect((await credentials(without)).body).toEqual({ id: without, level: 0, items: [] });
    const id = await takeIn({ identity });
    const { items } = (await credentials(id)).body as { items: { credentialId: string }[] };
    expect(items).toEqual([expect.objectContaining({ method: 'id-card', state: 'valid', attested: true })]);
    expect((await capabilities(id)).capabilities).toContain('large-groups');

    const { credentialId } = items[0]!;
    expect(await revoke(id, randomUUID(), 'document-invalid')).toMatchObject({ status: 404, body: { code: 'credential-unknown' } });
    expect(await revoke(id, credentialId, 'because')).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect(await revoke(id, credentialId, 'document-invalid')).toMatchObject({ status: 200, body: { accountId: id, credentialId } });
    expect(await revoke(id, credentialId, 'document-invalid')).toMatchObject({ status: 409, body: { code: 'credential-ended' } });
    expect((await credentials(id)).body.items).toEqual([expect.objectContaining({ credentialId, state: 'revoked' })]);
    const { capabilities: left, withheld } = await capabilities(id);
    expect(left).toEqual(['internal-chat', 'voice-calls', 'calendar']);
    const files = withheld.find(({ capability }: { capability: string }) => capability === 'files');
    expect(files.unmet).toEqual([{ condition: 'valid-credential' }, { condition: 'verified-share', atLeast: 50 }]);
  });

  it('leave an account restricted that has none any more: its person may prove something and leave, and nothing else (V4)', async () => {
    const id = await takeIn({ identity: { kind: 'id-card', number: '110101198001010096' } });
    const key = await api.newKey(['service'], [...scopes]);
    const approval = await askForApproval(api, { companyId: await newCompany(api, { itAdmins: [randomUUID()] }), managers: [id] });
    const decides = () =>
      api.call('POST', `/v1/approvals/${approval.body.id}/decisions`, { key, person: id, body: { decision: 'approve' } });
    const { items } = (await credentials(id)).body as { items: { credentialId: string }[] };
    expect(await revoke(id, items[0]!.credentialId, 'asked-for')).toMatchObject({ status: 200 });
    expect((await api.call('GET', `/v1/accounts/${id}`, { key, person: id })).body).toMatchObject({ state: 'restricted' });
    expect(await decides()).toMatchObject({ status: 409, body: { code: 'account-restricted' } });
    // What refuses a case is the case itself, and never the restriction.
    const opened = await api.call('POST', '/v1/verification-cases', { key, person: id, body: { accountId: id, method: 'id-card' } });
    expect(opened.body.code).not.toBe('account-restricted');
    expect((await api.call('GET', `/v1/accounts?state=restricted`)).body.items).toContainEqual(expect.objectContaining({ id }));
  });

  it('are read by whom the account is shown, and revoked by operators alone', async () => {
    const id = await takeIn({ identity: { kind: 'id-card', number: '110101199003077571' } });
    const key = await api.newKey(['service'], ['accounts:read', 'accounts:write', 'act-for']);
    const { items } = (await credentials(id, { key, person: id })).body as { items: { credentialId: string }[] };
    expect(await revoke(id, items[0]?.credentialId ?? randomUUID(), 'asked-for', { key })).toMatchObject({ status: 403 });
    expect(await credentials(randomUUID(), { key })).toMatchObject({ status: 404 });
  });
});

describe('what a company asks its people to prove', () => {
  it('is chosen, shown, and followed by the next role of administration (V1, X18)', async () => {
    const companyId = await newCompany(api);
    const [first, second, third] = [await takeIn({ companyId }), await takeIn({ companyId }), await takeIn({ companyId })];
    expect(await grant(companyId, 'it-admin', first)).toMatchObject({ status: 201 });
    expect((await api.call('GET', `/v1/companies/${companyId}`)).body).not.toHaveProperty('verification');
    expect(await choose(companyId, { profile: 'strict' })).toMatchObject({
      status: 200,
      body: { verification: { profile: 'strict', faceRequired: true, adminLevel: 3 } },
    });
    expect(await choose(companyId, { profile: 'strict' })).toMatchObject({
      status: 409,
      body: { code: 'verification-profile-chosen-already' },
    });
    expect(await choose(companyId, { profile: 'strict', faceReviewDays: 1 })).toMatchObject({
      status: 422,
      body: { code: 'face-review-period-invalid', atLeast: 30 },
    });
    expect(await grant(companyId, 'it-admin', second)).toMatchObject({ status: 409, body: { code: 'level-too-low', atLeast: 3 } });
    expect(await grant(companyId, 'it-admin', randomUUID())).toMatchObject({ status: 409, body: { code: 'level-too-low' } });
    // Who has the role keeps it, the first super admin is vouched for, and a group asks for nothing.
    expect(await grant(companyId, 'super-admin', second)).toMatchObject({ status: 201 });
    expect(await grant(companyId, 'super-admin', third)).toMatchObject({ status: 409, body: { code: 'level-too-low' } });
    expect(await grant(companyId, 'group:night-shift', third)).toMatchObject({ status: 201 });
    const { withheld } = await capabilities(second);
    expect(withheld).toContainEqual({ capability: 'voice-calls', unmet: [{ condition: 'level', atLeast: 2 }] });

    expect(await choose(companyId, { profile: 'standard' })).toMatchObject({ status: 200 });
    expect(await grant(companyId, 'it-admin', third)).toMatchObject({ status: 201 });
  });
});

describe('an account that was idle for 90 days', () => {
  it('asks its person to verify again before they do anything else, whether or not the alarm has rung (V2, X7)', async () => {
    const id = await takeIn({ identity: { kind: 'id-card', number: '110101198101010114' }, activatedAt: '2020-01-01T00:00:00Z' });
    const key = await api.newKey(['service'], [...scopes]);
    const approval = await askForApproval(api, { companyId: await newCompany(api, { itAdmins: [randomUUID()] }), managers: [id] });
    const decides = () =>
      api.call('POST', `/v1/approvals/${approval.body.id}/decisions`, { key, person: id, body: { decision: 'approve' } });
    await api.advance(90 * 86_400_000);
    expect(await decides()).toMatchObject({ status: 409, body: { code: 'reverification-required', unmet: ['idle'] } });
    const { withheld } = await capabilities(id);
    expect(withheld).toContainEqual({ capability: 'files', unmet: [{ condition: 'reverification' }] });
  });
});
