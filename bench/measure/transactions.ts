import { setTimeout as delay } from 'node:timers/promises';
import type { BenchStack } from './bench-stack';

/** A session of PostgreSQL that has nothing to do tells of its last transactions after ten seconds. */
const toldAfterMs = 11_000;

/** Waits until PostgreSQL counts every transaction so far. */
export const allTold = (): Promise<void> => delay(toldAfterMs);

/** Transactions that this database has committed, as far as its sessions have told. */
export const transactionsOf = async ({ database }: BenchStack): Promise<number> =>
  (
    await database.query<{ committed: number }>(
      'SELECT xact_commit::float8 AS committed FROM pg_stat_database WHERE datname = current_database()',
    )
  )[0]!.committed;
