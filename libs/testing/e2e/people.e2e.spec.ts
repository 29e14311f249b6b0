import { randomUUID } from 'node:crypto';
import { provenBy } from '#journey';
import { openDatabase } from '#event-store';
import { install, type Installation } from '#testing';

let site: Installation;
let service: string;
let companyId: string;
const [manager, admin] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  // As `npm start -- --people=prove`: nobody is believed by being named.
  site = await install({ EMBEDDED_PEOPLE: '' });
  await site.start('simulator', 'api');
  const scopes = ['approvals:write', 'approvals:read', 'act-for'];
  service = (await site.call('POST', '/v1/api-keys', { body: { name: 'suite', companies: 'platform', roles: ['service'], scopes } })).body
    .key as string;
  const company = { name: 'Acme', companyKind: 'enterprise', verified: true };
  companyId = (await site.call('POST', '/v1/companies', { body: company })).body.id as string;
  await site.call('POST', `/v1/companies/${companyId}/roles`, { body: { role: 'it-admin', userId: admin } });
});
afterAll(() => site?.close());

const toDecide = async () => {
  const body = { matter: { type: 'document-export', id: randomUUID() }, managers: [`outside:${manager}`], companyId };
  return (await site.call('POST', '/v1/approvals', { key: service, body })).body.id as string;
};
const decide = (id: string, onBehalfOf: string) =>
  site.call('POST', `/v1/approvals/${id}/decisions`, {
    key: service,
    body: { decision: 'approve' },
    headers: { 'on-behalf-of': onBehalfOf },
  });

describe('two people who prove who they are', () => {
  it('approve by tokens of the identity provider; named by a key they do not', async () => {
    const id = await toDecide();
    const prove = provenBy(site.simulatorUrl);
    expect(await decide(id, `user:${manager}`)).toMatchObject({ status: 403, body: { code: 'proof-required' } });
    expect(await decide(id, await prove(manager))).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await decide(id, await prove(admin))).toMatchObject({ status: 200, body: { state: 'approved' } });
    const database = await openDatabase({ url: site.database.url, applicationName: 'people-spec', poolSize: 1 });
    const events = `SELECT meta ->> 'authn' AS authn FROM es.events WHERE type = 'TaskDecided'`;
    expect(await database.query(events)).toEqual([{ authn: 'assertion' }, { authn: 'assertion' }]);
    await database.close();
  });
});
