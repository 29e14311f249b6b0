import { challengePolicy, commandPolicy, day, observationPolicy, retentionPolicy, securityPolicy } from '#domain';
import { readNow, type ClockMode, type Database, type Tx } from '#event-store';
import type { Challenges } from '#vault';
import { eachPart, type PartFailed } from './each-part';
import { deleteEndedEffects, deleteOldest } from './expired';
import { atStart, walk } from './overdue';

/** Any constant: the advisory lock keeps two workers from deleting the same rows. */
const housekeepingLock = 7_336_004;

const rowsABite = 1_000;
/** Ends a round, so that what it did is told; the next one begins at the front again. */
const bitesMax = 1_000;

/** How many rows of each kind are gone. */
export interface Deleted {
  commands: number;
  refusals: number;
  challenges: number;
  effects: number;
  tasks: number;
  openings: number;
  observations: number;
  failure?: PartFailed;
}

/**
 * Deletes what is old by machine time, and challenges that are old by business time; in bites, and each kind also where
 * another fails. What grows and what bounds it: docs/runbook.md, *What grows*.
 * @returns how many of each it deleted.
 */
export async function deleteExpired(database: Database, challenges: Challenges, clock: ClockMode, signal?: AbortSignal): Promise<Deleted> {
  const bites = (deleteBite: (tx: Tx) => Promise<number>) => () => inBites(database, deleteBite, signal);
  const { done, failure } = await eachPart({
    commands: bites((tx) => deleteOldest(tx, 'commands', commandPolicy.answerKeptDays, rowsABite)),
    refusals: bites((tx) => deleteOldest(tx, 'refusals', securityPolicy.refusalsKeptDays, rowsABite)),
    tasks: bites((tx) => deleteOldest(tx, 'tasks', retentionPolicy.tasksKeptDays, rowsABite)),
    openings: bites((tx) => deleteOldest(tx, 'openings', retentionPolicy.openingsKeptDays, rowsABite)),
    effects: () => effectsInBites(database, signal),
    challenges: async () => {
      const { now } = await readNow(database, clock);
      const before = now - challengePolicy.keptDays * day;
      return inBites(database, (tx) => challenges.deleteOld(tx, before, rowsABite), signal);
    },
    observations: () => inBites(database, (tx) => deleteOldest(tx, 'observations', observationPolicy.keptDays, rowsABite), signal),
  });
  const nothing = { commands: 0, refusals: 0, challenges: 0, effects: 0, tasks: 0, openings: 0, observations: 0 };
  return { ...nothing, ...done, ...(failure && { failure }) };
}

/** Repeats a small delete until nothing is left, so that no statement runs and no lock is held for long. */
async function inBites(database: Database, deleteBite: (tx: Tx) => Promise<number>, signal?: AbortSignal): Promise<number> {
  let deleted = 0;
  for (let bites = 0; bites < bitesMax && !signal?.aborted; bites++) {
    const bite = await biteAlone(database, deleteBite);
    deleted += bite ?? 0;
    if (bite === undefined || bite < rowsABite) break;
  }
  return deleted;
}

/** Some that are old must stay, so each bite goes on behind the one before. */
async function effectsInBites(database: Database, signal?: AbortSignal): Promise<number> {
  const { changed } = await walk({ rowsABite, bitesMax, changedMax: Infinity }, atStart, async (from, rows) =>
    signal?.aborted ? undefined : biteAlone(database, (tx) => deleteEndedEffects(tx, from, rows)),
  );
  return changed;
}

/** @returns undefined while another worker deletes. */
function biteAlone<T>(database: Database, bite: (tx: Tx) => Promise<T>): Promise<T | undefined> {
  return database.transaction(async (tx: Tx) => {
    const [lock] = await tx.query<{ ours: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS ours', [housekeepingLock]);
    return lock?.ours ? bite(tx) : undefined;
  });
}
