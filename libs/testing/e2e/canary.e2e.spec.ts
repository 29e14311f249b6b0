import { randomInt, randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import {
  filesIn,
  frontDesk,
  install,
  leftBehind,
  ownPostgres,
  tracesOf,
  witness,
  type FrontDesk,
  type Installation,
  type OwnPostgres,
  type Registrant,
  type Witness,
} from '#testing';

const reason = { code: 'not-known', text: `Canary reason ${randomUUID()}` };
const everyClass = ['contact', 'directory', 'principal', 'profile', 'reasons'];

let postgres: OwnPostgres;
let site: Installation;
let desk: FrontDesk;
let seen: Witness;
let leaver: Registrant;
let rejected: Registrant;
let withdrawn: Registrant;
let accountId: string;
let deregistrationId: string;

/** A database server of its own: every file of it can be searched. */
beforeAll(async () => {
  postgres = await ownPostgres();
  site = await install({}, { database: postgres.database });
  await site.start('simulator', 'api', 'worker');
  [desk, seen] = await Promise.all([frontDesk(site), witness(site)]);
});
afterAll(async () => {
  await seen?.close();
  await site?.close();
  await postgres?.close();
});

const newPhone = () => `+86136${String(randomInt(1e8)).padStart(8, '0')}`;
const streamOf = ({ id }: Registrant) => `registration:${id}`;
const advance = async (by: string) => expect((await site.call('POST', '/dev/clock/advance', { body: { by } })).status).toBe(200);
const deregistration = async (path = '') => (await site.call('GET', `/v1/deregistrations/${deregistrationId}${path}`)).body;
const kept = (who: Registrant) => seen.classes('subject_keys', streamOf(who));

describe('a person who has come and gone', () => {
  it('was a member, was rejected, or has withdrawn', async () => {
    [withdrawn, rejected] = [await desk.ready(newPhone()), await desk.ready(newPhone())];
    const text = `${reason.text} of his own`;
    await desk.call('POST', `/v1/registrations/${withdrawn.id}/withdrawal`, { body: { reason: { code: 'changed-mind', text } } });
    await desk.decide(await desk.submit(rejected), desk.admin, { decision: 'reject', reason });
    leaver = await desk.approved(newPhone());
    accountId = (await desk.reaches(leaver, 'active')).accountId as string;
    const opened = await site.leave(accountId);
    expect(opened).toMatchObject({ status: 201, body: { state: 'cooling_off' } });
    deregistrationId = opened.body.id as string;
    expect(await kept(withdrawn)).toEqual(['contact', 'profile', 'reasons']);
    expect(await kept(rejected)).toEqual(['contact', 'profile', 'reasons']);
    expect(await kept(leaver)).toEqual(['contact', 'directory', 'profile']);
  });

  it('is kept for 7 days after a withdrawal', async () => {
    await advance('P6DT23H');
    expect(await kept(withdrawn)).toHaveLength(3);
    expect(await desk.show(withdrawn)).not.toHaveProperty('erasedAt');
    await advance('PT1H');
    expect(await kept(withdrawn)).toEqual([]);
    expect(await desk.show(withdrawn)).toMatchObject({ state: 'withdrawn', erasedAt: expect.any(String) as string });
  });

  it('is purged 14 days after their request, each step with its receipt', async () => {
    await advance('P7D');
    expect(await deregistration()).toMatchObject({ state: 'retained' });
    const receipts = (await deregistration('/receipts')) as unknown as { step: string; state: string }[];
    expect(receipts.filter(({ state }) => state === 'done')).toHaveLength(8);
    expect(await kept(leaver)).toEqual(['contact', 'directory']);
  });

  it('is kept for 30 days after a rejection', async () => {
    await advance('P15DT23H');
    expect(await kept(rejected)).toHaveLength(3);
    await advance('PT1H');
    expect(await kept(rejected)).toEqual([]);
    expect(await desk.show(rejected)).toMatchObject({ state: 'rejected', erasedAt: expect.any(String) as string });
  });

  it('has on day 45 no key, no value and no claim, and receipts prove that there was data', async () => {
    await advance('P14D');
    await advance('P1D');
    expect(await deregistration()).toMatchObject({ state: 'closed', outcome: 'closed' });
    const receipts = (await deregistration('/receipts')) as unknown as { state: string }[];
    expect(new Set(receipts.map(({ state }) => state))).toEqual(new Set(['done', 'kept']));
    for (const who of [leaver, rejected, withdrawn]) {
      expect([...(await kept(who)), ...(await seen.classes('subject_data', streamOf(who)))]).toEqual([]);
      expect(await seen.classes('erasures', streamOf(who))).toEqual(everyClass);
    }
    expect(await seen.sql('SELECT 1 FROM es.claims')).toEqual([]);
    expect(await seen.sql('SELECT 1 FROM es.operator_tasks WHERE resolved_at IS NULL')).toEqual([]);
    await seen.onlyRunning();
    const workflows = new Set<string>();
    for await (const { workflowId, status } of seen.client.workflow.list()) workflows.add(`${workflowId.split(':')[0]} ${status.name}`);
    expect([...workflows].sort()).toEqual(['account', 'approval', 'deregistration', 'registration'].map((type) => `${type} COMPLETED`));
  });

  it('appears nowhere: no table, no file of the database, no history, no log, no metric', async () => {
    await seen.sql('CHECKPOINT');
    const [{ data_directory }] = (await seen.sql<{ data_directory: string }>('SHOW data_directory')) as [{ data_directory: string }];
    const places = [...(await leftBehind(site, seen)), ...filesIn(dirname(data_directory))];
    const people = Object.entries({ leaver, rejected, withdrawn }).flatMap(([who, { phone, fullName, document, device }]) =>
      Object.entries({ phone, fullName, document, device }).map(([what, value]) => [`${what} of ${who}`, value]),
    );
    const canaries = { ...Object.fromEntries(people), title: desk.title, reason: reason.text } as Record<string, string>;
    expect(tracesOf(canaries, places)).toEqual([]);
    // Public data is found: the search works.
    const found = tracesOf({ id: leaver.id }, places).join('\n');
    for (const where of ['es.events', `the history of registration:${leaver.id}`, 'pgdata/pg_wal/', 'pgdata/base/'])
      expect(found).toContain(`id in ${where}`);
  });
});
