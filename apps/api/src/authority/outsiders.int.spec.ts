import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { assertionsBy, freshDatabase, TestIssuer } from '#testing';
import type { CallOptions, TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { askForApproval, newCompany } from '../testing/approvals';

let api: TestApi;
let platform: TestIssuer;
let company: TestIssuer;
const ofOneCompany: string[] = [];
let number = 13_800_181_000;

withApi(
  freshDatabase,
  (opened) => (api = opened),
  async () => {
    platform = await TestIssuer.open();
    company = await TestIssuer.open({ issuer: 'https://people.company.test', companies: ofOneCompany });
    return { assertions: assertionsBy(platform, company), EMBEDDED_PEOPLE: undefined };
  },
);

const newAccount = async () => (await api.newAccount(`+86${number++}`)).id;

describe('somebody whom a company asks from outside', () => {
  it('is an approver there: its issuer and its key neither see nor end what is theirs, nor what names they have', async () => {
    const dora = await newAccount();
    ofOneCompany.splice(0, 1, await newCompany(api, { itAdmins: [randomUUID()] }));
    await askForApproval(api, { companyId: ofOneCompany[0]!, managers: [dora] });
    const service = await api.newKey(['service'], [...scopes], { companies: [ofOneCompany[0]!] });
    const alone = async () => ({ key: await company.sign(`user:${dora}`, { claims: { azp: 'console' } }) });
    const through = async () => ({ key: service, assertion: await company.sign(`user:${dora}`) });
    const leave = (options: CallOptions) =>
      api.call('POST', '/v1/deregistrations', {
        body: { accountId: dora, checklist: { appsUnbound: true, groupsLeft: true } },
        ...options,
      });
    for (const by of [alone, through]) {
      expect((await api.call('GET', '/v1/approvals?assignee=me', await by())).body.items).toHaveLength(1);
      expect((await api.call('GET', `/v1/accounts/${dora}`, await by())).status).toBe(404);
      expect((await leave(await by())).status).toBe(404);
    }
    expect((await api.call('GET', '/v1/accounts', await through())).body.items).toEqual([]);
    const unbinding = await api.call('POST', `/v1/identities/${randomUUID()}/unbinding`, { body: {}, ...(await through()) });
    expect(unbinding.status).toBe(404);
    const own = { key: await api.newKey(['service'], [...scopes]), assertion: await platform.sign(`user:${dora}`) };
    expect((await leave(own)).status).toBe(201);
  });
});
