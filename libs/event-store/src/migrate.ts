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
import { seenBy, seenByOfOldRows } from './migrations/0012-seen-by';
import { storedState } from './migrations/0014-stored-state';
import { streamsToDerive } from './migrations/0015-streams-to-derive';
import { keepers } from './migrations/0016-keepers';
import { clockMarks } from './migrations/0019-clock-marks';

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
  ['ClockMarks1700000000019', clockMarks],
] as const;

/** TypeORM wants classes; these migrations are plain SQL that only goes forward. A list of statements runs without a transaction. */
const migrationOf = ([name, sql]: (typeof history)[number]) =>
  class implements MigrationInterface {
    readonly name = name;
    readonly transaction = typeof sql === 'string';
    async up(runner: QueryRunner): Promise<void> {
      for (const statement of [sql].flat()) await runner.query(statement);
    }
    down(): Promise<void> {
      throw new Error('migrations only go forward: restore a backup instead');
    }
  };

export const newestMigration = history[history.length - 1]![0];

/** Any constant: two installations that migrate one database at once wait for each other. */
const migrationLock = 7_336_001;

const askAgainMs = 100;

/** Asks again and again: a statement that waits would hold a snapshot, for whose end an index that is built beside it waits. */
async function waitForLock(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS ours', [migrationLock])) as [{ ours: boolean }];
    if (row.ours) return;
    await delay(askAgainMs);
  }
}

export interface MigrateOptions {
  /** Connects as the owner of the schemas. */
  url: string;
  /** Also lets the application move the clock; never in production. */
  embedded?: boolean;
}

/**
 * Brings the schemas to head under an advisory lock; safe at any time, also in parallel.
 * @returns the names of the migrations that it applied.
 */
export async function migrate({ url, embedded = false }: MigrateOptions): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    poolSize: 2,
    logging: false,
    migrations: history.map(migrationOf),
    migrationsTableName: 'tenure_migrations',
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await waitForLock(lock);
    const applied = await source.runMigrations({ transaction: 'each' });
    await lock.query('GRANT SELECT ON tenure_migrations TO tenure_app');
    if (embedded) await lock.query('GRANT USAGE ON SCHEMA dev TO tenure_app; GRANT SELECT, UPDATE ON dev.clock TO tenure_app');
    return applied.map(({ name }) => name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}
