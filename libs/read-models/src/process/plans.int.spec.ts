import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Viewer } from '#domain';
import type { Database } from '#event-store';
import { listProcesses, processesFrom } from '#read-models';
import { freshDatabase, rowsLookedAt, type FreshDatabase } from '#testing';

const alerts = 30_000;
const open = 100;
const limit = 51;

let urls: FreshDatabase;
let owner: Client;
let company: string;

/** Nearly all alerts were resolved long ago; those that are open are the oldest, so that no order of a list helps. */
beforeAll(async () => {
  urls = await freshDatabase();
  owner = new Client({ connectionString: urls.ownerUrl });
  await owner.connect();
  await owner.query('SET session_replication_role = replica');
  company = randomUUID();
  await owner.query(
    `INSERT INTO rm.process (stream_id, type, id, status, version, revision, policy_version, state, opened_at, updated_at, services, companies, accounts, principals, asked, seen_version)
     SELECT type || ':' || gen_random_uuid(), type, gen_random_uuid(), CASE WHEN n > ${alerts - open} THEN 'open' ELSE 'resolved' END, 1, 1, 1, '{}',
       now() - n * interval '1 minute', now(), 'parties', CASE WHEN n % 100 = 0 THEN ARRAY[$1::uuid] ELSE ARRAY[gen_random_uuid()] END, '{}', '{}', '{}', 1
     FROM generate_series(1, ${alerts}) n, unnest(ARRAY['risk-alert', 'verification']) type`,
    [company],
  );
  await owner.query('VACUUM ANALYZE');
  // As the pools of the programs plan.
  await owner.query('SET plan_cache_mode = force_generic_plan');
});
afterAll(async () => {
  await owner?.end();
  await urls?.drop();
});

const looked = (call: (db: Database) => Promise<unknown>) => rowsLookedAt(owner, call);

const operator = { as: 'operator', principal: randomUUID() } as const;

describe('a page of a list with tens of thousands of rows looks at little more than the page', () => {
  it.each(['risk-alert', 'verification'])('of %s by their state, where few are in it (V9, V1)', async (type) => {
    expect(await looked((db) => listProcesses(db, operator, { type, statuses: ['open'] }, undefined, limit))).toBeLessThanOrEqual(limit);
    const after = { openedAt: Date.now() - (alerts - open / 2) * 60_000, id: randomUUID() };
    expect(await looked((db) => listProcesses(db, operator, { type, statuses: ['open'] }, after, limit))).toBeLessThanOrEqual(2 * limit);
  });

  it('of the export of alerts, from its start and from anywhere (V9)', async () => {
    const of = { type: 'risk-alert', before: Date.now() };
    expect(await looked((db) => processesFrom(db, operator, of, undefined, limit))).toBeLessThanOrEqual(limit);
    const after = { openedAt: Date.now() - (alerts / 2) * 60_000, id: randomUUID() };
    expect(await looked((db) => processesFrom(db, operator, of, after, limit))).toBeLessThanOrEqual(limit + 1);
  });

  it('of the alerts of one company, also as its administrator sees them (V9)', async () => {
    const of = { principal: randomUUID(), companies: 'platform', left: [], whole: [company], departments: [] } as const;
    const administrator: Viewer = { as: 'administrator', ...of };
    const ofCompany = alerts / 100;
    for (const viewer of [operator, administrator])
      expect(
        await looked((db) => listProcesses(db, viewer, { type: 'risk-alert', companyId: company, statuses: ['open'] }, undefined, limit)),
      ).toBeLessThanOrEqual(2 * ofCompany + open);
  });
});
