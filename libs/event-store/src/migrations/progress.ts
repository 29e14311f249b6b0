import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** Hears what a migration does, and how far it is. */
export type TellMigration = (what: string, done: number, total: number) => void;

const everyMs = 2_000;

/** Counts the rows of a migration that fills them in bites, by its name. */
const fillings: Readonly<Record<string, string>> = {
  SeenByOfOldRows1700000000013: `SELECT 'rows of rm.process filled' AS what, count(seen_version)::float8 AS done, count(*)::float8 AS total FROM rm.process`,
};

/**
 * An index that is built: PostgreSQL counts blocks while it reads the table, then rows; before and between it waits for
 * transactions that are open, and counts those. A step without a count has begun.
 */
const building = `
  SELECT CASE WHEN phase LIKE 'waiting%' THEN 'transactions ended' WHEN blocks_total > 0 THEN 'blocks' ELSE 'rows' END
      || ' (index ' || coalesce(index_relid::regclass::text, 'of ' || relid::regclass) || ', ' || phase || ')' AS what,
    (CASE WHEN phase LIKE 'waiting%' THEN lockers_done WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END)::float8 AS done,
    (CASE WHEN phase LIKE 'waiting%' THEN lockers_total WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END)::float8 AS total
  FROM pg_stat_progress_create_index WHERE datname = current_database()`;

/** Tells every two seconds how far the migration is that runs, until the signal. It leaves out what it cannot find out. */
export async function watchMigrations(
  source: DataSource,
  running: () => string | undefined,
  tell: TellMigration,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const [step] = await look(source, running()).catch(() => []);
    if (step) tell(step.what, step.done, step.total);
  }
}

type Step = { what: string; done: number; total: number };

/** First the index: it would wait for a count of rows that runs. */
async function look(source: DataSource, name = ''): Promise<Step[]> {
  const steps = await source.query<Step[]>(building);
  const filling = fillings[name];
  return steps.length > 0 || filling === undefined ? steps : source.query<Step[]>(filling);
}
