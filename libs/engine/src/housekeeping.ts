import { challengePolicy, commandPolicy, day, securityPolicy } from '#domain';
import { readNow, type ClockMode, type Database } from '#event-store';
import type { Challenges } from '#vault';
import { deleteOldObservations } from './observations';
import { eachPart, type PartFailed } from './each-part';

const rowsABite = 1_000;

export interface Deleted {
  commands: number;
  refusals: number;
  challenges: number;
  observations: number;
  failure?: PartFailed;
}

/**
 * Deletes answers, refusals and observations that are old by machine time, and challenges that are old by business time; in bites,
 * and each kind also where another fails.
 * @returns how many of each it deleted.
 */
export async function deleteExpired(database: Database, challenges: Challenges, clock: ClockMode, signal?: AbortSignal): Promise<Deleted> {
  const { done, failure } = await eachPart({
    commands: () => inBites(() => deleteOldCommands(database), signal),
    refusals: () => inBites(() => deleteOldRefusals(database), signal),
    challenges: async () => {
      const { now } = await readNow(database, clock);
      const before = now - challengePolicy.keptDays * day;
      return inBites(() => challenges.deleteOld(database, before, rowsABite), signal);
    },
    observations: () => inBites(() => deleteOldObservations(database, rowsABite), signal),
  });
  const { commands = 0, refusals = 0, challenges: codes = 0, observations = 0 } = done;
  return { commands, refusals, challenges: codes, observations, ...(failure && { failure }) };
}

const deleteOldCommands = async (database: Database): Promise<number> => {
  const gone = await database.query(
    `WITH old AS (
       SELECT command_id FROM es.commands WHERE at < (SELECT clock_timestamp()) - $1 * interval '1 day' ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
     DELETE FROM es.commands c USING old WHERE c.command_id = old.command_id RETURNING 1`,
    [commandPolicy.answerKeptDays, rowsABite],
  );
  return gone.length;
};

const deleteOldRefusals = async (database: Database): Promise<number> => {
  const gone = await database.query(
    `DELETE FROM iam.security_log WHERE entry_id IN (
       SELECT entry_id FROM iam.security_log WHERE at < (SELECT clock_timestamp()) - $1 * interval '1 day' ORDER BY at LIMIT $2)
     RETURNING 1`,
    [securityPolicy.refusalsKeptDays, rowsABite],
  );
  return gone.length;
};

/** Repeats a small delete until nothing is left, so that no statement runs and no lock is held for long. */
async function inBites(deleteBite: () => Promise<number>, signal?: AbortSignal): Promise<number> {
  let deleted = 0;
  for (;;) {
    const bite = await deleteBite();
    deleted += bite;
    if (bite < rowsABite || signal?.aborted) return deleted;
  }
}
