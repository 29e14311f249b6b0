import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { applicant, checked, inviting, post, proven, put, profile, shown, verified, type Inviting } from '../testing/registrations';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

let number = 13_800_155_000;
const nextPhone = () => `+86${number++}`;
const submitted = async (company: Inviting, who = applicant(nextPhone(), number)) => {
  const id = await verified(api, who, company);
  await post(api, id, 'submission');
  return { id, approvalId: await approvalOf(id) };
};
const approvalOf = async (id: string) => (await api.call('GET', `/v1/approvals?state=pending&matterId=${id}`)).body.items[0].id as string;
const dossier = async (approvalId: string, person: string) =>
  (await api.call('GET', `/v1/approvals/${approvalId}/dossier`, { key: service, person })).body;
const reject = (approvalId: string, person: string) =>
  api.call('POST', `/v1/approvals/${approvalId}/decisions`, {
    ...{ key: service, person, body: { decision: 'reject', reason: { code: 'not-known-here' } } },
  });

/** A person whose identity no machine confirms: a reviewer of the platform looks at it. */
async function reviewed(phone: string, n: number): Promise<string> {
  const id = await proven(api, applicant(phone, n));
  await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await put(api, id, 'steps/profile', profile(n));
    await checked(api, id, 'unconfirmed');
  }
  return approvalOf(id);
}

describe('a dossier (P4)', () => {
  it('tells what has become of earlier registrations of the same phone, document or device in this company', async () => {
    const company = await inviting(api);
    const [phone, n] = [nextPhone(), number];
    const first = await submitted(company, applicant(phone, n));
    expect(await dossier(first.approvalId, company.manager)).not.toHaveProperty('earlier');
    await reject(first.approvalId, company.manager);
    const device = await submitted(company, { ...applicant(nextPhone(), number + 500), device: `Canary fingerprint of ${phone}` });
    expect((await dossier(device.approvalId, company.manager)).earlier).toMatchObject([{ registrationId: first.id, shares: ['device'] }]);
    const again = await submitted(company, { ...applicant(phone, n), device: 'Canary fingerprint of another' });
    const { earlier, verification } = await dossier(again.approvalId, company.manager);
    expect(earlier).toMatchObject([
      {
        registrationId: first.id,
        companyId: company.companyId,
        state: 'rejected',
        reason: 'not-known-here',
        shares: ['document', 'phone'],
      },
    ]);
    // The same pseudonym is the same document; in the dossier of another approval it is another one.
    expect(earlier[0].document).toBe(verification.document);
    const other = await dossier(device.approvalId, company.itAdmin);
    expect(other.earlier[0].document).not.toBe(earlier[0].document);
    expect(other.verification.document).not.toBe(other.earlier[0].document);
  });

  it('of another company tells nothing of them, nor of what was never submitted to this one; a reviewer of identities reads all', async () => {
    const [one, two] = [await inviting(api), await inviting(api)];
    const [phone, n] = [nextPhone(), number];
    const first = await submitted(one, applicant(phone, n));
    await post(api, first.id, 'withdrawal', { body: {} });
    const unsent = await verified(api, applicant(phone, n), two);
    await post(api, unsent, 'withdrawal', { body: {} });
    const there = await submitted(two, applicant(phone, n));
    expect(await dossier(there.approvalId, two.manager)).not.toHaveProperty('earlier');
    await post(api, there.id, 'withdrawal', { body: {} });
    const reviewer = randomUUID();
    await api.call('POST', '/v1/identity-reviewers', { body: { userId: reviewer } });
    const { earlier } = await dossier(await reviewed(phone, n), reviewer);
    expect(earlier.map(({ registrationId }: { registrationId: string }) => registrationId)).toEqual([there.id, unsent, first.id]);
    expect(new Set(earlier.map(({ document }: { document: string }) => document)).size).toBe(1);
  });

  it('tells nothing of what is erased, and of an open one not before it is over', async () => {
    const company = await inviting(api);
    const who = applicant(nextPhone(), number);
    const first = await submitted(company, who);
    const beside = await submitted(company, { ...applicant(nextPhone(), number + 500), device: who.device });
    expect(await dossier(beside.approvalId, company.manager)).not.toHaveProperty('earlier');
    await reject(first.approvalId, company.manager);
    expect((await dossier(beside.approvalId, company.manager)).earlier).toMatchObject([{ registrationId: first.id }]);
    const { subjectId } = await shown(api, first.id);
    for (const dataClass of ['contact', 'profile'])
      await api.kernel.commands.transaction((tx) => api.kernel.vault.erase(tx, { subjectId, dataClass, effectId: 'e' }));
    expect(await dossier(beside.approvalId, company.manager)).not.toHaveProperty('earlier');
    expect(
      await api.kernel.database.query('SELECT 1 FROM vault.subject_data WHERE subject_id = $1 AND found_by IS NOT NULL', [subjectId]),
    ).toEqual([]);
  });
});
