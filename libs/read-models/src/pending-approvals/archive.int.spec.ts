import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '#event-store';
import { listApprovals } from '#read-models';
import { freshDatabase, type FreshDatabase } from '#testing';

const approvals = 20_000;
let urls: FreshDatabase;
let owner: Database;
beforeAll(async () => {
  urls = await freshDatabase();
  owner = await openDatabase({ url: urls.ownerUrl, applicationName: 'archive', poolSize: 1 });
  await owner.query(
    `INSERT INTO rm.process (stream_id, type, id, status, version, revision, policy_version, state, opened_at, updated_at, services, companies, accounts, principals, asked, seen_version)
     SELECT 'approval:' || id, 'approval', id, 'approved', 1, 1, 1, '{}', now(), now(), 'parties', '{}', '{}', ARRAY[gen_random_uuid()], '{}', 1
     FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, ${approvals})) ids`,
  );
  await owner.query('VACUUM ANALYZE rm.process');
});
afterAll(async () => {
  await owner?.close();
  await urls?.drop();
});

/** How many rows of approvals the statement of this list has looked at. */
async function rowsLookedAt(list: (db: Database) => Promise<unknown>): Promise<number> {
  let plan: { Plan: Node }[] = [];
  const explaining = {
    query: async (sql: string, parameters: readonly unknown[]) => {
      const [row] = await owner.query<{ 'QUERY PLAN': { Plan: Node }[] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters);
      plan = row!['QUERY PLAN'];
      return [];
    },
  };
  await list(explaining as unknown as Database);
  return lookedAt(plan[0]!.Plan);
}
interface Node {
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}
const lookedAt = (node: Node): number =>
  Math.max(node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0), ...(node.Plans ?? []).map(lookedAt));

it('a service without approvals of its own lists the closed ones without a look at those of others', async () => {
  const service = { as: 'service', principal: randomUUID(), client: 'c', companies: 'platform' } as const;
  expect(await rowsLookedAt((db) => listApprovals(db, service, { state: 'approved' }, undefined, 51))).toBeLessThan(100);
});
