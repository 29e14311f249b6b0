import { randomUUID } from 'node:crypto';
import { adoptAccountPolicy, scopes, simulateAccounts } from '#contracts';
import { day, forecastPolicy } from '#domain';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
withApi(freshDatabase, (opened) => void (api = opened));

interface Life {
  happens: { command: string; at: string }[];
  state: string;
  capabilities: string[];
  owes: string[];
}
const simulate = (body: object, as: object = {}) => api.call('POST', '/v1/simulations', { body, idempotencyKey: null, ...as });
const commands = ({ happens }: Life) => happens.map(({ command }) => command);

/** How many rows each table has. */
async function rowCounts(): Promise<unknown> {
  const { database } = api.kernel;
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_user_tables WHERE schemaname IN ('es', 'rm', 'vault') ORDER BY 1`,
  );
  return Promise.all(tables.map(async ({ name }) => [name, (await database.query(`SELECT count(*) FROM ${name}`))[0]]));
}

describe('a simulation of accounts', () => {
  it('lives them on by their own policy and by another one, tells what differs, and writes nothing', async () => {
    const { id } = await api.newAccount('+8613800138101');
    const before = await rowCounts();
    const { status, body } = await simulate({ accounts: [id], spanDays: 40, policy: { tierOneDay: 7 } });
    expect(status).toBe(200);
    const [item] = body.items;
    expect(commands(item.today).slice(0, 2)).toEqual(['RaiseTier', 'RaiseTier']);
    const at = (life: Life) => (Date.parse(life.happens[0]!.at) - Date.parse(body.from)) / day;
    expect([Math.ceil(at(item.today)), Math.ceil(at(item.tried))]).toEqual([8, 7]);
    expect(item.difference).toMatchObject({ onlyToday: [{ command: 'RaiseTier' }], onlyTried: [{ command: 'RaiseTier' }] });
    expect(await rowCounts()).toEqual(before);
  });

  it('tells of a deregistration, and where its end rests on others', async () => {
    const { id } = await api.newAccount('+8613800138102');
    await api.leave(id);
    const [item] = (await simulate({ accounts: [id], spanDays: 20 })).body.items;
    expect(commands(item.today)).toEqual(expect.arrayContaining(['RemindOfCoolingOff', 'EndCoolingOff']));
    expect(item.today.owes.join()).toContain('deregistration:');
  });

  it('of a company takes all its members whom the caller sees, while they live on', async () => {
    const companyId = await newCompany(api);
    const phones = ['+8613800138103', '+8613800138104'];
    for (const phone of phones) await api.call('POST', '/v1/accounts', { body: { phone, companyId } });
    const [simulated] = await Promise.all([
      simulate({ companyId, spanDays: 400, observations: 'daily' }),
      api.newAccount('+8613800138105'),
    ]);
    expect([simulated.status, simulated.body.items.length]).toEqual([200, 2]);
    expect((await simulate({ companyId: randomUUID(), spanDays: 1 })).body.items).toEqual([]);
  });

  it.each([
    ['neither accounts nor a company', {}, 422, 'accounts-or-company'],
    ['an account that is not there', { accounts: [randomUUID()] }, 404, 'not-found'],
    ['a version that is not there', { policyVersion: 99 }, 422, 'account-policy-unknown'],
    ['a field that the policy does not have', { policy: { surprise: 1 } }, 422, 'account-policy-invalid'],
    ['more days than it may look ahead', { spanDays: 401 }, 422, 'invalid-request'],
    ['more accounts than it may take', { accounts: Array.from({ length: 501 }, () => randomUUID()) }, 422, 'invalid-request'],
  ])('refuses %s', async (name, changes, status, code) => {
    const { id } = await api.newAccount(`+86139${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`);
    const body = { spanDays: 1, ...(name.startsWith('neither') ? {} : { accounts: [id] }), ...changes };
    expect(await simulate(body)).toMatchObject({ status, body: { code } });
  });

  it('takes as many accounts and days as the policy says', () => {
    const { accountsMax, spanDaysMax } = forecastPolicy;
    const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
    const fits = (accounts: string[], spanDays: number) => simulateAccounts.safeParse({ accounts, spanDays }).success;
    expect([fits(ids(accountsMax), spanDaysMax), fits(ids(accountsMax + 1), 1), fits(ids(1), spanDaysMax + 1)]).toEqual([
      true,
      false,
      false,
    ]);
    const adopts = (accounts: string[]) => adoptAccountPolicy.safeParse({ accounts, version: 1, reason: 'moved' }).success;
    expect([adopts(ids(accountsMax)), adopts(ids(accountsMax + 1))]).toEqual([true, false]);
  });

  it('shows a person their own account, and nobody else’s', async () => {
    const [own, other] = [await api.newAccount('+8613800138106'), await api.newAccount('+8613800138107')];
    const key = await api.newKey(['service'], scopes);
    expect((await simulate({ accounts: [own.id], spanDays: 9 }, { key, person: own.id })).status).toBe(200);
    expect(await simulate({ accounts: [other.id], spanDays: 9 }, { key, person: own.id })).toMatchObject({ status: 404 });
  });

  it('lists the versions of the policy as data', async () => {
    const { body } = await api.call('GET', '/v1/account-policies');
    expect(body.items[0]).toMatchObject({ version: 1, policy: { tierOneDay: 8, tierTwoDay: 31 } });
    expect(body.newest).toBe(body.items.length);
  });

  it('is followed by the adoption: accounts live by another version, each answered by itself, and repeated as one', async () => {
    const { id } = await api.newAccount('+8613800138108');
    const body = { accounts: [id, randomUUID()], version: 1, reason: 'moved-back' };
    const idempotencyKey = randomUUID();
    const adopted = await api.call('POST', '/v1/account-policies/adoptions', { body, idempotencyKey });
    expect(adopted).toMatchObject({ status: 200, body: { adopted: 1, items: [{ accountId: id, status: 200 }, { status: 404 }] } });
    expect((await api.call('GET', `/v1/accounts/${id}`)).body).toMatchObject({
      policyVersion: 1,
      capabilities: ['internal-chat', 'files'],
    });
    expect((await api.call('POST', '/v1/account-policies/adoptions', { body, idempotencyKey })).body).toEqual(adopted.body);
    const again = await api.call('POST', '/v1/account-policies/adoptions', { body });
    expect(again.body.items[0]).toMatchObject({ status: 409, code: 'account-policy-adopted' });
    const back = await api.call('POST', '/v1/account-policies/adoptions', { body: { ...body, version: 5 } });
    expect(back.body.items[0]).toMatchObject({ status: 200 });
    expect(await api.call('POST', '/v1/account-policies/adoptions', { body: { ...body, version: 99 } })).toMatchObject({
      status: 422,
      body: { code: 'account-policy-unknown' },
    });
  });

  it('has a counterpart in the past: an account as it was, by the policy and the events of then', async () => {
    const { id } = await api.newAccount('+8613800138109');
    const { openedAt } = (await api.call('GET', `/v1/accounts/${id}`)).body;
    await api.advance(day);
    await api.call('POST', '/v1/account-policies/adoptions', { body: { accounts: [id], version: 1, reason: 'moved' } });
    const at = (instant: string) => api.call('GET', `/v1/accounts/${id}?asOf=${instant}`);
    expect((await at(openedAt as string)).body).toMatchObject({ policyVersion: 5, version: 1, state: 'active', allowed: [] });
    expect((await api.call('GET', `/v1/accounts/${id}`)).body).toMatchObject({ policyVersion: 1, version: 2 });
    const { items } = (await api.call('GET', `/v1/accounts/${id}/timeline?asOf=${String(openedAt)}`)).body;
    expect(items.map(({ type }: { type: string }) => type)).toEqual(['AccountTakenIn']);
    expect(await at('2999-01-01T00:00:00Z')).toMatchObject({ status: 422, body: { code: 'as-of-in-future' } });
    expect(await at('1999-01-01T00:00:00Z')).toMatchObject({ status: 422, body: { code: 'as-of-before-opening' } });
  });
});
