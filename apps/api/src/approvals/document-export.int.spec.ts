import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
let number = 13_800_180_000;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const admin = randomUUID();
const member = async (companyId?: string): Promise<string> => {
  const { body } = await api.call('POST', '/v1/accounts', { body: { phone: `+86${number++}`, ...(companyId && { companyId }) } });
  return body.id as string;
};
const ask = (person: string | undefined, fields: object = {}) =>
  api.call('POST', '/v1/approvals', {
    key: service,
    ...(person !== undefined && { person }),
    body: { matter: { type: 'document-export', id: randomUUID() }, managers: [`outside:${randomUUID()}`], ...fields },
  });
const refused = (status: number, code: string) => ({ status, body: { code } });
const approvals = async () =>
  Number((await api.kernel.database.query<{ n: string }>("SELECT count(*) n FROM es.streams WHERE type = 'approval'"))[0]!.n);

describe('the export of a document (P6)', () => {
  it('is about the company of the requester, who need not name it', async () => {
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const person = await member(companyId);
    expect(await ask(person)).toMatchObject({ status: 201, body: { companyId, policyId: 'two-confirmations', state: 'pending' } });
    expect(await ask(person, { companyId })).toMatchObject({ status: 201, body: { companyId } });
  });

  it('by somebody without a membership says so: 422 where they name no company, 404 where they name one', async () => {
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const person = await member();
    expect(await ask(person)).toMatchObject(refused(422, 'company-missing'));
    expect(await ask(person, { companyId })).toMatchObject(refused(404, 'not-found'));
    expect(await ask(undefined)).toMatchObject(refused(422, 'company-missing'));
    const left = await member(companyId);
    await api.call('POST', `/v1/accounts/${left}/memberships/${companyId}/end`, { body: { reason: 'removed' } });
    expect(await ask(left)).toMatchObject(refused(422, 'company-missing'));
  });

  it('of another company is not found, by a key of one company neither', async () => {
    const [ours, theirs] = [await newCompany(api, { itAdmins: [admin] }), await newCompany(api, { itAdmins: [admin] })];
    const person = await member(theirs);
    expect(await ask(person, { companyId: ours })).toMatchObject(refused(404, 'not-found'));
    const key = await api.newKey(['service'], [...scopes], { companies: [ours] });
    const body = { matter: { type: 'document-export', id: randomUUID() }, companyId: theirs };
    expect(await api.call('POST', '/v1/approvals', { key, body })).toMatchObject(refused(404, 'not-found'));
  });

  it('of a plain document goes directly; of a secret one it is forbidden, and nothing of it is kept', async () => {
    const companyId = await newCompany(api);
    const person = await member(companyId);
    expect(await ask(person, { classification: 'plain', managers: undefined })).toMatchObject({
      status: 201,
      body: { state: 'approved', classification: 'plain' },
    });
    const before = await approvals();
    expect(await ask(person, { classification: 'secret' })).toMatchObject(refused(403, 'export-forbidden'));
    expect(await ask(person, { classification: 'top-secret' })).toMatchObject(refused(422, 'invalid-request'));
    expect(await approvals()).toBe(before);
  });

  it('of a core document asks by its layers, and by no other policy', async () => {
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const person = await member(companyId);
    expect(await ask(person, { classification: 'core' })).toMatchObject({ status: 201, body: { policyId: 'export-in-layers' } });
    expect(await ask(person, { classification: 'core', policyId: 'export-in-layers' })).toMatchObject({ status: 201 });
    expect(await ask(person, { classification: 'core', policyId: 'two-confirmations' })).toMatchObject(refused(422, 'policy-unknown'));
    expect(await ask(person, { policyId: 'export-in-layers' })).toMatchObject(refused(422, 'policy-unknown'));
  });

  it('without managers in the membership or in the call says whom it lacks', async () => {
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const answer = await ask(await member(companyId), { managers: undefined });
    expect(answer).toMatchObject({ ...refused(409, 'approvers-missing'), body: { unmet: ['manager'] } });
  });

  it('is the only matter that callers may ask for', async () => {
    const companyId = await newCompany(api, { itAdmins: [admin] });
    const person = await member(companyId);
    for (const type of ['rights-review', 'contact-quota', 'purge-waiver', 'breaker-release', 'lunch'])
      expect(await ask(person, { matter: { type, id: randomUUID() } })).toMatchObject(refused(422, 'matter-type-unknown'));
  });
});
