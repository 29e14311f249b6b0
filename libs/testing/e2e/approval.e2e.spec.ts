import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { openDatabase, type Database } from '#event-store';
import { eventually, install, simulatedWorld, temporalAddress, type Installation, type SimulatedWorld } from '#testing';

/** Signals that race a workflow as it closes, as Temporal numbers them: UNHANDLED_COMMAND, FORCE_CLOSE_COMMAND. */
const harmless = [1, 17];

let site: Installation;
let world: SimulatedWorld;
let temporal: Client;
let database: Database;
let service: string;
let companyId: string;
const [manager, deputy, admin, requester] = Array.from({ length: 4 }, () => randomUUID()) as [string, string, string, string];

beforeAll(async () => {
  site = await install();
  world = simulatedWorld(site.simulatorUrl);
  await site.start('simulator', 'api', 'worker');
  database = await openDatabase({ url: site.database.url, applicationName: 'approval-spec', poolSize: 1 });
  temporal = new Client({ connection: await Connection.connect({ address: temporalAddress() }), namespace: site.namespace });
  const scopes = ['approvals:write', 'approvals:read', 'act-for'];
  const created = await site.call('POST', '/v1/api-keys', { body: { name: 'suite', companies: 'platform', roles: ['service'], scopes } });
  service = created.body.key as string;
  const company = await site.call('POST', '/v1/companies', { body: { name: 'Canary Holding', companyKind: 'enterprise', verified: true } });
  companyId = company.body.id as string;
  for (const userId of [admin, requester]) {
    const role = userId === admin ? 'it-admin' : 'company-admin';
    expect((await site.call('POST', `/v1/companies/${companyId}/roles`, { body: { role, userId } })).status).toBe(201);
  }
});
afterAll(async () => {
  await database?.close();
  await temporal?.connection.close();
  await site?.close();
});

const as = (person: string) => ({ key: service, actingFor: person });
const ask = async () => {
  const body = { matter: { type: 'document-export', id: randomUUID() }, managers: [`outside:${manager}`, `outside:${deputy}`], companyId };
  const { status, body: opened } = await site.call('POST', '/v1/approvals', { ...as(requester), body });
  expect(status).toBe(201);
  return opened.id as string;
};
const decide = (id: string, person: string, body: object = { decision: 'approve' }) =>
  site.call('POST', `/v1/approvals/${id}/decisions`, { ...as(person), body });
const show = async (id: string) => (await site.call('GET', `/v1/approvals/${id}`)).body;
const advance = async (by: string) => expect((await site.call('POST', '/dev/clock/advance', { body: { by } })).status).toBe(200);
const counts = async (id: string) =>
  Promise.all([manager, deputy, admin, requester].map(async (person) => (await world.notices(person, id)).length));
/** The workflow of an approval that is over waits for the day on which its texts go. */
const ended = async (id: string) => {
  await advance('P33D');
  await eventually(
    'the workflow has ended',
    async () => (await temporal.workflow.getHandle(`approval:${id}`).describe()).status.name,
    (status) => status === 'COMPLETED',
  );
};

describe('an approval on real workflows', () => {
  it('notifies each approver once, reminds pending ones at 24 and 48 hours, and expires at 72', async () => {
    const id = await ask();
    await eventually(
      'all three are told',
      () => counts(id),
      (seen) => seen.join() === '1,1,1,0',
    );
    await advance('PT23H59M');
    expect(await counts(id)).toEqual([1, 1, 1, 0]);
    await advance('PT1M');
    expect(await counts(id)).toEqual([2, 2, 2, 0]);
    expect((await decide(id, admin)).status).toBe(200);
    await advance('PT24H');
    expect(await counts(id)).toEqual([3, 3, 2, 0]);
    expect((await world.notices(manager, id)).map((text) => text.startsWith('Reminder: '))).toEqual([false, true, true]);
    await advance('PT23H59M');
    expect(await show(id)).toMatchObject({ state: 'pending' });
    await advance('PT1M');
    // X1: the escalation at 60 hours is a move of its own, also where it has found no super admin.
    expect(await show(id)).toMatchObject({ state: 'expired', outcome: 'expired', deadlines: [{ command: 'EndRetention' }], version: 4 });
    // Nobody is a super admin there, so everybody who was asked hears that it lapsed.
    expect(await counts(id)).toEqual([4, 4, 3, 0]);
    expect(await decide(id, manager)).toMatchObject({ status: 409, body: { code: 'approval-expired' } });
    await ended(id);
  });

  it('ends with the last decision, and nobody gets a reminder afterwards', async () => {
    const id = await ask();
    await eventually(
      'all three are told',
      () => counts(id),
      (seen) => seen.join() === '1,1,1,0',
    );
    expect(await decide(id, manager)).toMatchObject({ status: 200, body: { state: 'pending' } });
    expect(await decide(id, admin)).toMatchObject({ status: 200, body: { state: 'approved' } });
    await ended(id);
    expect(await counts(id)).toEqual([1, 1, 1, 0]);
  });

  it('sends no message twice if the provider loses its answers', async () => {
    await world.breaks('messages', { mode: 'lose-answer', times: 2 });
    const id = await ask();
    await eventually(
      'all three are told',
      () => counts(id),
      (seen) => seen.join() === '1,1,1,0',
    );
    await world.heals();
    expect((await site.call('POST', `/v1/approvals/${id}/withdrawal`, as(requester))).body).toMatchObject({ state: 'withdrawn' });
    await ended(id);
    expect(await counts(id)).toEqual([1, 1, 1, 0]);
  });

  it('keeps what people wrote, and their public ids, in the vault and nowhere else', async () => {
    const id = await ask();
    const text = 'Canary says no';
    expect(await decide(id, deputy, { decision: 'reject', reason: { code: 'not-needed', text } })).toMatchObject({
      body: { state: 'rejected' },
    });
    const sealed = () => database.query('SELECT data_class AS "dataClass" FROM vault.subject_data');
    expect(await sealed()).toContainEqual({ dataClass: 'reasons' });
    await ended(id);
    expect(await sealed()).not.toContainEqual({ dataClass: 'reasons' });
    const history = JSON.stringify(await temporal.workflow.getHandle(`approval:${id}`).fetchHistory(), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    const dossier = await site.call('GET', `/v1/approvals/${id}/dossier`);
    for (const haystack of [history, site.logs(), JSON.stringify(dossier.body)])
      for (const needle of [text, 'Canary Holding', manager, deputy, admin]) expect(haystack.includes(needle)).toBe(false);
    expect(history.length).toBeGreaterThan(1_000);
  });

  it('costs Temporal the expected amount: an approval with two reminders until its expiry', async () => {
    const id = await ask();
    await advance('P3D');
    // 21 and 52 on an idle machine.
    const { historyLength, raw } = await temporal.workflow.getHandle(`approval:${id}`).describe();
    expect(Number(raw.workflowExecutionInfo?.stateTransitionCount)).toBeLessThanOrEqual(32);
    expect(historyLength).toBeLessThanOrEqual(80);
    await ended(id);
    const { events } = await temporal.workflow.getHandle(`approval:${id}`).fetchHistory();
    expect(
      (events ?? []).filter(({ workflowTaskFailedEventAttributes: failure }) => failure && !harmless.includes(Number(failure.cause))),
    ).toEqual([]);
  });
});
