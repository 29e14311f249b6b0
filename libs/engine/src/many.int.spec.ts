import { openDatabase, type Database } from '#event-store';
import { readBacklog } from '#read-models';
import { sentBy, testEngine, type TestEngine } from '#testing';
import { Challenges } from '#vault';
import { deleteExpired, reportAsleep, sweep, sweepFromStart, wakeAll } from '#engine';

/** `npm run test:long` takes a million. */
const many = (globalThis as { rows?: number }).rows ?? 100_000;
/** What a statement may take is 5 s; a bite is far below it on any machine. */
const biteMs = 2_000;

let kernel: TestEngine;
let owner: Database;

beforeAll(async () => {
  kernel = await testEngine();
  owner = await openDatabase({ url: kernel.urls.ownerUrl, applicationName: 'many-spec', poolSize: 1, unhurried: true });
  await seed();
});
afterAll(async () => {
  await owner?.close();
  await kernel?.close();
});

/**
 * Deadlines overdue by hours, many at the same instant; finished processes between; an effect of every tenth is owed.
 */
async function seed(): Promise<void> {
  const unbounded = (sql: string) =>
    owner.transaction(async (tx) => void (await tx.query('SET LOCAL statement_timeout = 0'), await tx.query(sql)));
  const stream = `'account:' || md5(n::text)`;
  await unbounded(
    `INSERT INTO es.streams (stream_id, type, version, revision, head_hash, policy_version, opened_at, updated_at, next_due_at)
     SELECT ${stream}, 'account', 1, 1, '\\x00', 1, now() - interval '9 days', now() - interval '9 days', now() - interval '1 hour' - (n / 1000) * interval '1 second'
     FROM generate_series(1, ${many}) n`,
  );
  await unbounded(
    `INSERT INTO es.streams (stream_id, type, version, revision, head_hash, policy_version, opened_at, updated_at, ended_at, finished_at)
     SELECT 'deregistration:' || md5(n::text), 'deregistration', 1, 1, '\\x00', 1, now(), now(), now(), now() FROM generate_series(1, ${many}) n`,
  );
  await unbounded(
    `INSERT INTO es.effects (effect_id, stream_id, kind, n, owed_since) SELECT ${stream} || ':1:tell:1', ${stream}, 'tell', 1, now() - interval '1 hour'
     FROM generate_series(1, ${many}, 10) n`,
  );
  await unbounded(
    `INSERT INTO es.operator_tasks (stream_id, kind, ref, resolved_at) SELECT ${stream}, 'stuck', '', now() FROM generate_series(1, ${many}) n`,
  );
  await unbounded(
    `INSERT INTO es.commands (command_id, client, request_hash, answer, at) SELECT sha256(n::text::bytea), 'many', '\\x00', '{}', now() - interval '91 days'
     FROM generate_series(1, ${many / 10}) n`,
  );
  await unbounded('ANALYZE es.streams, es.effects, es.operator_tasks, es.commands');
}

const count = async (rows: string) => (await owner.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${rows}`))[0]!.count;

/** The longest time that one statement of this work has taken. */
async function longestStatementMs(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  const { roundTrips } = await sentBy(work);
  return (performance.now() - began) / Math.max(roundTrips, 1);
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}
const scannedWhole = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name']!] : []),
  ...(plan.Plans ?? []).flatMap(scannedWhole),
];

/** The tables that a statement of a walk would read as a whole; the parameters are those of its first bite. */
async function readAsAWhole(statement: string): Promise<string[]> {
  const [row] = await owner.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${statement}`, ['-infinity', '', 500]);
  // One row: the clock of the embedded stack.
  return [...new Set(scannedWhole(row!['QUERY PLAN'][0].Plan))].filter((table) => table !== 'clock');
}

describe(`with ${many} overdue processes`, () => {
  it('a sweep wakes those that are overdue for longest, and no more at once than it may; the next goes on behind them', async () => {
    const places = sweepFromStart();
    const first = await sweep(kernel.database, 'system', places);
    expect(first.failure).toBeUndefined();
    expect(first.woken).toBeGreaterThanOrEqual(1_000);
    expect(first.woken).toBeLessThan(3_000);
    const soonest = `(SELECT stream_id FROM es.streams WHERE next_due_at IS NOT NULL ORDER BY next_due_at, stream_id LIMIT 1000) s`;
    expect(await count(`${soonest} JOIN es.wakes USING (stream_id)`)).toBe(1_000);
    const second = await sweep(kernel.database, 'system', places);
    expect(second.woken).toBeGreaterThanOrEqual(1_000);
    expect(await count('es.wakes')).toBe(first.woken + second.woken);
  });

  it('a sweep tells how many there are, about', async () => {
    const { overdue } = await sweep(kernel.database, 'system');
    expect(overdue / (1.1 * many)).toBeGreaterThan(0.8);
    expect(overdue / (1.1 * many)).toBeLessThan(1.2);
    const backlog = await readBacklog(kernel.database, 'system');
    expect(backlog.overdue / many).toBeGreaterThan(0.8);
    expect(backlog.overdue / many).toBeLessThan(1.2);
  });

  it('a sweep takes turns where all were woken a moment ago, and each of its statements stays short', async () => {
    await owner.transaction(async (tx) => {
      await tx.query('SET LOCAL statement_timeout = 0');
      await tx.query(`INSERT INTO es.sweeps (stream_id, version, raises, next_at)
        SELECT stream_id, 1, 1, now() + interval '1 hour' FROM es.streams WHERE next_due_at IS NOT NULL ON CONFLICT (stream_id) DO UPDATE SET next_at = excluded.next_at`);
      await tx.query('ANALYZE es.sweeps');
    });
    const places = sweepFromStart();
    expect(await longestStatementMs(() => sweep(kernel.database, 'system', places))).toBeLessThan(biteMs);
    expect(places.deadlines.at).not.toBe('-infinity');
    expect(await sweep(kernel.database, 'system', places)).toMatchObject({ woken: 0 });
  });

  it('a sweep reads no table as a whole', async () => {
    const { statements } = await sentBy(() => sweep(kernel.database, 'system'));
    const bites = [...new Set(statements.filter((statement) => statement.startsWith('WITH looked')))];
    expect(bites).toHaveLength(4);
    expect(await Promise.all(bites.map(readAsAWhole))).toEqual([[], [], [], []]);
  });

  it('a part of a sweep that fails does not keep the later ones from running, and is named', async () => {
    const [fine] = await owner.query<{ id: string }>(
      `INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ('account:fine', 'overdue', '') RETURNING task_id AS id`,
    );
    await owner.query(`ALTER TABLE es.sweeps RENAME COLUMN raises TO broken`);
    try {
      const { failure, overdue } = await sweep(kernel.database, 'system');
      expect([failure?.code, overdue > 0]).toEqual(['deadlines 42703', true]);
    } finally {
      await owner.query(`ALTER TABLE es.sweeps RENAME COLUMN broken TO raises`);
    }
    expect(await count(`es.operator_tasks WHERE task_id = '${fine!.id}' AND resolved_at IS NOT NULL`)).toBe(1);
  });

  it('reconcile looks at all of them in pages', async () => {
    expect(await longestStatementMs(() => reportAsleep(kernel.database, async () => true))).toBeLessThan(biteMs);
    await owner.query('DELETE FROM es.wakes');
    expect(await wakeAll(kernel.database)).toBe(many);
    expect(await count('es.wakes')).toBe(many);
  });
});

describe('housekeeping', () => {
  it('deletes each kind, also where another fails, and names the first that did', async () => {
    const challenges = new Challenges();
    jest.spyOn(challenges, 'deleteOld').mockRejectedValue(Object.assign(new Error('words'), { code: '57014' }));
    await owner.query('ALTER TABLE iam.security_log RENAME COLUMN at TO broken');
    try {
      const { failure, ...gone } = await deleteExpired(kernel.database, challenges, 'system');
      const others = {
        refusals: 0,
        challenges: 0,
        effects: 0,
        tasks: 0,
        openings: 0,
        assertions: 0,
        observations: 0,
        acts: 0,
        sightings: 0,
        recordings: 0,
        scanProofs: 0,
        dailyUses: 0,
      };
      expect([failure?.code, gone]).toEqual(['refusals 42703', { ...others, commands: many / 10 }]);
    } finally {
      await owner.query('ALTER TABLE iam.security_log RENAME COLUMN broken TO at');
    }
  });
});
