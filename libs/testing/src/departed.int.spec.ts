import { scopes } from '#contracts';
import { freshDatabase } from './database';
import type { TestApi } from '../../../apps/api/src/testing/api';
import { newCompany } from '../../../apps/api/src/testing/approvals';
import { withApi } from '../../../apps/api/src/testing/with-api';
import { resolveApprovers } from '../../../apps/worker/src/approvers';

let api: TestApi;
let service: string;
let number = 13_800_157_000;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const settle = async () => {
  const running = new AbortController().signal;
  for (let more = true; more;) ({ more } = await resolveApprovers(api.kernel, running));
};
const member = async (companyId: string): Promise<string> => {
  number += 1;
  return (await api.call('POST', '/v1/accounts', { body: { phone: `+86${number}`, companyId } })).body.id as string;
};
const delegate = async (companyId: string, from: string, to: string): Promise<string> => {
  const until = new Date((await api.kernel.engine.now()) + 10 * 86_400_000).toISOString();
  const body = { delegate: `user:${to}`, companyId, until };
  return (await api.call('POST', '/v1/delegations', { key: service, person: from, body })).body.id as string;
};
const shown = async (id: string) => (await api.call('GET', `/v1/delegations/${id}`)).body;
const leaves = (person: string, companyId: string) =>
  api.call('POST', `/v1/accounts/${person}/memberships/${companyId}/end`, { body: { reason: 'removed' } });

describe('a delegation', () => {
  it('ends when one of its two has left the company, and says who; no other one of theirs does', async () => {
    const [companyId, elsewhere] = [await newCompany(api), await newCompany(api)];
    const [boss, deputy, third] = [await member(companyId), await member(companyId), await member(companyId)];
    const [given, received, others] = [
      await delegate(companyId, boss, deputy),
      await delegate(companyId, deputy, boss),
      await delegate(companyId, deputy, third),
    ];
    const [there, friend] = [await member(elsewhere), await member(elsewhere)];
    const kept = await delegate(elsewhere, there, friend);
    await settle();
    expect([await shown(given), await shown(kept)]).toMatchObject([{ state: 'given' }, { state: 'given' }]);
    expect((await leaves(boss, companyId)).status).toBeLessThan(300);
    await settle();
    expect([await shown(given), await shown(received), await shown(others), await shown(kept)]).toMatchObject([
      { state: 'ended', endedBy: 'delegator-left' },
      { state: 'ended', endedBy: 'delegate-left' },
      { state: 'given' },
      { state: 'given' },
    ]);
  });

  it('holds while one of them is frozen, who may come back', async () => {
    const companyId = await newCompany(api);
    const [boss, deputy] = [await member(companyId), await member(companyId)];
    const given = await delegate(companyId, boss, deputy);
    await api.leave(boss);
    await settle();
    expect(await shown(given)).toMatchObject({ state: 'given' });
  });
});
