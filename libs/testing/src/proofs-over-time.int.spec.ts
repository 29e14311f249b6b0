import { randomUUID } from 'node:crypto';
import { day } from '#domain';
import { idNumber } from '#journey';
import { freshDatabase, type FreshDatabase } from './database';
import { site, type Site } from './growth/site';

let database: FreshDatabase;
let world: Site;
const reviewer = randomUUID();
beforeAll(async () => {
  database = await freshDatabase();
  world = await site(database.url);
  await made('/v1/identity-reviewers', { userId: reviewer });
});
afterAll(async () => {
  await world?.api.close();
  await database?.drop();
});

const made = async (path: string, body: object): Promise<Record<string, unknown>> => {
  const { status, body: answer } = await world.api.call('POST', path, { body });
  if (status >= 300) throw new Error(JSON.stringify(answer));
  return answer;
};
const cases = '/v1/verification-cases';
const open = async (accountId: string, method: string) => (await made(cases, { accountId, method })).id as string;
const shown = async (id: string) => (await world.api.call('GET', `${cases}/${id}`)).body;

async function passes(accountId: string, method: string, attempt: object): Promise<void> {
  const id = await open(accountId, method);
  await made(`${cases}/${id}/attempts`, attempt);
  await world.settle();
  expect(await shown(id)).toMatchObject({ state: 'passed' });
}

async function showsWorkPass(accountId: string): Promise<void> {
  const id = await open(accountId, 'work-pass');
  const items = [{ kind: 'work-pass', store: 'files', ref: 'evidence/7f3a', hash: `sha256:${'0f'.repeat(32)}` }];
  await made(`${cases}/${id}/evidence`, { items });
  const sql = `SELECT state->>'approvalId' AS review FROM es.streams WHERE stream_id = $1`;
  const [row] = await world.api.kernel.database.query<{ review: string }>(sql, [`verification:${id}`]);
  const decided = await world.api.call('POST', `/v1/approvals/${row!.review}/decisions`, {
    ...{ body: { decision: 'approve' }, key: world.service, person: reviewer },
  });
  expect(decided.status).toBe(200);
  await world.settle();
}

const uses = async (accountId: string) => {
  const at = new Date(await world.api.kernel.engine.now()).toISOString();
  await made(`/v1/accounts/${accountId}/signals`, { signals: [{ id: randomUUID(), type: 'activity', at }] });
};
const stands = async (accountId: string) => {
  const { level, items } = (await world.api.call('GET', `/v1/accounts/${accountId}/credentials`)).body;
  return { level, ...Object.fromEntries((items as { method: string; state: string }[]).map(({ method, state }) => [method, state])) };
};
const textsTo = (phone: string) => world.api.sent.filter(({ to }) => to === phone).map(({ text }) => text);
const eventsOf = async (accountId: string) => {
  const sql = `SELECT type FROM es.events WHERE stream_id = $1 AND type LIKE ANY (ARRAY['Credential%', 'Level%']) ORDER BY version`;
  return (await world.api.kernel.database.query<{ type: string }>(sql, [`account:${accountId}`])).map(({ type }) => type);
};

describe('what a person has proven, over a year (V1, V2, V4, X7)', () => {
  const phone = '+8613800290001';

  it('is announced and told, lapses, and drops after 90 days without use; a proof brings it back', async () => {
    const accountId = (await made('/v1/accounts', { phone })).id as string;
    const card = { card: '6222021234567890128', name: 'Zhang Wei', identity: { kind: 'id-card', number: idNumber(1) } };
    await passes(accountId, 'bank-card', card);
    await passes(accountId, 'face', { result: 'faces:1b2c3d4e5f6a' });
    expect(await stands(accountId)).toEqual({ level: 2, 'bank-card': 'valid' });

    await world.pass(90 * day);
    expect(await stands(accountId)).toEqual({ level: 0, 'bank-card': 'valid' });
    await passes(accountId, 'face', { result: 'faces:1b2c3d4e5f6a2' });
    expect(await stands(accountId)).toMatchObject({ level: 2 });

    for (let days = 90; days < 330; days += 60) {
      await uses(accountId);
      await world.pass(60 * day);
    }
    await uses(accountId);
    expect(await stands(accountId)).toEqual({ level: 2, 'bank-card': 'valid' });
    expect(textsTo(phone)).toEqual([]);
    await world.pass(33 * day);
    expect(await stands(accountId)).toEqual({ level: 2, 'bank-card': 'expiring' });
    expect(textsTo(phone)).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('Your proof by bank card counts until') as string),
    );
    await world.pass(3 * day);
    expect(await stands(accountId)).toEqual({ level: 2, 'bank-card': 'lapsed' });
    expect(textsTo(phone)).toHaveLength(3);
    expect(await eventsOf(accountId)).toEqual([
      ...['CredentialGranted', 'LevelRaised', 'LevelDropped', 'LevelRaised'],
      ...['CredentialExpiring', 'CredentialExpiring', 'CredentialExpiring', 'CredentialLapsed'],
    ]);
  });

  it('falls to level 1 with a work pass where no face was shown, and tells its person how people decided (R18)', async () => {
    const own = '+8613800290002';
    const accountId = (await made('/v1/accounts', { phone: own })).id as string;
    await showsWorkPass(accountId);
    expect(await stands(accountId)).toEqual({ level: 3, 'work-pass': 'valid' });
    expect(textsTo(own)).toEqual(['A person has looked at the proof of who you are: it was accepted.']);
    const { items } = (await world.api.call('GET', `/v1/accounts/${accountId}/credentials`)).body as { items: { credentialId: string }[] };
    await made(`/v1/accounts/${accountId}/credentials/${items[0]!.credentialId}/revocation`, { reason: 'document-invalid' });
    expect(await stands(accountId)).toEqual({ level: 1, 'work-pass': 'revoked' });
  });
});

describe('a provider of a case that is silent', () => {
  it('for a day refuses nobody, and its answer counts whenever it comes (V4)', async () => {
    const accountId = (await made('/v1/accounts', { phone: '+8613800290003' })).id as string;
    const id = await open(accountId, 'face');
    await made(`${cases}/${id}/attempts`, { result: 'faces:1b2c3d4e5f6a3' });
    const { engine } = world.api.kernel;
    const [owed] = (await engine.readControl(`verification:${id}`))!.owed;
    await engine.begin(owed!.effectId, owed!.kind);
    await engine.release(owed!.effectId);
    await world.api.advance(day);
    expect(await shown(id)).toMatchObject({ state: 'challenged', attemptsLeft: 4 });
    await engine.begin(owed!.effectId, owed!.kind);
    await engine.finish(owed!.effectId, { type: 'RecordCheck', attempt: 1, outcome: 'confirmed' } as never);
    expect(await shown(id)).toMatchObject({ state: 'passed', level: 2 });
  });
});
