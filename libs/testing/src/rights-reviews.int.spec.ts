import { randomUUID } from 'node:crypto';
import { day } from '#domain';
import { freshDatabase, type FreshDatabase } from './database';
import { site, type Site } from './growth/site';
import type { CallOptions } from '../../../apps/api/src/testing/api';

let database: FreshDatabase;
let world: Site;
let number = 13_800_170_000;
beforeAll(async () => {
  database = await freshDatabase();
  world = await site(database.url);
});
afterAll(async () => {
  await world?.api.close();
  await database?.drop();
});

const post = (path: string, body?: unknown, options: CallOptions = {}) => world.api.call('POST', path, { body, ...options });
const get = async (path: string) => (await world.api.call('GET', path)).body;
const created = async (path: string, body?: unknown) => {
  const answer = await post(path, body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};
const newCompany = async () => (await created('/v1/companies', { name: 'Acme', companyKind: 'enterprise', verified: true })).id as string;
const member = async (companyId: string) => (await created('/v1/accounts', { phone: `+86${number++}`, companyId })).id as string;
const grant = (companyId: string, role: string, userId: string) => created(`/v1/companies/${companyId}/roles`, { role, userId });
const open = (companyId: string, options: CallOptions = {}) => post(`/v1/companies/${companyId}/rights-reviews`, undefined, options);
const keyOf = (companies: string[]) =>
  created('/v1/api-keys', { name: 'k', companies, roles: ['service'], scopes: ['companies:read'] }).then(({ keyId, key }) => ({
    keyId,
    key,
  }));

interface Item {
  id: string;
  concerns: { kind: string; accountId?: string; role?: string; principalId?: string; keyId?: string };
}
/** The approvals of a review in a state, one for each right. */
async function rightsIn(reviewId: string, state = 'pending'): Promise<Item[]> {
  const found: Item[] = [];
  for (let token = ''; ;) {
    const page = await get(`/v1/approvals?matterType=rights-review&matterId=${reviewId}&state=${state}&pageSize=50${token}`);
    found.push(...(page.items as Item[]));
    if (page.nextPageToken === undefined) return found;
    token = `&pageToken=${page.nextPageToken as string}`;
  }
}
const decide = (approvalId: string, person: string, decision: 'approve' | 'reject', options: CallOptions = {}) =>
  post(
    `/v1/approvals/${approvalId}/decisions`,
    { decision, ...(decision === 'reject' && { reason: { code: 'not-needed' } }) },
    { key: world.service, person, ...options },
  );
const refused = (status: number, code: string) => ({ status, body: { code } });
const of = (items: readonly Item[], kind: string, is: (of: Item['concerns']) => boolean = () => true) =>
  items.find(({ concerns }) => concerns.kind === kind && is(concerns))!;
const report = async (reviewId: string) => (await get(`/v1/rights-reviews/${reviewId}`)) as { state: string; rights: object };

/** A company of two super admins and a member with a role, and a review of its rights that is ready to be decided. */
async function reviewed() {
  const companyId = await newCompany();
  const [chief, deputy, worker] = [await member(companyId), await member(companyId), await member(companyId)];
  for (const admin of [chief, deputy]) await grant(companyId, 'super-admin', admin);
  await grant(companyId, 'it-admin', worker);
  const [own, shared] = [await keyOf([companyId]), await keyOf([companyId, await newCompany()])];
  const opened = await open(companyId);
  await world.settle();
  const id = opened.body.id as string;
  return { companyId, chief, deputy, worker, own, shared, id, opened, items: await rightsIn(id) };
}

describe('a review of the rights in a company (G13)', () => {
  it('asks about each membership, role and key of the company, and about nothing else', async () => {
    const { id, items, opened, companyId, own, shared, worker } = await reviewed();
    expect(opened).toMatchObject({ status: 201, body: { type: 'rights-review', state: 'listing', companyId, n: 1 } });
    expect(opened.headers['location']).toBe(`/v1/rights-reviews/${id}`);
    expect(items.map(({ concerns }) => concerns.kind).sort()).toEqual([
      ...['api-key', 'api-key', 'membership', 'membership', 'membership', 'role', 'role', 'role'],
    ]);
    expect(items.flatMap(({ concerns: { keyId } }) => keyId ?? []).sort()).toEqual([own.keyId, shared.keyId].sort());
    expect(of(items, 'membership', ({ accountId }) => accountId === worker)).toBeDefined();
    expect(await report(id)).toMatchObject({
      state: 'open',
      rights: { asked: 8, kept: 0, removed: 0, gone: 0, undecided: 8, unasked: 0 },
    });
  });

  it('keeps what is approved; what is rejected ends at once, with all that hangs on it', async () => {
    const { id, items, companyId, chief, deputy, worker, own, shared } = await reviewed();
    const removed = of(items, 'membership', ({ accountId }) => accountId === worker);
    expect(await decide(removed.id, chief, 'reject')).toMatchObject({ status: 200, body: { state: 'rejected' } });
    expect((await get(`/v1/accounts/${worker}`)).memberships).toEqual([]);
    const roles = (await get(`/v1/companies/${companyId}/roles`)).items as { role: string }[];
    expect(roles.map(({ role }) => role)).toEqual(['super-admin', 'super-admin']);
    const itAdmin = of(items, 'role', ({ role }) => role === 'it-admin');
    expect(await decide(itAdmin.id, deputy, 'reject')).toMatchObject({ status: 200, body: { state: 'rejected' } });
    for (const { keyId } of [own, shared])
      expect((await decide(of(items, 'api-key', (key) => key.keyId === keyId).id, chief, 'reject')).status).toBe(200);
    await world.settle();
    expect([(await get(`/v1/api-keys/${own.keyId}`)).state, (await get(`/v1/api-keys/${shared.keyId}`)).state]).toEqual([
      'revoked',
      'active',
    ]);
    expect((await get(`/v1/api-keys/${shared.keyId}`)).companies).not.toContain(companyId);
    expect(await world.api.call('GET', '/v1/companies', { key: own.key })).toMatchObject({ status: 401 });
    const kept = of(items, 'membership', ({ accountId }) => accountId === chief);
    expect((await decide(kept.id, deputy, 'approve')).status).toBe(200);
    expect(await report(id)).toMatchObject({ rights: { kept: 1, removed: 3, gone: 1, undecided: 3 } });
  });

  it('asks nobody about themselves, and removes no last super admin', async () => {
    const { items, companyId, chief, deputy } = await reviewed();
    const own = of(items, 'membership', ({ accountId }) => accountId === chief);
    expect(await decide(own.id, chief, 'approve')).toMatchObject({ status: 404 });
    const admins = items.filter(({ concerns: { role } }) => role === 'super-admin');
    const answers = await Promise.all(admins.map(({ id }) => decide(id, deputy, 'reject').then(({ status }) => status)));
    expect(answers.toSorted()).toEqual([200, 404]);
    const others = await Promise.all(admins.map(({ id }) => decide(id, chief, 'reject').then(({ status }) => status)));
    expect(others.filter((status) => status === 200)).toEqual([]);
    const roles = (await get(`/v1/companies/${companyId}/roles`)).items as { role: string }[];
    expect(roles.filter(({ role }) => role === 'super-admin')).toHaveLength(1);
  });

  it('is not found by the super admin of another company, and is no matter that a caller may ask for', async () => {
    const { items, id } = await reviewed();
    const another = await newCompany();
    const stranger = await member(another);
    await grant(another, 'super-admin', stranger);
    expect(await decide(items[0]!.id, stranger, 'reject')).toMatchObject(refused(404, 'not-found'));
    const asked = { matter: { type: 'rights-review', id }, companyId: another };
    expect(await post('/v1/approvals', asked, { key: world.service })).toMatchObject(refused(422, 'matter-type-unknown'));
  });

  it('reports what nobody has decided by its end, removes none of it, and takes no decision any more', async () => {
    const { id, items, companyId, chief, worker } = await reviewed();
    await decide(of(items, 'membership', ({ accountId }) => accountId === worker).id, chief, 'approve');
    await world.pass(30 * day);
    expect(await report(id)).toMatchObject({ state: 'closed', outcome: 'closed', rights: { asked: 8, kept: 1, removed: 0, undecided: 7 } });
    expect(await rightsIn(id, 'expired')).toHaveLength(7);
    const left = of(items, 'role', ({ role }) => role === 'it-admin');
    expect(await decide(left.id, chief, 'reject')).toMatchObject(refused(409, 'review-closed'));
    expect((await get(`/v1/companies/${companyId}/roles`)).items).toHaveLength(3);
    expect(await open(companyId)).toMatchObject({ status: 201, body: { n: 2 } });
  });

  it('is one at a time in a company, also for two who ask at once; a repeated call gets its answer', async () => {
    const companyId = await newCompany();
    const key = randomUUID();
    const both = await Promise.all([open(companyId, { idempotencyKey: key }), open(companyId)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const won = both.find(({ status }) => status === 201)!;
    expect(await open(companyId)).toMatchObject(refused(409, 'rights-review-open'));
    const again = await open(companyId, { idempotencyKey: key });
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([both[0].status, 'true']);
    await world.settle();
    expect(await report(won.body.id as string)).toMatchObject({ state: 'closed', rights: { asked: 0, undecided: 0 } });
    expect(await open(companyId)).toMatchObject({ status: 201, body: { n: 2 } });
  });

  it('of a company in which nobody else may decide says how many rights nobody was asked about', async () => {
    const companyId = await newCompany();
    const lone = await member(companyId);
    await grant(companyId, 'super-admin', lone);
    const { body } = await open(companyId);
    await world.settle();
    expect(await report(body.id as string)).toMatchObject({ state: 'closed', rights: { asked: 0, unasked: 2 } });
  });

  it('goes on where a member has left, a role was taken back or a key was revoked meanwhile', async () => {
    const { id, items, companyId, chief, worker, own } = await reviewed();
    await post(`/v1/accounts/${worker}/memberships/${companyId}/end`, { reason: 'removed' });
    await post(`/v1/api-keys/${own.keyId}/revocation`);
    const left = [
      of(items, 'membership', ({ accountId }) => accountId === worker),
      of(items, 'role', ({ role }) => role === 'it-admin'),
      of(items, 'api-key', ({ keyId }) => keyId === own.keyId),
    ];
    for (const item of left) expect((await decide(item.id, chief, 'reject')).status).toBe(200);
    await world.settle();
    expect(await report(id)).toMatchObject({ rights: { removed: 1, gone: 2, undecided: 5 } });
    expect(await decide(left[0]!.id, chief, 'reject')).toMatchObject(refused(409, 'approval-closed'));
  });
});

describe('a call for a review', () => {
  it('for an unknown company, or by somebody who does not administer it, is refused', async () => {
    expect(await open(randomUUID())).toMatchObject(refused(404, 'not-found'));
    const companyId = await newCompany();
    expect(await open(companyId, { key: world.service })).toMatchObject(refused(403, 'forbidden'));
    expect(await post(`/v1/companies/${companyId}/rights-reviews`, { days: 1 })).toMatchObject(refused(422, 'invalid-request'));
  });
});

describe('the pages of a review', () => {
  it('go on where a worker has died, and ask about nobody twice: 120 members', async () => {
    const companyId = await newCompany();
    const [chief, deputy] = [await member(companyId), await member(companyId)];
    for (const admin of [chief, deputy]) await grant(companyId, 'super-admin', admin);
    for (let n = 0; n < 118; n += 1) await member(companyId);
    const { engine } = world.api.kernel;
    const { sendFromEffect } = engine;
    let sent = 0;
    engine.sendFromEffect = async (...what) => {
      sent += 1;
      if (sent === 20 || sent === 75) throw new Error('the worker is gone');
      return sendFromEffect.apply(engine, what);
    };
    const { body } = await open(companyId);
    for (let deaths = 0; ; deaths += 1) {
      const isOver = await world.settle().then(
        () => true,
        () => false,
      );
      if (isOver) break;
      expect(deaths).toBeLessThan(2);
      await world.api.kernel.database.query('UPDATE es.effects SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL');
    }
    engine.sendFromEffect = sendFromEffect;
    expect(await report(body.id as string)).toMatchObject({ state: 'open', rights: { asked: 122, undecided: 122, unasked: 0 } });
    const asked = (await rightsIn(body.id as string)).map(({ concerns }) => JSON.stringify(concerns));
    expect([asked.length, new Set(asked).size]).toEqual([122, 122]);
  });
});
