import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { checkDigitOf, day } from '#domain';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { applicant, approved, checked, entered, inviting, open, personal, post, proven, put, shown } from '../testing/registrations';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
const reviewer = randomUUID();
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => {
  service = await api.newKey(['service'], [...scopes]);
  await api.call('POST', '/v1/identity-reviewers', { body: { userId: reviewer } });
});

let number = 51_230_000;
const hongKong = () => `+852${number++}`;
let mainland = 13_800_148_000;
const here = () => `+86${mainland++}`;

/** A passport of nobody, good until 15 April 2035, with a number of its own. */
let passports = 100_000_000;
function passport(more: object = {}) {
  const numbered = String(passports++);
  const begins = `${numbered}${checkDigitOf(numbered)}UTO7408122F3504152${'<'.repeat(14)}<`;
  const all = begins.slice(0, 10) + begins.slice(13, 20) + begins.slice(21);
  return { kind: 'passport', mrz: [`P<UTOCANARY<<LIU${'<'.repeat(28)}`, begins + checkDigitOf(all)], ...more };
}
const picture = { kind: 'passport', store: 'files', ref: 'documents/7f3a', hash: `sha256:${'0'.repeat(64)}` };
const profileOf = (identity: object, documents: readonly object[] = []) => ({ name: 'Canary Liu', identity, documents });
const give = (id: string, body: object) => put(api, id, 'steps/profile', body);
const confirmed = async (id: string, body: object) => {
  expect(await give(id, body)).toMatchObject({ status: 200 });
  await checked(api, id);
};
const inTwoDays = async () => new Date((await api.kernel.engine.now()) + 2 * day).toISOString().slice(0, 10);

describe('an applicant with a number of Hong Kong (R16)', () => {
  it('shows their document, is looked at by a person, and gets an account by whose clock it is night there (R10)', async () => {
    const company = await inviting(api);
    const id = await proven(api, applicant(hongKong()), company);
    const { version } = await shown(api, id);
    for (const documents of [[], ['document:1'], [{ ...picture, kind: 'visa' }]])
      expect(await give(id, { ...profileOf(passport()), documents })).toMatchObject({
        status: 422,
        body: { code: 'document-missing', unmet: ['passport'] },
      });
    expect(await shown(api, id)).toMatchObject({ state: 'draft', version });
    await confirmed(id, profileOf(passport(), [picture]));
    expect(await shown(api, id)).toMatchObject({ state: 'manual_review' });
    const [task] = (await api.call('GET', `/v1/approvals?assignee=user:${reviewer}`)).body.items as { id: string }[];
    const { body: dossier } = await api.call('GET', `/v1/approvals/${task!.id}/dossier`, { key: service, person: reviewer });
    expect(dossier).toMatchObject({
      verification: { cause: 'foreign-number' },
      papers: { document: { kind: 'passport', mrz: expect.stringContaining('\n') as string }, pictures: [picture] },
    });
    await approved(api, service, task!.id, [reviewer]);
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200, body: { state: 'awaiting_approval' } });
    const { approvalId } = (await shown(api, id)) as { approvalId: string };
    const confirming = await api.call('GET', `/v1/approvals/${approvalId}/dossier`, { key: service, person: company.manager });
    expect(confirming.body).not.toHaveProperty('papers');
    await approved(api, service, approvalId, [company.manager, company.itAdmin]);
    await entered(api, id);
    const { accountId } = (await shown(api, id)) as { accountId: string };
    expect((await api.call('GET', `/v1/accounts/${accountId}`)).body).toMatchObject({ state: 'active', timeZone: 'Asia/Hong_Kong' });
    expect((await api.call('GET', `/v1/accounts/${accountId}/credentials`)).body).toMatchObject({
      items: [{ method: 'passport', validUntil: '2035-04-15T16:00:00.000Z' }],
    });
  });

  it('is left alone by a company that exempts them, of registrations that are opened from then on (X28)', async () => {
    const company = await inviting(api);
    const before = await proven(api, applicant(hongKong()), company);
    const chosen = await api.call('PUT', `/v1/companies/${company.companyId}/verification-profile`, {
      body: { profile: 'standard', foreignNumberReview: 'exempt' },
    });
    expect(chosen).toMatchObject({ status: 200, body: { verification: { foreignNumberReview: 'exempt' } } });
    const after = await proven(api, applicant(hongKong()), company);
    expect(await give(before, profileOf(passport()))).toMatchObject({ status: 422, body: { code: 'document-missing' } });
    await confirmed(after, profileOf(passport()));
    expect(await shown(api, after)).toMatchObject({ state: 'draft' });
  });

  it('begins with a document without a company too, and is none by a corrected number', async () => {
    const alone = await proven(api, applicant(hongKong()));
    await put(api, alone, 'steps/sign-in', { reference: 'idp:1' });
    expect(await give(alone, { name: 'Canary Liu' })).toMatchObject({
      status: 422,
      body: { code: 'document-missing', unmet: ['identity'] },
    });
    const { id } = (await open(api, personal(hongKong()))).body as { id: string };
    const events = async () =>
      api.kernel.database.query<{ data: { number?: object } }>(
        `SELECT data FROM es.events WHERE stream_id = $1 AND type IN ('RegistrationOpened', 'PhoneCorrected') ORDER BY version`,
        [`registration:${id}`],
      );
    await put(api, id, 'phone', { phone: here() });
    expect((await events()).map(({ data }) => data.number)).toEqual([
      { foreign: true, timeZone: 'Asia/Hong_Kong' },
      { foreign: false, timeZone: 'Asia/Shanghai' },
    ]);
  });
});

describe('a visa that ends while a registration goes on (R9)', () => {
  it('cannot be submitted; the applicant gives a newer one', async () => {
    const company = await inviting(api);
    const id = await proven(api, applicant(here()), company);
    await confirmed(id, profileOf(passport({ visaUntil: await inTwoDays() })));
    await api.advance(4 * day);
    expect(await post(api, id, 'submission')).toMatchObject({ status: 422, body: { code: 'document-expired' } });
    await confirmed(id, profileOf(passport({ visaUntil: await inTwoDays() })));
    expect(await post(api, id, 'submission')).toMatchObject({ status: 200 });
  });

  it('before the last confirmation ends it with the reason, and the person may come again with the same number', async () => {
    const company = await inviting(api);
    const who = applicant(here());
    const id = await proven(api, who, company);
    await confirmed(id, profileOf(passport({ visaUntil: '2034-01-01', permitUntil: await inTwoDays() })));
    await post(api, id, 'submission');
    const { approvalId } = (await shown(api, id)) as { approvalId: string };
    await approved(api, service, approvalId, [company.manager]);
    await api.advance(2.9 * day);
    await approved(api, service, approvalId, [company.itAdmin]);
    expect(await shown(api, id)).toMatchObject({ state: 'rejected', reason: 'document-expired' });
    const again = await proven(api, applicant(who.phone), company);
    await confirmed(again, profileOf(passport({ visaUntil: '2034-01-01' })));
    expect(await shown(api, again)).toMatchObject({ state: 'draft' });
  });
});
