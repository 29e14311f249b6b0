import { randomUUID } from 'node:crypto';
import { accountPolicies, day, hour } from '#domain';
import { freshDatabase, sentBy } from '#testing';
import type { TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let numbers = 8400;
withApi(freshDatabase, (opened) => (api = opened));

async function takeIn(more: object = {}): Promise<string> {
  numbers += 1;
  const { body } = await api.call('POST', '/v1/accounts', { body: { phone: `+861380014${numbers}`, ...more } });
  return body.id as string;
}
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const capabilities = (id: string, query = '', options: object = {}) => api.call('GET', `/v1/accounts/${id}/capabilities${query}`, options);
const check = (body: object, options: object = {}) => api.call('POST', '/v1/capability-checks', { body, idempotencyKey: null, ...options });
const choose = (companyId: string, body: object, options: object = {}) =>
  api.call('PUT', `/v1/companies/${companyId}/member-rules`, { body, ...options });
const use = (id: string, body: object, options: object = {}) => api.call('POST', `/v1/accounts/${id}/uses`, { body, ...options });
const withheldOf = async (id: string, capability: string, query = '') =>
  (await capabilities(id, query)).body.withheld.find((each: { capability: string }) => each.capability === capability);

describe('what an account may do', () => {
  it('is one answer for a moment of the feed, with the instant until which it is good (G1)', async () => {
    const id = await takeIn();
    const { body, headers } = await capabilities(id);
    const until = (await api.call('GET', `/v1/accounts/${id}/deadlines`)).body.items[0].dueAt as string;
    expect(body).toMatchObject({ id, tier: 0, validUntil: until, position: expect.any(Number) as number });
    expect(await withheldOf(id, 'location-sharing')).toEqual({
      capability: 'location-sharing',
      unmet: [{ condition: 'tier', atLeast: 1, availableAt: until }],
      availableAt: until,
    });
    await takeIn();
    expect((await capabilities(id)).headers).toMatchObject({ etag: headers['etag'] });
    expect((await capabilities(id)).body.position).toBeGreaterThanOrEqual(body.position as number);
  });

  it('is asked in a context: by itself, in one company, or everywhere; another company is not found (G12)', async () => {
    const [mine, other] = [await newCompany(api), await newCompany(api)];
    const id = await takeIn({ companyId: mine, activatedAt: ago(40 * day) });
    expect(await choose(mine, { off: ['moments', 'payment'], contactAddsPerDay: 3, contactsMax: 9 })).toMatchObject({
      status: 200,
      body: { memberRules: { off: ['moments', 'payment'], contactAddsPerDay: 3, contactsMax: 9, version: 1 } },
    });
    expect(await withheldOf(id, 'moments')).toMatchObject({ unmet: [{ condition: 'company-rules' }] });
    expect((await capabilities(id, `?context=${mine}`)).body).toMatchObject({ limits: { contactAddsPerDay: 3, contacts: 9 } });
    const alone = (await capabilities(id, '?context=personal')).body;
    expect([alone.capabilities.includes('moments'), alone.capabilities.includes('company-apps')]).toEqual([true, false]);
    expect(await capabilities(id, `?context=${other}`)).toMatchObject({ status: 404, body: { code: 'not-a-member' } });
    expect(await capabilities(id, `?context=${randomUUID()}`)).toMatchObject({ status: 404, body: { code: 'not-a-member' } });
    expect(await capabilities(id, '?context=work')).toMatchObject({ status: 422, body: { code: 'invalid-request' } });

    // R22: what the company took is back once the person has left.
    expect(await api.call('POST', `/v1/accounts/${id}/memberships/${mine}/end`, { body: { reason: 'left' } })).toMatchObject({
      status: 200,
    });
    expect((await capabilities(id)).body.capabilities).toContain('moments');
  });

  it('is bounded by a company as it says, in words that are known; by its super admins and operators alone (R22)', async () => {
    const companyId = await newCompany(api);
    expect(await choose(companyId, { off: ['moments', 'internal-chat'] })).toMatchObject({
      status: 422,
      body: { code: 'capability-unknown', unmet: ['internal-chat'] },
    });
    expect(await choose(companyId, { off: ['moments'] })).toMatchObject({ status: 200 });
    expect(await choose(companyId, { off: ['moments', 'moments'] })).toMatchObject({
      status: 409,
      body: { code: 'member-rules-chosen-already' },
    });
    expect(await choose(companyId, { off: [], contactsMax: -1 })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    const key = await api.newKey(['service'], ['companies:read', 'accounts:read']);
    expect(await choose(companyId, { off: [] }, { key })).toMatchObject({ status: 403 });
    expect(await choose(randomUUID(), { off: [] })).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('follows the instant of a tier, whether or not an alarm has rung (G1)', async () => {
    const id = await takeIn();
    const { activatedAt } = (await api.call('GET', `/v1/accounts/${id}`)).body;
    const at = Date.parse(activatedAt as string) + accountPolicies[5]!.tierOneDay * day;
    const stand = async (instant: number) => {
      const [row] = await api.kernel.database.query<{ now: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now');
      await api.kernel.database.query('UPDATE dev.clock SET offset_ms = $1', [Math.round(instant - row!.now)]);
    };
    const has = async () => (await capabilities(id)).body.capabilities.includes('location-sharing');
    await stand(at - 5 * 60_000);
    expect([await has(), (await api.call('GET', `/v1/accounts/${id}`)).body.tier]).toEqual([false, 0]);
    await stand(at + 1);
    expect([await has(), (await api.call('GET', `/v1/accounts/${id}`)).body.tier]).toEqual([true, 1]);
    await api.kernel.database.query('UPDATE dev.clock SET offset_ms = 0');
  });
});

describe('many accounts at once', () => {
  it('are read by one statement, in the order of the call, and each is its own item', async () => {
    const companyId = await newCompany(api);
    const [one, two] = [await takeIn({ companyId, activatedAt: ago(40 * day) }), await takeIn()];
    const nobody = randomUUID();
    await check({ accountIds: [one] });
    let answer!: Awaited<ReturnType<typeof check>>;
    const { statements } = await sentBy(async () => {
      answer = await check({ accountIds: [two, nobody, one, two], context: companyId, capability: 'company-apps' });
    });
    expect(answer.body.items).toEqual([
      { id: two, found: false, code: 'not-a-member' },
      { id: nobody, found: false, code: 'not-found' },
      expect.objectContaining({ id: one, found: true, allowed: true }),
      { id: two, found: false, code: 'not-a-member' },
    ]);
    expect(statements.filter((sql) => /rm\.process/.test(sql))).toHaveLength(1);
    const whole = (await check({ accountIds: [one, two] })).body.items;
    const { position: _one, ...alone } = (await capabilities(one)).body;
    expect(whole[0]).toEqual({ ...alone, found: true });
    expect((await check({ accountIds: [two], capability: 'company-apps' })).body.items).toEqual([
      expect.objectContaining({ allowed: false, unmet: expect.arrayContaining([{ condition: 'membership' }]) as unknown }),
    ]);
  });

  it('are at most so many, at least one, and those that the caller sees', async () => {
    const many = Array.from({ length: 101 }, () => randomUUID());
    expect(await check({ accountIds: many })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    expect((await check({ accountIds: many.slice(1) })).body.items).toHaveLength(100);
    expect(await check({ accountIds: [] })).toMatchObject({ status: 422 });
    expect(await check({ accountIds: ['me'] })).toMatchObject({ status: 422 });
    const companyId = await newCompany(api);
    const id = await takeIn({ companyId });
    const key = await api.newKey(['service'], ['accounts:read'], { companies: [await newCompany(api)] });
    expect((await check({ accountIds: [id] }, { key })).body.items).toEqual([{ id, found: false, code: 'not-found' }]);
    expect(await check({ accountIds: [id] }, { key: await api.newKey(['service'], ['events:read']) })).toMatchObject({ status: 403 });
  });
});

describe('what a day has only so much of', () => {
  /** Of version 1: by time alone, so that nothing has to be observed first. */
  const older = async (id: string, version = 1) => {
    await api.kernel.database.query('UPDATE rm.process SET policy_version = $2 WHERE id = $1', [id, version]);
    await api.kernel.database.query('UPDATE es.streams SET policy_version = $2 WHERE stream_id = $1', [`account:${id}`, version]);
  };

  it('is refused with all that is lacking, before anything is counted (G3)', async () => {
    const id = await takeIn();
    const { status, body } = await use(id, { capability: 'external-contacts' });
    expect([status, body.code, body.unmet]).toEqual([
      403,
      'capability-not-granted',
      ['tier', 'active-days', 'verified-sign-ins', 'stable-fingerprint'],
    ]);
    expect(body.conditions[0]).toMatchObject({ condition: 'tier', atLeast: 1, availableAt: expect.any(String) as string });
    expect(body).not.toHaveProperty('availableAt');
    const later = (await use(id, { capability: 'location-sharing' })).body;
    expect(later.availableAt).toBe(later.conditions[0].availableAt);
    expect(await use(id, { capability: 'flying' })).toMatchObject({ status: 403, body: { unmet: [] } });
    expect(await use(randomUUID(), { capability: 'files' })).toMatchObject({ status: 404 });
    expect(await use(id, { capability: 'files', amount: 0 })).toMatchObject({ status: 422 });
  });

  it('is counted up to the limit of the day, once for each key, and again from the midnight of the person on (G2)', async () => {
    const id = await takeIn({ activatedAt: ago(10 * day) });
    await older(id);
    const first = await use(id, { capability: 'external-contacts', amount: 49 }, { idempotencyKey: 'the-first' });
    expect(first).toMatchObject({ status: 200, body: { used: 49, limit: 50 } });
    expect((await use(id, { capability: 'external-contacts', amount: 49 }, { idempotencyKey: 'the-first' })).body).toEqual(first.body);
    // The last one, asked for ten times at once, is given once.
    const last = await Promise.all(Array.from({ length: 10 }, () => use(id, { capability: 'external-contacts' })));
    expect(last.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(429)]);
    const refused = last.find(({ status }) => status === 429)!;
    expect(refused.body).toMatchObject({ code: 'daily-add-limit', limit: 50, availableAt: first.body.dayEndsAt as string });
    const never = await use(id, { capability: 'external-contacts', amount: 51 });
    expect([never.body.code, never.body.availableAt]).toEqual(['daily-add-limit', undefined]);

    const midnight = Date.parse(first.body.dayEndsAt as string);
    expect((midnight + 8 * hour) % day).toBe(0);
    await api.advance(midnight - Date.now() + 1_000);
    expect(await use(id, { capability: 'external-contacts' })).toMatchObject({ status: 200, body: { used: 1 } });
    await api.kernel.database.query('UPDATE dev.clock SET offset_ms = 0');
  });

  it('is asked in a context, and counted for nobody who leaves; a company bounds accounts of version 5 alone (G12, R22)', async () => {
    const companyId = await newCompany(api);
    const id = await takeIn({ companyId, activatedAt: ago(10 * day) });
    await choose(companyId, { off: [], contactAddsPerDay: 2 });
    await older(id);
    expect(await use(id, { capability: 'external-contacts', amount: 3, context: companyId })).toMatchObject({ status: 200 });
    expect(await use(id, { capability: 'internal-chat', context: randomUUID() })).toMatchObject({
      status: 404,
      body: { code: 'not-a-member' },
    });
    await api.leave(id);
    expect(await use(id, { capability: 'external-contacts' })).toMatchObject({ body: { code: 'account-frozen' } });
  });
});
