import { randomUUID } from 'node:crypto';
import { freshDatabase, type FreshDatabase } from '#testing';
import { scopes } from '#contracts';
import { testApi, type Answer, type TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';

const hour = 3_600_000;
const people = (count: number) => Array.from({ length: count }, () => randomUUID());

let database: FreshDatabase;
let api: TestApi;
let service: string;
let companyId: string;
const [manager, deputy, admin, both, requester, stranger] = people(6) as [string, string, string, string, string, string];

beforeAll(async () => {
  database = await freshDatabase();
  api = await testApi(database.url);
  service = await api.newKey(['service'], scopes);
  companyId = await companyOf(admin, both);
  // A named person, for whom a service may act, and who takes part in nothing here.
  await newCompany(api, { itAdmins: [stranger] });
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** A company with these IT admins, to which the requester belongs. */
const companyOf = (...itAdmins: string[]) => newCompany(api, { itAdmins, companyAdmins: [requester] });
const as = (person: string, idempotencyKey: string = randomUUID()) => ({ key: service, person, idempotencyKey });
const ask = async (managers: string[] = [manager], company = companyId): Promise<string> => {
  const { status, body } = await askForApproval(api, { companyId: company, managers }, as(requester));
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id as string;
};
const decide = (id: string, person: string, body: object = { decision: 'approve' }, key?: string) =>
  api.call('POST', `/v1/approvals/${id}/decisions`, { ...as(person, key), body });
const withdraw = (id: string, person = requester) => api.call('POST', `/v1/approvals/${id}/withdrawal`, as(person));
const task = (id: string, person: string, what: 'take' | 'release', taskId = '1.1.1.1') =>
  api.call('POST', `/v1/approvals/${id}/tasks/${taskId}/${what}`, as(person));
const show = async (id: string) => (await api.call('GET', `/v1/approvals/${id}`)).body;
const codeOf = ({ status, body }: Answer) => (status === 200 ? body.state : body.code) as string;
const eventsOf = async (id: string) =>
  (
    await api.kernel.database.query<{ type: string }>('SELECT type FROM es.events WHERE stream_id = $1 ORDER BY version', [
      `approval:${id}`,
    ])
  ).map(({ type }) => type);
const no = { decision: 'reject', reason: { code: 'not-needed', text: 'Canary says no' } };

describe('an approval', () => {
  it('is opened with its approvers found, people by random ids, and its end recorded', async () => {
    const opened = await askForApproval(api, { companyId, managers: [manager, deputy] }, as(requester));
    expect(opened).toMatchObject({
      status: 201,
      body: { type: 'approval', state: 'pending', companyId, policyId: 'two-confirmations', round: 1, clock: 'running', version: 1 },
    });
    expect(opened.headers).toMatchObject({ location: `/v1/approvals/${opened.body.id}`, etag: '"1"' });
    const [{ slots }] = opened.body.stages;
    expect(slots.map(({ tasks }: { tasks: unknown[] }) => tasks.length)).toEqual([2, 2]);
    expect(Date.parse(opened.body.expiresAt) - Date.parse(opened.body.openedAt)).toBe(72 * hour);
    expect(opened.body.deadlines.map(({ command }: { command: string }) => command)).toEqual([
      'RemindApprovers',
      'EscalateStage',
      'ExpireApproval',
    ]);
    expect(opened.body.allowed).toEqual(['WithdrawApproval', 'AddComment', 'RequestReminder']);
    expect(JSON.stringify(opened.body)).not.toMatch(new RegExp([manager, deputy, admin, both, requester].join('|')));
  });

  it('is approved by two different people; the second decision ends it', async () => {
    const id = await ask();
    expect(await decide(id, manager)).toMatchObject({ status: 200, body: { state: 'pending', allowed: ['AddComment'] } });
    expect(await decide(id, admin)).toMatchObject({
      status: 200,
      body: { state: 'approved', outcome: 'approved', clock: 'paused', deadlines: [{ command: 'EndRetention' }] },
    });
    expect(await eventsOf(id)).toEqual(['ApprovalOpened', 'TaskDecided', 'TaskDecided', 'ApprovalApproved']);
    const [slot] = (await show(id)).stages[0].slots;
    expect(slot.tasks[0]).toMatchObject({ state: 'decided', decision: 'approve', at: expect.stringMatching(/Z$/) as string });
  });

  it('is rejected by the first rejection, with its reason as a code; the text is sealed', async () => {
    const id = await ask();
    expect(await decide(id, admin, { decision: 'reject' })).toMatchObject({ status: 422, body: { code: 'reason-missing' } });
    expect(await decide(id, admin, no)).toMatchObject({ status: 200, body: { state: 'rejected' } });
    expect(codeOf(await decide(id, manager))).toBe('approval-closed');
    const events = await api.kernel.database.query('SELECT data, meta FROM es.events WHERE stream_id = $1', [`approval:${id}`]);
    expect(JSON.stringify([events, await show(id)])).not.toContain('Canary');
    const { subjectId, stages } = await show(id);
    const { decidedBy } = stages[0].slots[1].tasks.find(({ state }: { state: string }) => state === 'decided');
    const field = `reason:${id}:${decidedBy}`;
    const request = { subjectId, dataClass: 'reasons', fields: [field], actor: randomUUID(), purpose: 'test' };
    expect(await api.kernel.vault.open(api.kernel.database, request)).toEqual({ [field]: 'Canary says no' });
  });

  it('returns its first answer when a decision is repeated with its key', async () => {
    const id = await ask();
    const first = await decide(id, manager, undefined, 'decide-once');
    await decide(id, admin);
    expect(await decide(id, manager, undefined, 'decide-once')).toMatchObject({
      status: 200,
      body: first.body,
      headers: { 'idempotency-replayed': 'true' },
    });
    expect(codeOf(await decide(id, manager))).toBe('approval-closed');
  });

  it('cannot be decided by its requester, whether the requester or another caller names them', async () => {
    const id = (await askForApproval(api, { companyId, managers: [requester, manager] }, as(requester))).body.id as string;
    expect(await decide(id, requester)).toMatchObject({ status: 403, body: { code: 'self-approval' } });
    expect(await task(id, requester, 'take')).toMatchObject({ status: 403, body: { code: 'self-approval' } });
    const alone = await askForApproval(api, { companyId, managers: [requester] }, as(requester));
    expect(alone).toMatchObject({ status: 409, body: { code: 'approvers-missing' } });
  });

  it('is requested for another person by services and operators, never by a person', async () => {
    const asked = await askForApproval(api, { companyId, managers: [manager], requestedBy: `user:${requester}` });
    expect(asked.status).toBe(201);
    expect(await withdraw(asked.body.id as string)).toMatchObject({ status: 200, body: { state: 'withdrawn' } });
    const forged = await askForApproval(api, { companyId, managers: [manager], requestedBy: `user:${stranger}` }, as(requester));
    expect(forged).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('needs two people; a person in both slots is kept for the slot that only they can fill', async () => {
    const id = await ask([both]);
    expect(await decide(id, both)).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(codeOf(await decide(id, both, { decision: 'approve', taskId: '1.1.2.2' }))).toBe('already-decided');
    expect(await decide(id, admin)).toMatchObject({ status: 200, body: { state: 'approved' } });
    const small = await companyOf(both);
    const kept = await ask([both, manager], small);
    expect(await decide(kept, both, { decision: 'approve', taskId: '1.1.1.1' })).toMatchObject({
      status: 409,
      body: { code: 'needed-in-other-slot' },
    });
    expect((await askForApproval(api, { companyId: small, managers: [both] }, as(requester))).body.code).toBe('approvers-missing');
  });

  it('has tasks to take and release; a taken task keeps the others of its slot from deciding', async () => {
    const id = await ask([manager, deputy]);
    expect(await task(id, manager, 'take')).toMatchObject({
      status: 200,
      body: { allowed: ['DecideTask', 'ReleaseTask', 'DelegateTask', 'RequestEvidence', 'AddComment', 'ReassignTask', 'AddApprover'] },
    });
    expect(await decide(id, deputy)).toMatchObject({ status: 409, body: { code: 'task-taken' } });
    expect(codeOf(await task(id, deputy, 'release', '1.1.1.2'))).toBe('task-not-taken');
    expect((await task(id, manager, 'release')).status).toBe(200);
    expect((await decide(id, deputy)).status).toBe(200);
  });

  it('is withdrawn by its requester alone, and is closed then', async () => {
    const id = await ask();
    expect(await withdraw(id, manager)).toMatchObject({ status: 403, body: { code: 'not-the-requester' } });
    expect(await withdraw(id)).toMatchObject({ status: 200, body: { state: 'withdrawn' } });
    expect(await decide(id, manager)).toMatchObject({ status: 409, body: { code: 'approval-closed' } });
    expect(await withdraw(id)).toMatchObject({ status: 409, body: { code: 'approval-closed' } });
  });

  it('needs a registered matter and policy, and an existing company', async () => {
    const asked = (fields: object) =>
      api.call('POST', '/v1/approvals', {
        body: { matter: { type: 'document-export', id: randomUUID() }, managers: [`outside:${manager}`], companyId, ...fields },
      });
    for (const type of ['registration', 'lunch', 'constructor'])
      expect(await asked({ matter: { type, id: randomUUID() } })).toMatchObject({ status: 422, body: { code: 'matter-type-unknown' } });
    expect(await asked({ policyId: 'nobody-asks' })).toMatchObject({ status: 422, body: { code: 'policy-unknown' } });
    expect(await asked({ policyId: 'two-confirmations' })).toMatchObject({ status: 201 });
    expect(await asked({ companyId: randomUUID() })).toMatchObject({ status: 404 });
  });
});

describe('the company of an approval', () => {
  const asks = (person: string, fields: { companyId?: string; requestedBy?: string } = {}) =>
    askForApproval(api, { companyId, managers: [manager], ...fields }, as(person));

  it('must be one that the requester belongs to; to others it is as if it did not exist', async () => {
    const nowhere = await asks(requester, { companyId: randomUUID() });
    const elsewhere = await asks(stranger);
    expect(elsewhere).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const untraced = ({ body }: Answer) => ({ ...body, traceId: '', instance: '' }) as object;
    expect(untraced(elsewhere)).toEqual(untraced(nowhere));
    // Nor does a request for another person reveal it.
    for (const company of [companyId, randomUUID()])
      expect((await asks(stranger, { companyId: company, requestedBy: `user:${requester}` })).body.code).toBe('forbidden');
  });

  it('must be one that the named requester belongs to', async () => {
    const named = (userId: string) => askForApproval(api, { companyId, managers: [manager], requestedBy: `user:${userId}` });
    expect((await named(requester)).status).toBe(201);
    const nobody = randomUUID();
    for (const userId of [stranger, nobody]) expect(await named(userId)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await api.kernel.database.query('SELECT 1 FROM iam.principals WHERE external_id = $1', [`user:${nobody}`])).toEqual([]);
  });

  it('is known to its own members only', async () => {
    const body = { phone: '+8613800138077', name: 'Canary Liu', companyId };
    const { id } = (await api.call('POST', '/v1/accounts', { body })).body as { id: string };
    expect((await asks(id)).status).toBe(201);
    expect(await asks(id, { companyId: await companyOf(admin) })).toMatchObject({ status: 404 });
  });

  it('is checked again on the locked streams, and nothing else counts then', async () => {
    const { database } = api.kernel;
    const company = await companyOf(admin);
    const [named] = await database.query<{ id: string }>('SELECT principal_id AS id FROM iam.principals WHERE external_id = $1', [
      `user:${stranger}`,
    ]);
    const commands = () => database.query('SELECT count(*) FROM es.commands');
    const before = await commands();
    // As if the stranger had held the roles there a moment ago, when they were read without a lock.
    type Row = { type?: string; companyId?: string; state?: object };
    const query = database.query.bind(database) as (...asked: unknown[]) => Promise<Row[]>;
    const held = (row: Row) =>
      row.type === 'role' && row.companyId === company ? { ...row, state: { ...row.state, holders: [named!.id] } } : row;
    const reading = jest.spyOn(database, 'query').mockImplementation(async (...asked: unknown[]) => (await query(...asked)).map(held));
    expect(await asks(stranger, { companyId: company })).toMatchObject({ status: 404, body: { code: 'not-found' } });
    reading.mockRestore();
    expect(await commands()).toEqual(before);
  });
});

describe('the context of an approval', () => {
  it('is shown by the dossier alone, to the approvers, and each opening is recorded', async () => {
    const context = { document: 'Canary contract', 'why-now': 'Canary audit' };
    const { body, status } = await askForApproval(api, { companyId, managers: [manager], context }, as(requester));
    expect(status).toBe(201);
    const id = body.id as string;
    const dossier = (person: string) => api.call('GET', `/v1/approvals/${id}/dossier`, as(person));
    expect(await dossier(manager)).toMatchObject({ status: 200, body: { context } });
    expect(await dossier(requester)).toMatchObject({ status: 403 });
    expect(await dossier(stranger)).toMatchObject({ status: 404 });
    expect(
      await api.kernel.database.query(
        `SELECT fields FROM vault.openings o JOIN iam.principals p ON p.principal_id::text = o.actor
         WHERE o.subject_id = $1 AND o.purpose = 'approval-dossier' AND p.external_id = $2`,
        [body.subjectId, `user:${manager}`],
      ),
    ).toEqual([{ fields: ['context.context'] }]);
    for (const table of ['es.events', 'es.commands', 'es.wakes', 'rm.process', 'rm.account_timeline', 'vault.subject_data']) {
      const rows = await api.kernel.database.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      expect({ table, found: rows.filter(({ row }) => row.includes('Canary')) }).toEqual({ table, found: [] });
    }
    expect(JSON.stringify([body, await show(id)])).not.toContain('Canary');
  });

  it('may be left out, and then the dossier has none', async () => {
    const id = await ask();
    expect((await api.call('GET', `/v1/approvals/${id}/dossier`, as(manager))).body).not.toHaveProperty('context');
  });
});

describe('at once', () => {
  it('50 people decide: each slot counts one, and each gets their own answer', async () => {
    const [managers, admins] = [people(20), people(30)];
    const id = await ask(managers, await companyOf(...admins));
    const answers = await Promise.all([...managers, ...admins].map((person) => decide(id, person)));
    const codes = answers.map(codeOf);
    const counted = (code: string) => codes.filter((each) => each === code).length;
    expect([counted('pending'), counted('approved')]).toEqual([1, 1]);
    expect(counted('already-decided') + counted('approval-closed')).toBe(48);
    expect(await eventsOf(id)).toEqual(['ApprovalOpened', 'TaskDecided', 'TaskDecided', 'ApprovalApproved']);
    const tasks = (await show(id)).stages[0].slots.map(
      ({ tasks }: { tasks: { state: string }[] }) => tasks.filter(({ state }) => state === 'decided').length,
    );
    expect(tasks).toEqual([1, 1]);
  });

  it('one person decides 50 times, in both slots: one decision counts', async () => {
    const id = await ask([both, manager]);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => decide(id, both, { decision: 'approve', taskId: n % 2 ? '1.1.1.1' : '1.1.2.2' })),
    );
    expect(answers.map(codeOf).filter((code) => code === 'pending')).toHaveLength(1);
    expect(answers.map(codeOf).filter((code) => code === 'already-decided')).toHaveLength(49);
  });

  it('the last decision and the withdrawal: exactly one wins, and the other is refused', async () => {
    for (let round = 0; round < 12; round += 1) {
      const id = await ask();
      await decide(id, manager);
      const sends = [() => decide(id, admin), () => withdraw(id)];
      const answers = await Promise.all((round % 2 ? sends : sends.reverse()).map((send) => send()));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.map(codeOf)).toContain('approval-closed');
      const { state } = await show(id);
      expect(['approved', 'withdrawn']).toContain(state);
      expect(answers.map(codeOf)).toContain(state);
      const ends = (await eventsOf(id)).filter((type) => ['ApprovalApproved', 'ApprovalWithdrawn'].includes(type));
      expect(ends).toEqual([state === 'approved' ? 'ApprovalApproved' : 'ApprovalWithdrawn']);
    }
  });
});

describe('the 72nd hour', () => {
  const moveTo = async (instant: number) => api.advance(Math.round(instant - (await api.kernel.engine.now())));

  it('is too late for a decision and a withdrawal, whether or not the alarm fired; shortly before it is not', async () => {
    const [early, late, gone] = [await ask(), await ask(), await ask()];
    const { expiresAt } = await show(early);
    await moveTo(Date.parse(expiresAt) - 5_000);
    expect(await decide(early, manager)).toMatchObject({ status: 200, body: { state: 'pending', allowed: ['AddComment'] } });
    await moveTo(Date.parse((await show(gone)).expiresAt));
    expect(await decide(late, manager)).toMatchObject({ status: 409, body: { code: 'approval-expired' } });
    expect(await withdraw(late)).toMatchObject({ status: 409, body: { code: 'approval-expired' } });
    expect(await show(late)).toMatchObject({ state: 'pending', allowed: [] });
    for (const command of ['RemindApprovers', 'RemindApprovers', 'ExpireApproval', 'ExpireApproval'])
      await api.kernel.engine.fireDeadline(`approval:${gone}`, command);
    expect(await eventsOf(gone)).toEqual(['ApprovalOpened', 'ApproversReminded', 'ApproversReminded', 'ApprovalExpired']);
    expect(await show(gone)).toMatchObject({ state: 'expired', outcome: 'expired' });
    expect(await decide(gone, manager)).toMatchObject({ status: 409, body: { code: 'approval-expired' } });
  });

  it('a reminder does not change the ETag', async () => {
    const id = await ask();
    await api.advance(25 * hour);
    await api.kernel.engine.fireDeadline(`approval:${id}`, 'RemindApprovers');
    expect(await eventsOf(id)).toEqual(['ApprovalOpened', 'ApproversReminded']);
    expect(await show(id)).toMatchObject({ version: 1 });
  });
});

describe('who sees an approval', () => {
  it('is its requester, its assignees and operators; for others it does not exist, also in a replay', async () => {
    const id = await ask();
    const seenBy = async (options: object) => (await api.call('GET', `/v1/approvals/${id}`, options)).status;
    for (const person of [requester, manager, admin, both]) expect(await seenBy({ key: service, person })).toBe(200);
    expect(await seenBy({})).toBe(200);
    expect(await seenBy({ key: service, person: stranger })).toBe(404);
    expect(await seenBy({ key: service })).toBe(404);
    expect(await decide(id, stranger)).toMatchObject({ status: 404 });
    expect(await withdraw(id, stranger)).toMatchObject({ status: 404 });
    // An operator sees it; only people decide.
    const operator = await api.call('POST', `/v1/approvals/${id}/decisions`, { body: { decision: 'approve' } });
    expect(operator).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('is never a person without a principal: nobody can act for them', async () => {
    const id = await ask();
    expect(await decide(id, randomUUID())).toMatchObject({ status: 403, body: { code: 'person-unknown' } });
  });

  it('the dossier is for approvers and operators', async () => {
    const id = await ask();
    await decide(id, manager);
    const dossier = (options: object) => api.call('GET', `/v1/approvals/${id}/dossier`, options);
    const told = await dossier({ key: service, person: admin });
    expect(told).toMatchObject({ status: 200, body: { id, matter: { type: 'document-export' } } });
    expect(told.body.history.map(({ type }: { type: string }) => type)).toEqual(['ApprovalOpened', 'TaskDecided']);
    expect(told.body.applicant.requestedBy).toBe(told.body.history[0].actor);
    expect((await dossier({})).body).toEqual(told.body);
    expect(await dossier({ key: service, person: requester })).toMatchObject({ status: 403, body: { code: 'not-an-approver' } });
    expect(await dossier({ key: service, person: stranger })).toMatchObject({ status: 404 });
  });
});

describe('the inbox', () => {
  const inbox = async (query: string, options: object) =>
    (await api.call('GET', `/v1/approvals?${query}`, options)).body.items.map(({ id }: { id: string }) => id) as string[];

  it('holds the pending tasks of its owner, the soonest to expire first, until they are decided', async () => {
    const [boss, chief] = people(2) as [string, string];
    const company = await companyOf(admin);
    const first = await ask([boss, chief], company);
    await api.advance(1_000);
    const second = await ask([boss], company);
    const mine = (query = '') => inbox(`assignee=me${query}`, { key: service, person: boss });
    expect(await mine()).toEqual([first, second]);
    expect(await inbox(`assignee=user:${boss}`, {})).toEqual([first, second]);
    expect(await mine(`&dueBefore=${new Date(Date.parse((await show(second)).expiresAt)).toISOString()}`)).toEqual([first]);
    const page = (await api.call('GET', '/v1/approvals?assignee=me&pageSize=1', { key: service, person: boss })).body;
    expect(page.items[0]).toMatchObject({ id: first, state: 'pending' });
    expect(await mine(`&pageToken=${page.nextPageToken}`)).toEqual([second]);
    await decide(first, chief);
    expect(await mine()).toEqual([second]);
    await decide(first, admin);
    expect(await mine('&state=approved')).toEqual([first]);
    await withdraw(second);
    expect(await mine()).toEqual([]);
    expect(await mine('&state=withdrawn')).toEqual([second]);
  });

  it('lists closed approvals page by page, newest first, each once', async () => {
    const [boss] = people(1) as [string];
    const company = await companyOf(admin);
    const opened: string[] = [];
    for (let n = 0; n < 5; n += 1) opened.push(await ask([boss], company));
    for (const id of opened) await withdraw(id);
    await ask([boss], company);
    const paged = async (query: string, options: object) => {
      const read: string[] = [];
      for (let pageToken: string | undefined = ''; pageToken !== undefined;) {
        const { body } = await api.call('GET', `/v1/approvals?state=withdrawn&pageSize=2${query}${pageToken}`, options);
        read.push(...body.items.map(({ id }: { id: string }) => id));
        pageToken = body.nextPageToken && `&pageToken=${body.nextPageToken}`;
      }
      return read;
    };
    expect(await paged('&assignee=me', { key: service, person: boss })).toEqual(opened.toReversed());
    expect(await paged(`&assignee=user:${boss}`, {})).toEqual(opened.toReversed());
    const asked = await paged('', { key: service, person: requester });
    expect(asked.slice(0, 5)).toEqual(opened.toReversed());
    expect(new Set(asked).size).toBe(asked.length);
    // Of one instant: by their ids.
    await api.kernel.database.query('UPDATE rm.process SET opened_at = now() WHERE id = ANY($1)', [opened]);
    expect(await paged('&assignee=me', { key: service, person: boss })).toEqual(opened.toSorted());
  });

  it('belongs to its owner: nobody reads another’s, and a query creates no person', async () => {
    const id = await ask();
    expect(await inbox(`assignee=user:${manager}`, { key: service, person: stranger })).toEqual([]);
    expect(await inbox('', { key: service, person: stranger })).toEqual([]);
    expect(await inbox('', { key: service, person: requester })).toContain(id);
    expect(await inbox('', {})).toContain(id);
    const nobody = randomUUID();
    expect(await inbox(`assignee=user:${nobody}`, {})).toEqual([]);
    expect(await api.kernel.database.query('SELECT 1 FROM iam.principals WHERE external_id = $1', [`user:${nobody}`])).toEqual([]);
  });
});
