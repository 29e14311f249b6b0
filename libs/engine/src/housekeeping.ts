import { challengePolicy, commandPolicy, day } from '#domain';
import { businessNow, millisecondsOf, type ClockMode, type Database } from '#event-store';
import type { Challenges } from '#vault';

const rowsAtOnce = 1_000;

/** Recorded answers that are old by machine time, and challenges that are by business time, go. Returns how many. */
export async function keepHouse(
  database: Database,
  challenges: Challenges,
  clock: ClockMode,
): Promise<{ commands: number; challenges: number }> {
  const [now] = await database.query<{ ms: number }>(`SELECT ${millisecondsOf(businessNow(clock))}::float8 AS ms`);
  return {
    commands: await deleteOldCommands(database),
    challenges: await challenges.deleteOld(database, now!.ms - challengePolicy.keptDays * day),
  };
}

/** In small bites: no statement runs for long, no lock is held for long. */
async function deleteOldCommands(database: Database): Promise<number> {
  let deleted = 0;
  for (;;) {
    const rows = await database.query(
      `WITH old AS (
         SELECT command_id FROM es.commands WHERE at < clock_timestamp() - $1 * interval '1 day' ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
       DELETE FROM es.commands c USING old WHERE c.command_id = old.command_id RETURNING 1`,
      [commandPolicy.answerKeptDays, rowsAtOnce],
    );
    deleted += rows.length;
    if (rows.length < rowsAtOnce) return deleted;
  }
}
