import { randomUUID } from 'node:crypto';
import { idNumber } from '#journey';
import { freshDatabase, sentBy, type FreshDatabase } from '#testing';
import { pagedByTwo, testApi, type TestApi } from '../testing/api';
import { newCompany } from '../testing/approvals';

const day = 86_400_000;
const uuid = 'b9a1f0de-0000-4000-8000-000000000001';

describe('accounts', () => {
  let database: FreshDatabase;
  let api: TestApi;
  beforeAll(async () => {
    database = await freshDatabase();
    api = await testApi(database.url);
  });
  afterAll(async () => {
    await api?.close();
    await database?.drop();
  });

  it('are shown by one statement, with the instant by which their answer says what may be done', async () => {
    const { body } = await api.call('POST', '/v1/accounts', { body: { phone: '+86 138 0013 8001', name: 'A. Person' } });
    const { statements } = await sentBy(async () =>
      expect(await api.call('GET', `/v1/accounts/${body.id}`)).toMatchObject({ status: 200, body: { allowed: body.allowed } }),
    );
    expect(statements).toEqual([expect.stringMatching(/ AS now,.* FROM rm\.process WHERE stream_id = \$1$/s)]);
  });

  it('are taken in with their personal data sealed, and shown without it', async () => {
    const identity = { kind: 'passport', mrz: [`P<UTOCANARY<<LIU${'<'.repeat(28)}`, 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'] };
    const created = await api.call('POST', '/v1/accounts', { body: { phone: '+86 138 0013 8000', name: 'Canary Liu', identity } });
    expect(created).toMatchObject({
      status: 201,
      body: {
        ...{ type: 'account', state: 'active', tier: 0, version: 1 },
        // Groups of 200 people and more: the operator has seen the passport (V4).
        capabilities: ['internal-chat', 'voice-calls', 'calendar', 'files', 'large-groups'],
      },
    });
    expect(created.headers).toMatchObject({ location: `/v1/accounts/${created.body.id}`, etag: '"1"' });
    const shown = await api.call('GET', `/v1/accounts/${created.body.id}`);
    expect(shown).toMatchObject({ status: 200, body: created.body, headers: { etag: '"1"' } });
    expect(JSON.stringify(created.body)).not.toMatch(/Canary|13800138000/);

    const { vault, database: db } = api.kernel;
    const open = (dataClass: string, fields: string[]) =>
      vault.open(db, { subjectId: created.body.subjectId, dataClass, fields, actor: uuid, purpose: 'test' });
    expect(await open('contact', ['phone'])).toEqual({ phone: '+8613800138000' });
    expect(await open('directory', ['name', 'phone'])).toEqual({ name: 'Canary Liu', phone: '+8613800138000' });
    expect(await open('profile', ['name', 'identity'])).toEqual({ name: 'Canary Liu', identity: JSON.stringify(identity) });
  });

  it('hold their number against every other account, however it is written', async () => {
    await api.newAccount('+8613800138010');
    expect(await api.call('POST', '/v1/accounts', { body: { phone: '+86-138-0013-8010' } })).toMatchObject({
      status: 409,
      body: { code: 'phone-taken' },
    });
  });

  it('may have been active before, but not after today', async () => {
    const activated = (activatedAt: number, phone: string) =>
      api.call('POST', '/v1/accounts', { body: { phone, activatedAt: new Date(activatedAt).toISOString() } });
    expect(await activated(Date.now() - 40 * day, '+8613800138020')).toMatchObject({ status: 201, body: { tier: 2 } });
    expect(await activated(Date.now() + day, '+8613800138021')).toMatchObject({ status: 422, body: { code: 'activated-in-future' } });
  });

  it('belong at once to the company that they were taken in with, and its list has them', async () => {
    const companyId = await newCompany(api);
    const created = await api.call('POST', '/v1/accounts', { body: { phone: '+8613800138030', companyId } });
    expect(created).toMatchObject({ status: 201, body: { companyId, memberships: [{ companyId, state: 'active' }] } });
    const { items } = (await api.call('GET', `/v1/accounts?companyId=${companyId}`)).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual([created.body.id]);
    expect((await api.call('GET', `/v1/accounts?companyId=${await newCompany(api)}`)).body).toEqual({ items: [] });
    expect(await api.call('POST', '/v1/accounts', { body: { phone: '+8613800138031', companyId: uuid } })).toMatchObject({
      status: 422,
      body: { code: 'company-unknown' },
    });
  });

  it('hold their document against every other account; an impossible document is refused and counts as no try', async () => {
    const takeIn = (phone: string, identity: object, idempotencyKey?: string) =>
      api.call('POST', '/v1/accounts', { body: { phone, identity }, ...(idempotencyKey && { idempotencyKey }) });
    expect(await takeIn('+8613800138033', { kind: 'id-card', number: idNumber(1).toLowerCase() })).toMatchObject({ status: 201 });
    expect(await takeIn('+8613800138034', { kind: 'id-card', number: idNumber(1) })).toMatchObject({
      status: 409,
      body: { code: 'identity-taken' },
    });
    const mrz = [`P<UTOCANARY<<LIU${'<'.repeat(28)}`, 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'];
    for (const [identity, code] of [
      [{ kind: 'id-card', number: '110101199001010010' }, 'id-number-invalid'],
      [{ kind: 'residence-permit', number: idNumber(2) }, 'id-number-invalid'],
      [{ kind: 'passport', mrz: [mrz[0], mrz[1]!.replace('C3', 'C4')] }, 'mrz-checksum'],
      [{ kind: 'passport', mrz, visaUntil: '2020-01-01' }, 'visa-expired'],
    ] as const)
      expect(await takeIn('+8613800138034', identity, 'mended')).toMatchObject({ status: 422, body: { code } });
    expect(await takeIn('+8613800138034', { kind: 'id-card', number: idNumber(2) }, 'mended')).toMatchObject({ status: 201 });
  });

  it('are listed newest first, page by page, each once', async () => {
    for (const n of [1, 2, 3]) await api.newAccount(`+861380013804${n}`);
    const { body: all } = await api.call('GET', '/v1/accounts');
    expect(await pagedByTwo(api, '/v1/accounts')).toEqual(all.items);
    expect(new Set(all.items.map(({ id }: { id: string }) => id)).size).toBe(all.items.length);
    expect([...all.items].sort((a, b) => b.openedAt.localeCompare(a.openedAt))).toEqual(all.items);
    expect(all.items[0]).not.toHaveProperty('allowed');
    expect((await api.call('GET', '/v1/accounts?state=purged')).body).toEqual({ items: [] });
  });

  it('show what they may do, what will happen to them, and what happened', async () => {
    const { id } = await api.newAccount('+8613800138050');
    await api.leave(id);
    const frozen = (await api.call('GET', `/v1/accounts/${id}/capabilities`)).body;
    expect(frozen).toMatchObject({ id, state: 'frozen', tier: 0, capabilities: [], limits: {} });
    expect(frozen.withheld).toContainEqual({ capability: 'internal-chat', unmet: [{ condition: 'active-account' }] });
    const { items } = (await api.call('GET', `/v1/accounts/${id}/deadlines`)).body;
    expect(items.map(({ command }: { command: string }) => command)).toEqual([
      'RemindOfCoolingOff',
      'RaiseTier',
      'EndCoolingOff',
      'RaiseTier',
      'RequireReverification',
    ]);
    expect(items[2]).toMatchObject({
      ...{ process: { type: 'deregistration' }, changes: 'The undo is over: the account is purged.' },
      movedBy: ['deregistration:RevokeDeregistration'],
      becomes: [{ process: { type: 'deregistration' }, state: 'purging', events: ['CoolingOffEnded'] }],
    });
    const page = async (token = '') => (await api.call('GET', `/v1/accounts/${id}/deadlines?pageSize=3${token}`)).body;
    const begun = await page();
    const gone = await page(`&pageToken=${begun.nextPageToken}`);
    expect([...begun.items, ...gone.items]).toEqual(items);
    expect(gone.nextPageToken).toBeUndefined();
    const first = (await api.call('GET', `/v1/accounts/${id}/timeline?pageSize=2`)).body;
    expect(first.items.map(({ type }: { type: string }) => type)[0]).toBe('AccountTakenIn');
    const rest = (await api.call('GET', `/v1/accounts/${id}/timeline?pageToken=${first.nextPageToken}`)).body;
    expect([...first.items, ...rest.items].map(({ type }: { type: string }) => type).sort()).toEqual([
      'AccountFrozen',
      'AccountTakenIn',
      'DeregistrationRequested',
    ]);
    expect(rest).not.toHaveProperty('nextPageToken');
  });

  it('answer no-worker if no worker responds, to operators alone', async () => {
    const { id } = await api.newAccount('+8613800138060');
    expect(await api.call('GET', `/v1/accounts/${id}/workflow`)).toMatchObject({
      status: 503,
      body: { code: 'no-worker' },
      headers: { 'retry-after': '1' },
    });
    const auditor = await api.newKey(['auditor'], ['accounts:read']);
    expect(await api.call('GET', `/v1/accounts/${id}/workflow`, { key: auditor })).toMatchObject({ status: 403 });
    expect(await api.call('GET', `/v1/accounts/${id}`, { key: auditor })).toMatchObject({ status: 200 });
  });
});

describe('what a workflow reports of itself', () => {
  it('comes with a link into the Temporal UI, and is `gone` if Temporal keeps nothing of it', async () => {
    const database = await freshDatabase();
    const answers = [{ status: 'running', runId: 'run', inspect: { status: 'active' } }, { status: 'gone' }];
    const api = await testApi(database.url, { inspector: { inspect: () => Promise.resolve(answers.shift()!) } });
    const { id } = await api.newAccount('+8613800138000');
    expect((await api.call('GET', `/v1/accounts/${id}/workflow`)).body).toEqual({
      workflowId: `account:${id}`,
      runId: 'run',
      status: 'running',
      inspect: { status: 'active' },
      temporalUi: `http://temporal.test/namespaces/default/workflows/account:${id}`,
    });
    expect((await api.call('GET', `/v1/accounts/${id}/workflow`)).body).toMatchObject({ status: 'gone' });
    expect(await api.call('GET', `/v1/accounts/${randomUUID()}/workflow`)).toMatchObject({ status: 404 });
    await api.close();
    await database.drop();
  });

  it('is `resting` where none runs and none is needed, with what the record says now', async () => {
    const database = await freshDatabase();
    const answers = [{ status: 'completed', runId: 'run', inspect: { status: 'active' } }, { status: 'gone' }];
    const inspect = () => Promise.resolve(answers[0]!);
    const api = await testApi(database.url, { inspector: { inspect } });
    const { id } = await api.newAccount('+8613800138000');
    const workflow = async () => (await api.call('GET', `/v1/accounts/${id}/workflow`)).body;
    expect(await workflow()).toMatchObject({ status: 'completed', inspect: { status: 'active' } });
    await api.advance(91 * day);
    for (const command of ['RaiseTier', 'RaiseTier', 'RequireReverification'])
      await api.kernel.engine.fireDeadline(`account:${id}`, command);
    await api.leave(id);
    const record = { status: 'frozen', rests: true, deadlines: [], owed: [] };
    expect(await workflow()).toMatchObject({ workflowId: `account:${id}`, status: 'resting', runId: 'run', inspect: record });
    answers.shift();
    expect(await workflow()).toMatchObject({ status: 'resting', inspect: record });
    await api.close();
    await database.drop();
  });
});
