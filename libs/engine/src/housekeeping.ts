import { challengePolicy, commandPolicy, day, securityPolicy } from '#domain';
import { businessNow, millisecondsOf, type ClockMode, type Database } from '#event-store';
import type { Challenges } from '#vault';

const rowsAtOnce = 1_000;

/**
 * Deletes answers and refusals that are old by machine time, and challenges that are old by business time.
 * @returns how many of each it deleted.
 */
export async function deleteExpired(
  database: Database,
  challenges: Challenges,
  clock: ClockMode,
): Promise<{ commands: number; refusals: number; challenges: number }> {
  const [now] = await database.query<{ ms: number }>(`SELECT ${millisecondsOf(businessNow(clock))}::float8 AS ms`);
  return {
    commands: await deleteOldCommands(database),
    refusals: await deleteOldRefusals(database),
    challenges: await challenges.deleteOld(database, now!.ms - challengePolicy.keptDays * day),
  };
}

const deleteOldCommands = (database: Database) =>
  inBatches(() =>
    database.query(
      `WITH old AS (
         SELECT command_id FROM es.commands WHERE at < clock_timestamp() - $1 * interval '1 day' ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
       DELETE FROM es.commands c USING old WHERE c.command_id = old.command_id RETURNING 1`,
      [commandPolicy.answerKeptDays, rowsAtOnce],
    ),
  );

const deleteOldRefusals = (database: Database) =>
  inBatches(() =>
    database.query(
      `DELETE FROM iam.security_log WHERE entry_id IN (
         SELECT entry_id FROM iam.security_log WHERE at < clock_timestamp() - $1 * interval '1 day' ORDER BY at LIMIT $2)
       RETURNING 1`,
      [securityPolicy.refusalsKeptDays, rowsAtOnce],
    ),
  );

/** Repeats a small delete until nothing is left, so that no statement runs and no lock is held for long. */
async function inBatches(deleteBatch: () => Promise<readonly unknown[]>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const rows = await deleteBatch();
    deleted += rows.length;
    if (rows.length < rowsAtOnce) return deleted;
  }
}
