import { randomUUID } from 'node:crypto';
import { streamIdOf } from '#engine';
import type { PlatformGrant } from '#domain';
import { freshDatabase, type TestIssuer, withIssuer } from '#testing';
import { HeldRoles } from '../authority/held-roles';
import { pagedByTwo, type CallOptions, type TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import { nameOperator } from './name-operators';

let api: TestApi;
let issuer: TestIssuer;
const [ann, bea] = [randomUUID(), randomUUID()];
let number = 13_800_156_000;

withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own), 'prove'),
);
beforeAll(async () => {
  for (const person of [ann, bea]) await nameOperator(api.kernel, person);
});
afterEach(() => jest.restoreAllMocks());

const as = async (person: string): Promise<CallOptions> => ({ key: await issuer.sign(`user:${person}`, { claims: { azp: 'console' } }) });
const post = (path: string, body: object, options: CallOptions) => api.call('POST', path, { body, ...options });
const refused = (code: string, status = 409) => ({ status, body: { code } });

async function grant(right: PlatformGrant, userId: string): Promise<void> {
  const { body } = await post('/v1/platform-grants', { grant: right, userId }, await as(ann));
  const decided = await post(`/v1/approvals/${body.id}/decisions`, { decision: 'approve' }, await as(bea));
  if (decided.body.state !== 'approved') throw new Error(JSON.stringify(decided.body));
}
const takeBack = async (person: string, right: PlatformGrant, userId: string, options: CallOptions = {}) =>
  post('/v1/platform-grants/revocation', { grant: right, userId }, { ...(await as(person)), ...options });
const holders = async (right: PlatformGrant) =>
  ((await api.call('GET', `/v1/platform-grants?grant=${right}`, await as(ann))).body.items as { userId: string }[]).map(
    ({ userId }) => userId,
  );
const seesTasks = async (person: string) => (await api.call('GET', '/v1/operator-tasks', await as(person))).status;

describe('the rights over the platform', () => {
  it('are listed with their holders, for operators and auditors, in pages', async () => {
    const auditor = randomUUID();
    await grant('auditor', auditor);
    const all = await pagedByTwo<{ grant: string; userId: string }>(api, '/v1/platform-grants').catch(() => []);
    expect(all.map(({ grant: right, userId }) => `${right} ${userId}`).sort()).toEqual(
      [
        `auditor ${auditor}`,
        ...['key-maker', 'operator', 'reviewer-appointer'].flatMap((right) => [`${right} ${ann}`, `${right} ${bea}`]),
      ].sort(),
    );
    expect((await api.call('GET', '/v1/platform-grants', await as(auditor))).status).toBe(200);
    expect(await api.call('GET', '/v1/platform-grants', await as(randomUUID()))).toMatchObject({ status: 403 });
    const service = await api.newKey(['service'], ['people:read']);
    expect(await api.call('GET', '/v1/platform-grants', { key: service })).toMatchObject(refused('forbidden', 403));
  });

  it('are taken back by one operator at once: the person opens no route by it from then on, and may get it again', async () => {
    const auditor = randomUUID();
    await grant('auditor', auditor);
    expect(await seesTasks(auditor)).toBe(200);
    const [options, idempotencyKey] = [await as(ann), randomUUID()];
    const taken = await takeBack(ann, 'auditor', auditor, { ...options, idempotencyKey });
    expect(taken).toMatchObject({ status: 200, body: { grant: 'auditor' } });
    expect(await takeBack(ann, 'auditor', auditor, { idempotencyKey })).toMatchObject({ status: 200, body: taken.body });
    expect(await seesTasks(auditor)).toBe(403);
    expect(await holders('auditor')).not.toContain(auditor);
    expect(await takeBack(ann, 'auditor', auditor)).toMatchObject(refused('role-not-held'));
    expect(await takeBack(ann, 'auditor', randomUUID())).toMatchObject(refused('role-not-held'));
    await grant('auditor', auditor);
    expect(await seesTasks(auditor)).toBe(200);
  });

  it('are taken back by a person with the right of an operator alone, who proves who they are and has signed in now', async () => {
    const auditor = randomUUID();
    await grant('auditor', auditor);
    expect(await takeBack(auditor, 'operator', ann)).toMatchObject(refused('forbidden', 403));
    expect(await post('/v1/platform-grants/revocation', { grant: 'auditor', userId: auditor }, { key: api.operator })).toMatchObject(
      refused('proof-required', 403),
    );
    const long = await issuer.sign(`user:${ann}`, { claims: { azp: 'console', auth_time: Math.floor(Date.now() / 1_000) - 3_600 } });
    expect(await takeBack(ann, 'auditor', auditor, { key: long })).toMatchObject(refused('sign-in-too-old', 401));
    expect(await seesTasks(auditor)).toBe(200);
  });

  it('stay with their last holder, also where the others cannot act: their accounts are frozen or gone', async () => {
    const leaving = (await api.newAccount(`+86${number++}`)).id;
    await grant('key-maker', leaving);
    expect(await takeBack(ann, 'key-maker', bea)).toMatchObject({ status: 200 });
    const leave = { accountId: leaving, checklist: { appsUnbound: true, groupsLeft: true } };
    expect((await post('/v1/deregistrations', leave, await as(leaving))).status).toBe(201);
    expect(await takeBack(bea, 'key-maker', ann)).toMatchObject(refused('last-holder'));
    expect(await takeBack(bea, 'key-maker', leaving)).toMatchObject({ status: 200 });
    expect(await takeBack(bea, 'key-maker', ann)).toMatchObject(refused('last-holder'));
    await grant('key-maker', bea);
    expect(await takeBack(bea, 'key-maker', ann)).toMatchObject({ status: 200 });
    await grant('key-maker', ann);
  });

  it('are not taken from each other by two operators at once: one of them stays', async () => {
    const answers = await Promise.all([takeBack(ann, 'operator', bea), takeBack(bea, 'operator', ann)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const [winner, loser] = answers[0].status === 200 ? [ann, bea] : [bea, ann];
    expect(await takeBack(winner, 'operator', winner)).toMatchObject(refused('last-holder'));
    expect(await seesTasks(loser)).toBe(403);
    // The installation names the second one again.
    expect(await nameOperator(api.kernel, loser)).toBeUndefined();
    expect(await seesTasks(loser)).toBe(200);
  });

  it('are asked again under lock: one that goes after the guard has looked opens nothing', async () => {
    const maker = randomUUID();
    await grant('key-maker', maker);
    const roles = api.app.get(HeldRoles);
    const of = roles.of.bind(roles);
    jest.spyOn(roles, 'of').mockImplementationOnce(async (...asked) => {
      const held = await of(...asked);
      await takeBack(ann, 'key-maker', maker);
      return held;
    });
    const key = { name: 'backend', companies: 'platform', roles: ['service'], scopes: ['accounts:read'] };
    expect(await post('/v1/api-keys', key, await as(maker))).toMatchObject(refused('forbidden', 403));
    expect((await api.call('GET', '/v1/api-keys', await as(ann))).body.items).not.toContainEqual(
      expect.objectContaining({ name: 'backend' }),
    );
  });

  it('are given to nobody who is leaving, or whose account is gone, by the time the second operator agrees', async () => {
    const ask = async () => {
      const { id } = await api.newAccount(`+86${number++}`);
      const { body } = await post('/v1/platform-grants', { grant: 'auditor', userId: id }, await as(ann));
      return { id, approval: body.id as string };
    };
    const decide = async (approval: string) => post(`/v1/approvals/${approval}/decisions`, { decision: 'approve' }, await as(bea));
    const [leaving, gone, staying] = [await ask(), await ask(), await ask()];
    await post('/v1/deregistrations', { accountId: leaving.id, checklist: { appsUnbound: true, groupsLeft: true } }, await as(leaving.id));
    await api.kernel.database.query('DELETE FROM iam.principals WHERE external_id = $1', [`user:${gone.id}`]);
    for (const { approval } of [leaving, gone]) expect(await decide(approval)).toMatchObject(refused('account-not-active'));
    expect(await decide(staying.approval)).toMatchObject({ status: 200, body: { state: 'approved' } });
    const reject = { decision: 'reject', reason: { code: 'gone' } };
    expect((await post(`/v1/approvals/${gone.approval}/decisions`, reject, await as(bea))).status).toBe(200);
  });

  it('leave a line in the security log when they are given and taken back: by whom, whose, which', async () => {
    const auditor = randomUUID();
    await grant('auditor', auditor);
    await takeBack(bea, 'auditor', auditor);
    const { items } = (await api.call('GET', '/v1/security-log?pageSize=5', await as(ann))).body;
    const stream = streamIdOf('role', api.kernel.engine.ids.platformRole('auditor'));
    const lines = items.filter(({ target }: { target: string }) => target === `${stream} auditor`).slice(0, 2);
    expect(lines.map(({ what }: { what: string }) => what)).toEqual(['role-taken-back', 'role-granted']);
    const people = (await api.call('GET', `/v1/people?ids=${lines[0].principalId},${lines[0].about}`, await as(ann))).body.items;
    expect(people.map(({ userId }: { userId: string }) => userId)).toEqual([bea, auditor]);
    expect(lines[1].about).toBe(lines[0].about);
  });
});
