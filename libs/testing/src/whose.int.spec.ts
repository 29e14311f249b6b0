import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { joinsCompany, opensCompany, walk, type Applicant } from '#journey';
import { freshDatabase, type FreshDatabase } from './database';
import { overHttp } from './over-http';
import { raiseAlert } from './raise-alert';
import { testApi, type TestApi } from '../../../apps/api/src/testing/api';
import { askForApproval } from '../../../apps/api/src/testing/approvals';
import { applicant, invited, member, open, type Inviting } from '../../../apps/api/src/testing/registrations';

let database: FreshDatabase;
let api: TestApi;
let north: Inviting;
let south: Inviting;
/** The keys of the calling systems, by their names. */
let keys: Record<'north' | 'northern payroll' | 'south' | 'platform', string>;
let phones = 0;
const nextPhone = () => `+86138${String((phones += 1)).padStart(8, '0')}`;
const all = [...scopes];

beforeAll(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
  const journey = (await overHttp(api)) as Inviting['journey'];
  [north, south] = [await companyOf('north', journey), await companyOf('south', journey)];
  const made = (client: string, companies: readonly string[] | 'platform') => api.newKey(['service'], all, { client, companies });
  keys = {
    north: await made('north', [north.companyId]),
    'northern payroll': await made('northern-payroll', [north.companyId]),
    south: await made('south', [south.companyId]),
    platform: await made('platform', 'platform'),
  };
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const notFound = { status: 404, body: { code: 'not-found' } };
const callers = () => Object.entries(keys);
/** Who of the clients gets what a path shows. */
async function readers(path: string): Promise<string[]> {
  const answers = await Promise.all(callers().map(async ([name, key]) => [name, (await api.call('GET', path, { key })).status] as const));
  expect(answers.map(([, status]) => status).filter((status) => status !== 200 && status !== 404)).toEqual([]);
  return answers.filter(([, status]) => status === 200).map(([name]) => name);
}
const listed = async (path: string, key: string): Promise<string[]> =>
  (await api.call('GET', `${path}?pageSize=100`, { key })).body.items.map(({ id }: { id: string }) => id);
async function fed(key: string): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let cursor: string | undefined = undefined; ;) {
    const { body } = await api.call('GET', `/v1/events?pageSize=100${cursor ? `&after=${cursor}` : ''}`, { key });
    for (const { process } of body.items) seen.add(process.id);
    if (cursor === body.cursor) return seen;
    cursor = body.cursor as string;
  }
}

/** Leads an applicant into a company. */
async function joined(who: Applicant, { at, journey }: Inviting) {
  const refused: unknown[] = [];
  await walk(journey, joinsCompany(who, at), (step, done) => Promise.resolve(void (done?.code && refused.push([step, done.code]))));
  expect(refused).toEqual([]);
  const registration = journey.id('registration', who.registration);
  const { accountId } = (await api.call('GET', `/v1/registrations/${registration}`)).body as { accountId: string };
  return { registration, accountId };
}

/** A company that people can be invited into. */
async function companyOf(company: string, journey: Inviting['journey']): Promise<Inviting> {
  const [manager, itAdmin] = [randomUUID(), randomUUID()];
  const at = { company, position: 'sales', itAdmins: [itAdmin], managers: [manager] };
  await walk(journey, opensCompany(at));
  return { at, companyId: journey.id('company', company), manager, itAdmin, journey };
}

describe('a draft', () => {
  it('is seen, moved and heard of by the client that opened it, and by no other', async () => {
    const code = await invited(north);
    const { body: draft } = await open(api, member(nextPhone(), code), { key: keys.north });
    expect(await readers(`/v1/registrations/${draft.id}`)).toEqual(['north']);
    for (const [name, key] of callers()) {
      const isOwn = name === 'north';
      expect([name, (await listed('/v1/registrations', key)).includes(draft.id)]).toEqual([name, isOwn]);
      expect([name, (await fed(key)).has(draft.id)]).toEqual([name, isOwn]);
      if (!isOwn) expect(await api.call('POST', `/v1/registrations/${draft.id}/withdrawal`, { key })).toMatchObject(notFound);
    }
    expect((await api.call('POST', `/v1/registrations/${draft.id}/withdrawal`, { key: keys.north })).status).toBe(200);
    // It was never submitted: its end is nobody else's either.
    expect(await readers(`/v1/registrations/${draft.id}`)).toEqual(['north']);
  });

  it('stays its client’s when that changes its key', async () => {
    const code = await invited(north);
    const { body: draft } = await open(api, member(nextPhone(), code), { key: keys.north });
    const next = await api.newKey(['service'], all, { client: 'north', companies: [north.companyId] });
    expect((await api.call('GET', `/v1/registrations/${draft.id}`, { key: next })).status).toBe(200);
  });

  it('of a company cannot be opened by a key of another company, which learns nothing of the invite', async () => {
    const code = await invited(north);
    const refused = await open(api, member(nextPhone(), code), { key: keys.south });
    const unknown = await open(api, member(nextPhone(), 'A'.repeat(code.length)), { key: keys.south });
    expect(refused).toMatchObject({ status: 422, body: { code: 'invite-invalid' } });
    expect({ ...refused.body, instance: '', traceId: '' }).toEqual({ ...unknown.body, instance: '', traceId: '' });
    expect((await open(api, member(nextPhone(), code), { key: keys.north })).status).toBe(201);
  });

  it('without a company is opened by clients of the platform alone', async () => {
    const { variant: _, link: __, ...rest } = member(nextPhone(), '');
    const personal = { ...rest, variant: 'personal' };
    expect(await open(api, personal, { key: keys.north })).toMatchObject({ status: 403, body: { code: 'forbidden', unmet: ['platform'] } });
    expect((await open(api, personal, { key: keys.platform })).status).toBe(201);
  });
});

describe('what concerns a company', () => {
  it('is seen by its clients and those of the platform: a submitted registration, its account, the company', async () => {
    const who = applicant(nextPhone(), 101);
    const { registration, accountId } = await joined(who, north);
    for (const path of [`/v1/registrations/${registration}`, `/v1/accounts/${accountId}`, `/v1/companies/${north.companyId}`])
      expect([path, await readers(path)]).toEqual([path, ['north', 'northern payroll', 'platform']]);
    for (const [name, key] of callers()) {
      const sees = name !== 'south';
      expect([name, (await listed('/v1/accounts', key)).includes(accountId)]).toEqual([name, sees]);
      const heard = await fed(key);
      expect([name, heard.has(accountId), heard.has(north.companyId)]).toEqual([name, sees, sees]);
    }
    expect(await api.call('GET', `/v1/accounts/${accountId}/timeline`, { key: keys.south })).toMatchObject(notFound);
    expect(await api.call('POST', `/v1/accounts/${accountId}/signals`, { key: keys.south, body: signal() })).toMatchObject(notFound);
    expect(await api.call('POST', '/v1/deregistrations', { key: keys.south, body: leaving(accountId) })).toMatchObject(notFound);
    // No key of a company acts for people of another.
    expect(await api.call('GET', `/v1/accounts/${accountId}`, { key: keys.south, person: accountId })).toMatchObject({
      status: 403,
      body: { code: 'person-unknown' },
    });
    expect((await api.call('GET', `/v1/accounts/${accountId}`, { key: keys.north, person: accountId })).status).toBe(200);
  });

  it('is seen by the same where its member proves who they are, and where an alert is about them (V7)', async () => {
    const { accountId } = await joined(applicant(nextPhone(), 103), north);
    const body = { accountId, companyId: north.companyId, method: 'face' };
    expect(await api.call('POST', '/v1/verification-cases', { key: keys.south, body })).toMatchObject(notFound);
    const { id: caseId } = (await api.call('POST', '/v1/verification-cases', { key: keys.north, body })).body as { id: string };
    const alertId = await raiseAlert(api, accountId);
    for (const [path, id] of [
      ['/v1/verification-cases', caseId],
      ['/v1/risk-alerts', alertId],
    ] as const) {
      expect([path, await readers(`${path}/${id}`)]).toEqual([path, ['north', 'northern payroll', 'platform']]);
      for (const [name, key] of callers())
        expect([path, name, (await listed(path, key)).includes(id)]).toEqual([path, name, name !== 'south']);
    }
    expect((await fed(keys.north)).has(caseId)).toBe(true);
    expect((await fed(keys.south)).has(caseId)).toBe(false);
  });

  it('of a member of two companies is told to each as its own alone', async () => {
    const who = applicant(nextPhone(), 102);
    const { registration, accountId } = await joined(who, north);
    expect(await joined({ ...who, registration: 'again' }, south)).toMatchObject({ accountId });
    const told = async (key: string, person?: string) => {
      const { body } = await api.call('GET', `/v1/accounts/${accountId}`, { key, ...(person && { person }) });
      return [body.companyId, body.memberships.map(({ companyId }: { companyId: string }) => companyId)];
    };
    expect(await told(keys.north)).toEqual([north.companyId, [north.companyId]]);
    expect(await told(keys.south)).toEqual([undefined, [south.companyId]]);
    expect(await told(keys.south, accountId)).toEqual([undefined, [south.companyId]]);
    expect(await told(keys.platform)).toEqual([north.companyId, [north.companyId, south.companyId]]);
    const timeline = async (key: string) =>
      (await api.call('GET', `/v1/accounts/${accountId}/timeline?pageSize=100`, { key })).body.items.map(
        ({ process }: { process: { id: string } }) => process.id,
      );
    expect(await timeline(keys.south)).not.toContain(registration);
    expect(await timeline(keys.north)).toContain(registration);
  });

  it('is asked for by its own clients alone, in the name of its own people', async () => {
    const request = { companyId: north.companyId, managers: [north.manager] };
    expect(await askForApproval(api, request, { key: keys.south })).toMatchObject(notFound);
    expect((await askForApproval(api, request, { key: keys.north })).status).toBe(201);
    const plain = await api.newKey(
      ['service'],
      all.filter((scope) => scope !== 'act-for'),
      { companies: [north.companyId] },
    );
    const inTheirName = { ...request, requestedBy: `user:${north.itAdmin}` };
    expect(await askForApproval(api, inTheirName, { key: plain })).toMatchObject({ status: 403, body: { unmet: ['act-for'] } });
  });
});

const signal = () => ({ signals: [{ id: randomUUID(), type: 'activity', at: new Date(Date.now() - 60_000).toISOString() }] });
const leaving = (accountId: string) => ({ accountId, checklist: { appsUnbound: true, groupsLeft: true } });
