import { Client } from 'pg';
import { testEngine, type TestEngine } from './engine';
import { fill } from './growth/fill';
import { life } from './life';
import { sentBy } from './statements';

const many = 20_000;

let test: TestEngine;
let owner: Client;
beforeAll(async () => {
  test = await testEngine();
  owner = new Client({ connectionString: test.urls.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await test?.close();
});

it(`processes at rest are found without a look at each of ${many} that are all in one state`, async () => {
  await life(test).takeIn('+8613800138000');
  await owner.query('SET session_replication_role = replica');
  for (const table of ['es.streams', 'rm.process']) await fill(owner, table, many);
  const { calls } = await sentBy(() => test.engine.keepDuties());
  const asked = calls.filter(({ text }) => text.startsWith('(SELECT stream_id FROM rm.process'));
  expect(asked).toHaveLength(1);
  const { rows } = await owner.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${asked[0]!.text}`,
    [...asked[0]!.parameters],
  );
  const { Plan: plan } = rows[0]!['QUERY PLAN'][0];
  expect(plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!).toBeLessThan(200);
});
