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
  ['ApprovalRetention1700000000017', approvalRetention],
] as const;

/** TypeORM wants classes; these migrations are plain SQL that only goes forward. */
const migrationOf = ([name, sql]: (typeof history)[number]) =>
  class implements MigrationInterface {
    readonly name = name;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }
    down(): Promise<void> {
      throw new Error('migrations only go forward: restore a backup instead');
    }
  };

export const newestMigration = history[history.length - 1]![0];

/** Any constant: two installations that migrate one database at once wait for each other. */
const migrationLock = 7_336_001;

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
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const applied = await source.runMigrations({ transaction: 'each' });
    await lock.query('GRANT SELECT ON tenure_migrations TO tenure_app');
    if (embedded) await lock.query('GRANT USAGE ON SCHEMA dev TO tenure_app; GRANT SELECT, UPDATE ON dev.clock TO tenure_app');
    return applied.map(({ name }) => name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}
