import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Database } from '#event-store';
import { countInbox, listActs, listTeamOverdue, listWaiting } from '#read-models';
import { freshDatabase, rowsLookedAt, type FreshDatabase } from '#testing';

const approvals = 30_000;
/** Of each person; nobody has a page of others. */
const ofOne = 3_000;
const people = approvals / ofOne;

let urls: FreshDatabase;
let owner: Client;
let busy: string;
let manager: string;

/** Every approval waits for one person, who has decided it before in another round, and is late with it. */
beforeAll(async () => {
  urls = await freshDatabase();
  // Without the time limit of a statement, and no trigger looks at the rows.
  owner = new Client({ connectionString: urls.ownerUrl });
  await owner.connect();
  await owner.query('SET session_replication_role = replica');
  await owner.query(
    'CREATE TEMP TABLE people AS SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS account FROM generate_series(1, 10) n',
  );
  await owner.query(
    `CREATE TEMP TABLE asked AS SELECT gen_random_uuid() AS id, person, now() - interval '1 day' + n * interval '1 second' AS at
     FROM generate_series(1, ${approvals}) i JOIN people ON n = 1 + i % ${people}`,
  );
  await owner.query('CREATE TEMP TABLE company AS SELECT gen_random_uuid() AS id');
  await owner.query(
    `INSERT INTO rm.process (stream_id, type, id, status, version, revision, policy_version, state, opened_at, updated_at, services, companies, accounts, principals, asked, seen_version, company_id, matter_type, matter_id)
     SELECT 'approval:' || a.id, 'approval', a.id, 'pending', 1, 1, 4, '{}', at, at, 'parties', ARRAY[c.id], '{}', ARRAY[person], ARRAY[person], 1, c.id, 'document-export', a.id FROM asked a, company c`,
  );
  await owner.query(
    `INSERT INTO rm.pending_approvals (stream_id, task_id, approval_id, assignee, requested_by, due_at, overdue_at)
     SELECT 'approval:' || id, '1.1.1.1', id, person, person, at + interval '3 days', at FROM asked`,
  );
  for (const act of ['started', 'decided'])
    await owner.query(`INSERT INTO rm.approval_acts (person, act, approval_id, at) SELECT person, $1, id, at FROM asked`, [act]);
  await owner.query(`INSERT INTO iam.principals (principal_id, external_id) SELECT person, 'user:' || account FROM people`);
  manager = randomUUID();
  await owner.query('INSERT INTO rm.team (manager, company_id, account_id) SELECT $1, c.id, account FROM people, company c', [manager]);
  await owner.query('VACUUM ANALYZE');
  busy = (await owner.query<{ person: string }>('SELECT person FROM people LIMIT 1')).rows[0]!.person;
});
afterAll(async () => {
  await owner?.end();
  await urls?.drop();
});

const looked = (call: (db: Database) => Promise<unknown>) => rowsLookedAt(owner, call);

describe('one page for somebody with thousands of approvals is one statement that looks at little more than the page', () => {
  const viewer = () => ({ as: 'person', principal: busy, companies: 'platform' }) as const;
  const page = { after: undefined, limit: 51, clock: 'system' } as const;
  const next = () => ({ ...page, after: { at: Date.now() + 2 * 86_400_000, id: randomUUID() } });

  it('of what waits for them, also behind a page', async () => {
    expect(await looked((db) => listWaiting(db, viewer(), { people: [busy] }, page))).toBeLessThan(200);
    expect(await looked((db) => listWaiting(db, viewer(), { people: [busy], overdue: true }, next()))).toBeLessThan(200);
    expect(await looked((db) => listWaiting(db, viewer(), { people: [busy, randomUUID()] }, page))).toBeLessThan(200);
  });

  it.each(['started', 'decided'] as const)('of what they have %s', async (act) => {
    const acts = { people: [busy], act };
    expect(await looked((db) => listActs(db, viewer(), acts, page))).toBeLessThan(200);
    expect(await looked((db) => listActs(db, viewer(), acts, { ...page, after: { at: Date.now(), id: randomUUID() } }))).toBeLessThan(200);
  });

  it('of what their team is late with: a page of each of its people', async () => {
    const of = { ids: [manager], companies: 'platform', left: [] } as const;
    expect(await looked((db) => listTeamOverdue(db, of, {}, page))).toBeLessThan(60 * people);
  });

  it('and their counts stop at the number of the policy', async () => {
    const of = { ids: [manager], companies: 'platform', left: [] } as const;
    const rows = await looked((db) => countInbox(db, viewer(), { people: [busy], manager: of }, {}, 'system').catch(() => undefined));
    expect(rows).toBeLessThan(110 * people);
  });
});
