import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { day, retentionPolicy, type CommandOf } from '#domain';
import { deleteExpired } from '#engine';
import { openDatabase, type Database } from '#event-store';
import { entrance, sentBy, testEngine, type TestEngine } from '#testing';
import { Challenges } from '#vault';

let kernel: TestEngine;
let owner: Database;

beforeAll(async () => {
  kernel = await testEngine();
  owner = await openDatabase({ url: kernel.urls.ownerUrl, applicationName: 'retention-spec', poolSize: 1, unhurried: true });
});
afterAll(async () => {
  await owner?.close();
  await kernel?.close();
});

const housekeeping = () => deleteExpired(kernel.database, new Challenges(), 'system');
const count = async (rows: string) => (await owner.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${rows}`))[0]!.count;
const daysAgo = (days: number) => `clock_timestamp() - interval '${days} days'`;

describe('what grows', () => {
  const runbook = readFileSync(join(__dirname, '../../../docs/runbook.md'), 'utf8');
  const rows = runbook
    .split('\n## What grows\n')[1]!
    .split('\n## ')[0]!
    .split('\n')
    .map((line) => /^\| `([a-z]+\.[a-z_]+)` \| (.+) \| (.+) \|$/.exec(line)?.slice(1))
    .filter((cells) => cells !== undefined);

  it('is a row of the runbook for every table: what makes it grow, and what bounds it', async () => {
    const tables = await owner.query<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables
       WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname NOT IN ('information_schema', 'moved') ORDER BY 1`,
    );
    expect(rows.map(([name]) => name).toSorted()).toEqual(tables.map(({ name }) => name));
  });

  it('names the numbers of the policies', () => {
    const { effectsKeptDays, tasksKeptDays, openingsKeptDays, actsKeptDays, sightingsKeptDays, recordingsKeptDays } = retentionPolicy;
    const bound = (table: string) => rows.find(([name]) => name === table)![2];
    expect(bound('es.effects')).toContain(`${effectsKeptDays} days`);
    expect(bound('es.operator_tasks')).toContain(`${tasksKeptDays} days`);
    expect(bound('vault.openings')).toContain(`${openingsKeptDays} days`);
    expect(bound('rm.approval_acts')).toContain(`${actsKeptDays} days`);
    expect(bound('es.tallies')).toContain(`${sightingsKeptDays} days`);
    expect(bound('es.tallies')).toContain(`${recordingsKeptDays} days`);
  });
});

describe('housekeeping', () => {
  it('deletes tasks that were resolved 365 days ago, and never one that stands', async () => {
    const task = (ref: string, raised: number, resolved?: number) =>
      owner.query(`INSERT INTO es.operator_tasks (stream_id, kind, ref, raised_at, resolved_at)
        VALUES ('account:a', 'stuck', '${ref}', ${daysAgo(raised)}, ${resolved === undefined ? 'NULL' : daysAgo(resolved)})`);
    await task('old', 500, retentionPolicy.tasksKeptDays + 0.01);
    await task('young', 500, retentionPolicy.tasksKeptDays - 0.01);
    await task('stands', 500);
    expect(await housekeeping()).toMatchObject({ tasks: 1 });
    expect(await owner.query('SELECT ref FROM es.operator_tasks ORDER BY ref')).toEqual([{ ref: 'stands' }, { ref: 'young' }]);
    expect(await housekeeping()).toMatchObject({ tasks: 0 });
  });

  it('deletes by what registrations of a day were counted, and never a place on a device (V7)', async () => {
    const enter = (kind: string, days: number) =>
      owner.query(`INSERT INTO es.tallies (entry_id, kind, key, holder, at)
        VALUES (gen_random_uuid(), '${kind}', 'k', gen_random_uuid(), ${daysAgo(days)})`);
    for (const days of [1, retentionPolicy.sightingsKeptDays + 0.01])
      for (const kind of ['registration-phone', 'registration-address', 'device-account']) await enter(kind, days);
    expect(await housekeeping()).toMatchObject({ sightings: 2 });
    expect(await count('es.tallies')).toBe(4);
    await owner.query('TRUNCATE es.tallies');
  });

  it('keeps what tells that a recording was used, until nobody has it any more (R18)', async () => {
    const { sightingsKeptDays, recordingsKeptDays } = retentionPolicy;
    for (const days of [sightingsKeptDays + 1, recordingsKeptDays + 0.01])
      await owner.query(`INSERT INTO es.tallies (entry_id, kind, key, holder, at)
        VALUES (gen_random_uuid(), 'recording', 'k', gen_random_uuid(), ${daysAgo(days)})`);
    // As a worker of the release before, which knows no recordings.
    expect(await owner.query(`DELETE FROM es.tallies WHERE kind <> 'device-account' RETURNING 1`)).toEqual([]);
    expect(await housekeeping()).toMatchObject({ sightings: 0, recordings: 1 });
    await owner.query('TRUNCATE es.tallies');
  });

  it('deletes nothing while another worker does', async () => {
    await owner.query(
      `INSERT INTO es.operator_tasks (stream_id, kind, ref, resolved_at) VALUES ('account:c', 'stuck', '', ${daysAgo(400)})`,
    );
    await owner.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(7336004)');
      expect(await housekeeping()).toMatchObject({ tasks: 0 });
    });
    expect(await housekeeping()).toMatchObject({ tasks: 1 });
  });

  it('deletes openings of the vault after 365 days (C13); the application cannot delete one that is younger than 180', async () => {
    const open = (days: number) =>
      owner.query(`INSERT INTO vault.openings (subject_id, fields, actor, purpose, opened_at)
        VALUES (gen_random_uuid(), '{}', 'a', 'p', ${daysAgo(days)})`);
    for (const days of [0, 179, 200, retentionPolicy.openingsKeptDays - 0.01, retentionPolicy.openingsKeptDays + 0.01]) await open(days);
    expect(await housekeeping()).toMatchObject({ openings: 1 });
    expect(await count('vault.openings')).toBe(4);
    await kernel.database.query('DELETE FROM vault.openings');
    expect(await count('vault.openings')).toBe(2);
  });

  describe('of effects that are over', () => {
    const rejected = async (n: number) => {
      const steps = entrance(kernel);
      const [manager, admin] = [1, 2].map((person) => `b9a1f0de-0000-4000-8000-000000000${n}${person}`) as [string, string];
      const company = await steps.company([admin]);
      const member = { company, inviteId: await steps.invite(company, [manager]) };
      const entrant = await steps.upToSubmission(`+86137000000${n}`, `document-${n}`, member);
      const { approvalId } = await steps.submit(entrant);
      await steps.decide(approvalId, manager, 'reject');
      await steps.perform(entrant, 'tellOutcome');
      return `registration:${entrant.id}`;
    };
    const kinds = async (streamId: string) =>
      (await owner.query<{ kind: string }>(`SELECT kind FROM es.effects WHERE stream_id = '${streamId}' ORDER BY kind`)).map(
        ({ kind }) => kind,
      );
    const end = (streamId: string, days: number) =>
      owner.query(`UPDATE es.effects SET ended_at = ${daysAgo(days)} WHERE stream_id = $1 AND ended_at IS NOT NULL`, [streamId]);
    const finish = (streamId: string, days: number) =>
      owner.query(`UPDATE es.streams SET finished_at = ${daysAgo(days)}, next_due_at = NULL WHERE stream_id = $1`, [streamId]);
    const old = retentionPolicy.effectsKeptDays + 0.01;

    it('keeps those of a process that is not finished, and writes nothing to them: its state still names them', async () => {
      const streamId = await rejected(11);
      await end(streamId, old);
      expect(await housekeeping()).toMatchObject({ effects: 0 });
      expect(await kinds(streamId)).toEqual(['checkIdentity', 'tellOutcome']);
      expect(await count(`es.effects WHERE stream_id = '${streamId}' AND xmax <> 0`)).toBe(0);
      expect((await kernel.engine.readControl(streamId))!.owed).toEqual([]);
    });

    it('keeps those of a process about which an operator has a task: it may be moved again', async () => {
      const streamId = await rejected(12);
      await Promise.all([end(streamId, old), finish(streamId, old)]);
      await kernel.engine.raiseOperatorTask(streamId, 'removal-refused', '');
      expect(await housekeeping()).toMatchObject({ effects: 0 });
      await owner.query('UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE stream_id = $1', [streamId]);
      expect(await housekeeping()).toMatchObject({ effects: 2 });
    });

    it('deletes them 90 days after the end of the process, and of their own; the process owes nothing anew', async () => {
      const streamId = await rejected(13);
      await kernel.advance(31 * day);
      await kernel.engine.fireDeadline(streamId, 'EndRetention');
      const { effectId } = (await kernel.engine.readControl(streamId))!.owed[0]!;
      await kernel.engine.begin(effectId, 'eraseApplicant');
      const erased: CommandOf<'registration'> = { type: 'RecordErasure', items: 1 };
      await kernel.engine.finish(effectId, erased);
      expect(await kernel.engine.readControl(streamId)).toMatchObject({ finished: true, owed: [] });
      await Promise.all([finish(streamId, old), end(streamId, retentionPolicy.effectsKeptDays - 0.01)]);
      expect(await housekeeping()).toMatchObject({ effects: 0 });
      await Promise.all([end(streamId, old), finish(streamId, retentionPolicy.effectsKeptDays - 0.01)]);
      expect(await housekeeping()).toMatchObject({ effects: 0 });
      await finish(streamId, old);
      expect(await housekeeping()).toMatchObject({ effects: 3 });
      await owner.query('UPDATE es.streams SET state_version = NULL WHERE stream_id = $1', [streamId]);
      await kernel.engine.keepDuties();
      expect(await kernel.engine.readControl(streamId)).toMatchObject({ finished: true, owed: [] });
      expect(await kinds(streamId)).toEqual([]);
    });
  });

  describe('with more of a kind than one round deletes', () => {
    const round = (more: object = {}) => deleteExpired(kernel.database, new Challenges(), 'system', { bitesMax: 1, ...more });

    it('asks for the next round at once: what comes in within the hour may be more', async () => {
      await owner.query(`INSERT INTO es.operator_tasks (stream_id, kind, ref, resolved_at)
        SELECT 'account:c', 'stuck', n::text, ${daysAgo(400)} FROM generate_series(1, 1500) n`);
      expect(await round()).toMatchObject({ tasks: 1_000, more: true });
      const last = await round();
      expect([last.tasks, last.more]).toEqual([500, undefined]);
    });

    it('comes to what is behind a thousand effects that must stay', async () => {
      const insert = (stream: string, from: number, to: number, ago: number) =>
        owner.query(`INSERT INTO es.effects (effect_id, stream_id, kind, n, state, ended_at)
          SELECT '${stream}:1:tell:' || n, '${stream}', 'tell', n, 'done', ${daysAgo(ago)} FROM generate_series(${from}, ${to}) n`);
      await owner.query(`INSERT INTO es.streams (stream_id, type, version, revision, head_hash, policy_version, opened_at, updated_at, ended_at, finished_at)
        SELECT 'approval:' || id, 'approval', 1, 1, '\\x00', 1, ${daysAgo(500)}, ${daysAgo(500)}, at, at
        FROM (VALUES ('stays', NULL), ('goes', ${daysAgo(400)})) s(id, at)`);
      await insert('approval:stays', 1, 1_000, 450);
      await insert('approval:goes', 1, 2, 400);
      const places = { effects: { at: '-infinity', id: '' } };
      expect(await round({ places })).toMatchObject({ effects: 0, more: true });
      const last = await round({ places });
      expect([last.effects, last.more]).toEqual([2, undefined]);
      await owner.query(`DELETE FROM es.effects WHERE stream_id = 'approval:stays'`);
      await owner.query(`DELETE FROM es.streams WHERE stream_id IN ('approval:stays', 'approval:goes')`);
    });
  });

  it('deletes each kind, also where another fails', async () => {
    await owner.query(
      `INSERT INTO es.operator_tasks (stream_id, kind, ref, resolved_at) VALUES ('account:b', 'stuck', '', ${daysAgo(400)})`,
    );
    await owner.query('ALTER TABLE vault.openings RENAME COLUMN opened_at TO broken');
    await owner.query('ALTER TABLE es.commands RENAME COLUMN at TO broken');
    try {
      const { failure, tasks } = await housekeeping();
      expect([failure?.code, tasks]).toEqual(['commands 42703', 1]);
    } finally {
      await owner.query('ALTER TABLE vault.openings RENAME COLUMN broken TO opened_at');
      await owner.query('ALTER TABLE es.commands RENAME COLUMN broken TO at');
    }
  });
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}
const scannedWhole = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name']!] : []),
  ...(plan.Plans ?? []).flatMap(scannedWhole),
];

describe('with 100,000 rows of each kind', () => {
  const many = 100_000;
  const oldRows = 5_000;
  const kinds = [
    'commands',
    'refusals',
    'challenges',
    'effects',
    'tasks',
    'openings',
    'assertions',
    'scanProofs',
    'dailyUses',
    'observations',
    'acts',
    'sightings',
    'recordings',
  ] as const;
  /** The oldest come last, so that no order of the heap helps. */
  const at = `clock_timestamp() - CASE WHEN n > ${many - oldRows} THEN interval '400 days' ELSE interval '1 day' END - n * interval '1 millisecond'`;
  const insert = (into: string, values: string) => owner.query(`INSERT INTO ${into} SELECT ${values} FROM generate_series(1, ${many}) n`);

  beforeAll(async () => {
    // What the tests before have left behind.
    await housekeeping();
    await owner.query('SET statement_timeout = 0');
    const stream = `'approval:' || md5(n::text)`;
    await insert(
      'es.streams (stream_id, type, version, revision, head_hash, policy_version, opened_at, updated_at, ended_at, finished_at)',
      `${stream}, 'approval', 1, 1, '\\x00', 1, ${at}, ${at}, ${at}, ${at}`,
    );
    await insert(
      'es.effects (effect_id, stream_id, kind, n, state, ended_at)',
      `${stream} || ':1:tell:1', ${stream}, 'tell', 1, 'done', ${at}`,
    );
    await insert('es.operator_tasks (stream_id, kind, ref, resolved_at)', `${stream}, 'stuck', '', ${at}`);
    await insert('es.commands (command_id, client, request_hash, answer, at)', `sha256(n::text::bytea), 'many', '\\x00', '{}', ${at}`);
    await insert('iam.security_log (what, at)', `'forbidden', ${at}`);
    await insert('vault.openings (subject_id, fields, actor, purpose, opened_at)', `gen_random_uuid(), '{}', 'a', 'p', ${at}`);
    await insert(
      'vault.challenges (challenge_id, purpose, kind, key, created_at, expires_at)',
      `gen_random_uuid(), 'p', 'phone', 'k', ${at}, ${at}`,
    );
    await insert(
      'es.observations (client, source, observation_id, stream_id, type, occurred_at, received_at, body)',
      `gen_random_uuid(), '', gen_random_uuid(), ${stream}, 'activity', ${at}, ${at}, '{}'`,
    );
    await insert('es.daily_uses (stream_id, counter, day, used, changed_at)', `${stream}, 'files', 1, 1, ${at}`);
    await insert('rm.approval_acts (person, act, approval_id, at)', `gen_random_uuid(), 'decided', gen_random_uuid(), ${at}`);
    await insert(
      'es.tallies (entry_id, kind, key, holder, at)',
      `gen_random_uuid(), 'registration-phone', md5(n::text), gen_random_uuid(), ${at}`,
    );
    await insert('es.tallies (entry_id, kind, key, holder, at)', `gen_random_uuid(), 'recording', md5(n::text), gen_random_uuid(), ${at}`);
    await insert(
      'iam.used_assertions (assertion, command_id, ends_at)',
      `sha256(n::text::bytea), '\\x00', ${at.replace('1 day', '1 hour')}`,
    );
    await owner.query(
      `INSERT INTO iam.principals (principal_id, external_id) VALUES ('b9a1f0de-0000-4000-8000-0000000000aa', 'user:scans') ON CONFLICT DO NOTHING`,
    );
    await insert(
      'iam.scan_proofs (proof, principal_id, expires_at, made_at)',
      `sha256(n::text::bytea), 'b9a1f0de-0000-4000-8000-0000000000aa', ${at}, ${at.replace('1 day', '1 minute')}`,
    );
    await owner.query(
      'ANALYZE es.daily_uses, iam.scan_proofs, iam.used_assertions, es.observations, es.tallies, rm.approval_acts, es.streams, es.effects, es.operator_tasks, es.commands, iam.security_log, vault.openings, vault.challenges',
    );
  });

  /** The tables that a statement would read as a whole, as the application plans it. */
  async function readAsAWhole(statement: string): Promise<string[]> {
    const parameters = statement.includes('$4')
      ? [90, '-infinity', '', 1_000]
      : statement.includes('challenges') || statement.includes('tallies')
        ? [Date.now() - 2 * day, 1_000]
        : [90, 1_000];
    const [row] = await kernel.database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${statement}`, parameters);
    return scannedWhole(row!['QUERY PLAN'][0].Plan).filter((table) => table !== 'clock');
  }

  it('each bite is found by index, and three workers at once delete each row once, without a deadlock', async () => {
    const gone: Awaited<ReturnType<typeof housekeeping>>[] = [];
    const { statements } = await sentBy(async () => {
      gone.push(...(await Promise.all(Array.from({ length: 3 }, housekeeping))));
      gone.push(await housekeeping());
    });
    expect(gone.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined, undefined]);
    const sum = (kind: (typeof kinds)[number]) => gone.reduce((total, deleted) => total + deleted[kind], 0);
    for (const kind of kinds) expect({ kind, gone: sum(kind) }).toEqual({ kind, gone: oldRows });
    for (const table of [
      'es.effects',
      'es.operator_tasks',
      'es.commands',
      'iam.security_log',
      'vault.openings',
      'vault.challenges',
      'es.observations',
    ])
      expect(await count(`${table}`)).toBeGreaterThanOrEqual(many - oldRows);
    const deletes = [...new Set(statements.filter((statement) => statement.includes('DELETE FROM')))];
    expect(deletes).toHaveLength(kinds.length);
    expect(await Promise.all(deletes.map(readAsAWhole))).toEqual(kinds.map(() => []));
  });
});
