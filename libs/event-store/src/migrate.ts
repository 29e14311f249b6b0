import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { eventStore } from './migrations/0001-event-store';
import { vault } from './migrations/0002-vault';
import { iam } from './migrations/0003-iam';
import { readModels } from './migrations/0004-read-models';
import { grants } from './migrations/0005-grants';
import { pendingApprovals } from './migrations/0006-pending-approvals';
import { reservations } from './migrations/0007-reservations';
import { memberships } from './migrations/0008-memberships';
import { tallies } from './migrations/0009-tallies';
import { forgetting } from './migrations/0010-forgetting';
import { stagesAndRegistrations } from './migrations/0011-stages-and-registrations';
import { approvalRetention } from './migrations/0017-approval-retention';
import { seenBy, seenByOfOldRows } from './migrations/0012-seen-by';
import { storedState } from './migrations/0014-stored-state';
import { streamsToDerive } from './migrations/0015-streams-to-derive';
import { keepers } from './migrations/0016-keepers';
import { clockMarks } from './migrations/0019-clock-marks';
import { anchor } from './migrations/0020-anchor';
import { retention } from './migrations/0021-retention';
import { observations } from './migrations/0022-observations';
import { matters, mattersOfOldRows } from './migrations/0023-matters';
import { triesOfEffects } from './migrations/0024-tries-of-effects';
import { assertions } from './migrations/0026-assertions';
import { clients, companiesOfOldRows } from './migrations/0027-clients';
import { administrators, administratorsOfOldRows } from './migrations/0029-administrators';
import { approverChanges } from './migrations/0031-approver-changes';
import { operators } from './migrations/0032-operators';
import { counters } from './migrations/0033-counters';
import { names, namesOfOldRows } from './migrations/0034-names';
import { bindings } from './migrations/0035-bindings';
import { inbox, inboxOfOldRows } from './migrations/0037-inbox';
import { delegations } from './migrations/0038-delegations';
import { rightsReviews } from './migrations/0039-rights-reviews';
import { securityLogByCompany, securityLogOfEvents } from './migrations/0040-security-log-of-events';
import { delegates, delegatesOfOldRows } from './migrations/0052-delegates';
import { oldestActs, whoStandsForWhom } from './migrations/0053-who-stands-for-whom';
import { merges } from './migrations/0060-merges';
import { provisional } from './migrations/0043-provisional';
import { askedByAnotherId, unprovenEnds, whoIsGivenWhat } from './migrations/0044-who-is-given-what';
import { approvalsByAsked, approversWhoCome } from './migrations/0041-approvers-who-come';
import { foundBy } from './migrations/0046-found-by';
import { lentTasks, lentTasksOfOldRows } from './migrations/0046-lent-tasks';
import { dailyUses } from './migrations/0065-daily-uses';
import { overtaken } from './migrations/0062-overtaken';
import { membersWhoAreHeldBack } from './migrations/0066-members-who-are-held-back';
import { keptMembers } from './migrations/0068-kept-members';
import { sightings } from './migrations/0050-sightings';
import { scanProofs } from './migrations/0058-scan-proofs';
import { recordings } from './migrations/0055-recordings';
import { keptRecordings } from './migrations/0071-kept-recordings';
import { watchMigrations, type TellMigration } from './migrations/progress';

/** The order is fixed: a released migration is never edited. */
const history = [
  ['EventStore1700000000001', eventStore],
  ['Vault1700000000002', vault],
  ['Iam1700000000003', iam],
  ['ReadModels1700000000004', readModels],
  ['Grants1700000000005', grants],
  ['PendingApprovals1700000000006', pendingApprovals],
  ['Reservations1700000000007', reservations],
  ['Memberships1700000000008', memberships],
  ['Tallies1700000000009', tallies],
  ['Forgetting1700000000010', forgetting],
  ['StagesAndRegistrations1700000000011', stagesAndRegistrations],
  ['SeenBy1700000000012', seenBy],
  ['SeenByOfOldRows1700000000013', seenByOfOldRows],
  ['StoredState1700000000014', storedState],
  ['StreamsToDerive1700000000015', streamsToDerive],
  ['Keepers1700000000016', keepers],
  ['ApprovalRetention1700000000017', approvalRetention],
  ['ClockMarks1700000000019', clockMarks],
  ['Anchor1700000000020', anchor],
  ['Retention1700000000021', retention],
  ['Observations1700000000022', observations],
  ['Matters1700000000023', matters],
  ['TriesOfEffects1700000000024', triesOfEffects],
  ['MattersOfOldRows1700000000025', mattersOfOldRows],
  ['Assertions1700000000026', assertions],
  ['Clients1700000000027', clients],
  ['CompaniesOfOldRows1700000000028', companiesOfOldRows],
  ['Administrators1700000000029', administrators],
  ['AdministratorsOfOldRows1700000000030', administratorsOfOldRows],
  ['ApproverChanges1700000000031', approverChanges],
  ['Operators1700000000032', operators],
  ['Counters1700000000033', counters],
  ['Names1700000000034', names],
  ['NamesOfOldRows1700000000034', namesOfOldRows],
  ['Bindings1700000000035', bindings],
  ['Inbox1700000000037', inbox],
  ['InboxOfOldRows1700000000037', inboxOfOldRows],
  ['Delegations1700000000038', delegations],
  ['RightsReviews1700000000039', rightsReviews],
  ['SecurityLogOfEvents1700000000040', securityLogOfEvents],
  ['SecurityLogByCompany1700000000040', securityLogByCompany],
  ['ApproversWhoCome1700000000041', approversWhoCome],
  ['ApprovalsByAsked1700000000041', approvalsByAsked],
  ['Provisional1700000000043', provisional],
  ['WhoIsGivenWhat1700000000044', whoIsGivenWhat],
  ['UnprovenEnds1700000000044', unprovenEnds],
  ['AskedByAnotherId1700000000044', askedByAnotherId],
  ['LentTasks1700000000046', lentTasks],
  ['LentTasksOfOldRows1700000000046', lentTasksOfOldRows],
  ['FoundBy1700000000046', foundBy],
  ['Sightings1700000000050', sightings],
  ['Delegates1700000000052', delegates],
  ['DelegatesOfOldRows1700000000052', delegatesOfOldRows],
  ['WhoStandsForWhom1700000000053', whoStandsForWhom],
  ['OldestActs1700000000053', oldestActs],
  ['Recordings1700000000055', recordings],
  ['ScanProofs1700000000058', scanProofs],
  ['Merges1700000000060', merges],
  ['Overtaken1700000000062', overtaken],
  ['DailyUses1700000000065', dailyUses],
  ['MembersWhoAreHeldBack1700000000066', membersWhoAreHeldBack],
  ['KeptMembers1700000000068', keptMembers],
  ['KeptRecordings1700000000071', keptRecordings],
] as const;

/** A migration in a transaction gives way to others after this time: those who come after it wait behind it. */
const lockTimeoutMs = 2_000;

/**
 * TypeORM wants classes; these migrations are plain SQL that only goes forward. A list of statements runs without a
 * transaction.
 */
const migrationOf = ([name, sql]: (typeof history)[number], running: { name?: string }) =>
  class implements MigrationInterface {
    readonly name = name;
    readonly transaction = typeof sql === 'string';
    async up(runner: QueryRunner): Promise<void> {
      running.name = name;
      if (this.transaction) await runner.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
      for (const statement of [sql].flat()) await runner.query(statement);
    }
    down(): Promise<void> {
      throw new Error('migrations only go forward: restore a backup instead');
    }
  };

export const newestMigration = history[history.length - 1]![0];

/** True when the schema has every migration that this program needs; a newer release may have added some. */
export async function isAtHead(db: { query<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]> }): Promise<boolean> {
  const names = history.map(([name]) => name);
  const [table] = await db.query<{ there: boolean }>(`SELECT to_regclass('public.tenure_migrations') IS NOT NULL AS there`);
  if (!table?.there) return false;
  const applied = await db.query('SELECT FROM public.tenure_migrations WHERE name = ANY($1)', [names]);
  return applied.length === names.length;
}

/** Any constant: two installations that migrate one database at once wait for each other. */
const migrationLock = 7_336_001;

const askAgainMs = 100;

/**
 * Asks again and again: a statement that waits would hold a snapshot, for whose end an index that is built beside it
 * waits.
 */
async function waitForLock(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS ours', [migrationLock])) as [{ ours: boolean }];
    if (row.ours) return;
    await delay(askAgainMs);
  }
}

/** A lock that was not free in time, and a deadlock: the migration has changed nothing, or goes on where it stopped. */
const inTheWay: readonly unknown[] = ['55P03', '40P01'];
const triesMax = 30;
const pauseMs = 1_000;

/** Applies what is pending, and tries again while others hold what it needs. @returns the applied names */
async function apply(source: DataSource): Promise<string[]> {
  const before = await appliedNames(source);
  for (let tries = 1; ; tries += 1) {
    try {
      await source.runMigrations({ transaction: 'each' });
      return (await appliedNames(source)).filter((name) => !before.includes(name));
    } catch (error) {
      if (tries === triesMax || !inTheWay.includes((error as { code?: unknown }).code)) throw error;
      await delay(pauseMs);
    }
  }
}

async function appliedNames(source: DataSource): Promise<string[]> {
  const [table] = await source.query<{ there: boolean }[]>(`SELECT to_regclass('tenure_migrations') IS NOT NULL AS there`);
  if (!table?.there) return [];
  return (await source.query<{ name: string }[]>('SELECT name FROM tenure_migrations ORDER BY id')).map(({ name }) => name);
}

export interface MigrateOptions {
  /** Connects as the owner of the schemas. */
  url: string;
  /** Also lets the application move the clock; never in production. */
  embedded?: boolean;
  /** The newest migration to apply: the schema is then that of an earlier release. */
  upTo?: string;
  /** Hears of those that take long. */
  tell?: TellMigration;
}

/**
 * Brings the schemas to head under an advisory lock; safe at any time, also in parallel, beside running programs, and
 * again where it stopped half-way.
 * @returns the names of the migrations that it applied.
 */
export async function migrate({ url, embedded = false, upTo = newestMigration, tell }: MigrateOptions): Promise<string[]> {
  const running: { name?: string } = {};
  const watching = new AbortController();
  const source = new DataSource({
    type: 'postgres',
    url,
    poolSize: 3,
    logging: false,
    migrations: history.slice(0, history.findIndex(([name]) => name === upTo) + 1).map((each) => migrationOf(each, running)),
    migrationsTableName: 'tenure_migrations',
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await waitForLock(lock);
    const watched = tell && watchMigrations(source, () => running.name, tell, watching.signal);
    const applied = await apply(source).finally(() => watching.abort());
    await watched;
    await lock.query('GRANT SELECT ON tenure_migrations TO tenure_app');
    if (embedded) await lock.query('GRANT USAGE ON SCHEMA dev TO tenure_app; GRANT SELECT, UPDATE ON dev.clock TO tenure_app');
    return applied;
  } finally {
    await lock.release();
    await source.destroy();
  }
}
