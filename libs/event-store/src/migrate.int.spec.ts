import { isAtHead, migrate, openDatabase, type Database } from '#event-store';
import { eventually, freshDatabase, type FreshDatabase } from '#testing';

jest.setTimeout(120_000);
const columns = ['services', 'companies', 'accounts', 'principals', 'asked', 'expires_at', 'seen_version'];
const account = '10000000-0000-4000-8000-000000000001';
const rows = 20_000;
const idOf = (i: number) => `registration:20000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
const seenBy = ['SeenBy1700000000012', 'SeenByOfOldRows1700000000013'];

let urls: FreshDatabase;
let owner: Database;
let app: Database;
beforeEach(async () => {
  urls = await freshDatabase();
  owner = await openDatabase({ url: urls.ownerUrl, applicationName: 'owner', poolSize: 2 });
  app = await openDatabase({ url: urls.url, applicationName: 'release 0.1.0', poolSize: 10 });
  await owner.query('DROP FUNCTION rm.fill_seen, rm.note_account_change, rm.note_role_change, rm.note_approval_of_absent CASCADE');
  await owner.query(`ALTER TABLE rm.process ${columns.map((column) => `DROP COLUMN ${column}`).join(', ')}`);
  await owner.query(`DELETE FROM tenure_migrations WHERE name LIKE 'SeenBy%'`);
  await owner.query(
    `INSERT INTO rm.process (stream_id, type, id, status, version, revision, policy_version, account_id, state, opened_at, updated_at)
     SELECT 'registration:' || id, 'registration', id, 'active', 9, 9, 1, gen_random_uuid(), jsonb_build_object('status', 'active', 'joins', '${account}'), now(), now()
     FROM (SELECT ('20000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid AS id FROM generate_series(1, ${rows}) i) ids`,
  );
});
afterEach(async () => {
  await app?.close();
  await owner?.close();
  await urls?.drop();
});

/** A transaction that waits here for as long as the migration takes, not for as long as a program may. */
const staysIdle = 'SET LOCAL idle_in_transaction_session_timeout = 0';
const write = (i: number) => app.query('UPDATE rm.process SET version = version + 1 WHERE stream_id = $1', [idOf(i)]);
const unfilled = async () =>
  (
    await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM rm.process WHERE accounts IS DISTINCT FROM ARRAY['${account}'::uuid]`)
  )[0]!.n;
const indexes = async () =>
  (
    await owner.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
       WHERE i.indrelid = 'rm.process'::regclass AND i.indisvalid AND c.relname = ANY ('{process_seen,process_memberships,process_joins}') ORDER BY 1`,
    )
  ).map(({ name }) => name);

/**
 * Lets eight programs of the earlier release write while `work` runs. @returns its answer, and the codes of failed
 * writes
 */
async function besideWriters<T>(work: () => Promise<T>): Promise<{ answer: T; failed: (string | undefined)[] }> {
  const failed: (string | undefined)[] = [];
  let over = false;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = writer * 1_009; !over; n += 1)
      await write(1 + ((n * 7_919) % rows)).catch(({ code }: { code?: string }) => failed.push(code));
  });
  const answer = await work();
  over = true;
  await Promise.all(writers);
  return { answer, failed };
}

describe('the migration from release 0.1.0', () => {
  it('succeeds while its programs write, fails none of their writes, and leaves them their indexes', async () => {
    const { answer, failed } = await besideWriters(() => migrate({ url: urls.ownerUrl }));
    expect([answer, failed]).toEqual([seenBy, []]);
    expect([await unfilled(), await indexes()]).toEqual([0, ['process_joins', 'process_memberships', 'process_seen']]);
  });

  it('gives way to a transaction that is in its way, and tries again', async () => {
    let migrated!: Promise<string[]>;
    await owner.transaction(async (tx) => {
      await tx.query('UPDATE rm.process SET version = version + 1 WHERE stream_id = $1', [idOf(1)]);
      migrated = migrate({ url: urls.ownerUrl });
      for (let n = 0; n < 30; n += 1) await tx.query('SELECT pg_sleep(0.1)');
      // Came after the migration: it waits for the time that the migration may wait, not for the transaction.
      await write(2);
    });
    expect([await migrated, await unfilled()]).toEqual([seenBy, 0]);
  });

  it('tells how far it is: rows while it fills them, and what an index waits for', async () => {
    await migrate({ url: urls.ownerUrl, upTo: seenBy[0]! });
    const told: { what: string; done: number; total: number }[] = [];
    const hears = (what: string) =>
      eventually(
        `it tells of ${what}`,
        async () => told.find((each) => each.what.includes(what)),
        (found) => found !== undefined,
      );
    let migrated!: Promise<string[]>;
    await app.transaction(async (later) => {
      await later.query(staysIdle);
      await owner.transaction(async (tx) => {
        await tx.query(staysIdle);
        await tx.query('SELECT FROM rm.process WHERE stream_id = $1 FOR UPDATE', [idOf(1)]);
        migrated = migrate({ url: urls.ownerUrl, tell: (what, done, total) => told.push({ what, done, total }) });
        await eventually('all other rows are filled', unfilled, (n) => n === 1);
        told.length = 0;
        expect(await hears('rows of rm.process')).toEqual({ what: 'rows of rm.process filled', done: rows - 1, total: rows });
        await later.query('UPDATE rm.process SET version = version + 1 WHERE stream_id = $1', [idOf(2)]);
      });
      const waiting = 'transactions ended (index rm.process_seen, waiting for writers before build)';
      expect(await hears('rm.process_seen')).toEqual({ what: waiting, done: 0, total: 1 });
    });
    expect([await migrated, await unfilled()]).toEqual([seenBy.slice(1), 0]);
  });

  it('goes on where it stopped half-way; until then the schema is not at the head', async () => {
    await migrate({ url: urls.ownerUrl });
    expect(await isAtHead(app)).toBe(true);
    await owner.query('ALTER TABLE rm.process DISABLE TRIGGER written_by_older_release');
    await owner.query('UPDATE rm.process SET accounts = NULL, seen_version = NULL WHERE stream_id > $1', [idOf(rows / 2)]);
    await owner.query('ALTER TABLE rm.process ENABLE TRIGGER written_by_older_release');
    await owner.query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'rm.process_seen'::regclass`);
    await owner.query('DELETE FROM tenure_migrations WHERE name = $1', [seenBy[1]]);
    expect([await isAtHead(app), await indexes()]).toEqual([false, ['process_joins', 'process_memberships']]);
    expect(await migrate({ url: urls.ownerUrl })).toEqual([seenBy[1]]);
    expect([await unfilled(), (await indexes()).length, await isAtHead(app)]).toEqual([0, 3, true]);
  });
});
