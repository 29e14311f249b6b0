import { assertionPolicy, challengePolicy, commandPolicy, day, minute, observationPolicy, retentionPolicy, securityPolicy } from '#domain';
import { readNow, type ClockMode, type Database, type Tx } from '#event-store';
import type { Challenges } from '#vault';
import { eachPart, type PartFailed } from './each-part';
import { deleteEndedEffects, deleteOldActs, deleteOldest, deleteTallies } from './expired';
import { atStart, walk, type Place } from './overdue';

/** Any constant: the advisory lock keeps two workers from deleting the same rows. */
const housekeepingLock = 7_336_004;

const rowsABite = 1_000;
/** Of each kind in one round, so that what it did is told. */
const bitesARound = 1_000;

/** How many rows of each kind are gone. */
export interface Deleted {
  commands: number;
  refusals: number;
  challenges: number;
  effects: number;
  tasks: number;
  openings: number;
  assertions: number;
  scanProofs: number;
  dailyUses: number;
  observations: number;
  acts: number;
  sightings: number;
  recordings: number;
  /** A kind had more than a round deletes: the next one should follow at once, or what comes in may be more. */
  more?: true;
  failure?: PartFailed;
}

interface Round {
  signal?: AbortSignal;
  bitesMax?: number;
  /** Where the walk goes on that the round before did not end: some effects that are old must stay. */
  places?: { effects: Place };
}

/**
 * Deletes what is old by machine time, and challenges that are old by business time; in bites, and each kind also where
 * another fails. What grows and what bounds it: docs/runbook.md, *What grows*.
 * @returns how many of each it deleted.
 */
export async function deleteExpired(database: Database, challenges: Challenges, clock: ClockMode, round: Round = {}): Promise<Deleted> {
  const full: boolean[] = [];
  const counted = async (bites: Promise<Bites>) => {
    const done = await bites;
    full.push(done.full);
    return done.deleted;
  };
  const bites = (deleteBite: (tx: Tx) => Promise<number>) => counted(inBites(database, deleteBite, round));
  const oldest = (kind: Parameters<typeof deleteOldest>[1], days: number) => () => bites((tx) => deleteOldest(tx, kind, days, rowsABite));
  const businessDaysAgo = async (days: number) => (await readNow(database, clock)).now - days * day;
  const { done, failure } = await eachPart({
    commands: oldest('commands', commandPolicy.answerKeptDays),
    refusals: oldest('refusals', securityPolicy.refusalsKeptDays),
    tasks: oldest('tasks', retentionPolicy.tasksKeptDays),
    openings: oldest('openings', retentionPolicy.openingsKeptDays),
    assertions: oldest('assertions', assertionPolicy.usedKeptDays),
    scanProofs: oldest('scanProofs', (retentionPolicy.scanProofsKeptMinutes * minute) / day),
    dailyUses: oldest('dailyUses', retentionPolicy.usesKeptDays),
    effects: () => counted(effectsInBites(database, round)),
    challenges: async () => {
      const before = await businessDaysAgo(challengePolicy.keptDays);
      return bites((tx) => challenges.deleteOld(tx, before, rowsABite));
    },
    observations: oldest('observations', observationPolicy.keptDays),
    acts: () => bites((tx) => deleteOldActs(tx, rowsABite)),
    sightings: async () => {
      const before = await businessDaysAgo(retentionPolicy.sightingsKeptDays);
      return bites((tx) => deleteTallies(tx, 'sightings', before, rowsABite));
    },
    recordings: async () => {
      const before = await businessDaysAgo(retentionPolicy.recordingsKeptDays);
      return bites((tx) => deleteTallies(tx, 'recordings', before, rowsABite));
    },
  });
  const none = {
    commands: 0,
    refusals: 0,
    challenges: 0,
    effects: 0,
    tasks: 0,
    openings: 0,
    assertions: 0,
    scanProofs: 0,
    dailyUses: 0,
    observations: 0,
    acts: 0,
    sightings: 0,
    recordings: 0,
  };
  return { ...none, ...done, ...(full.includes(true) && { more: true }), ...(failure && { failure }) };
}

interface Bites {
  deleted: number;
  /** It ended because the round was full. */
  full: boolean;
}

/** Repeats a small delete until nothing is left, so that no statement runs and no lock is held for long. */
async function inBites(
  database: Database,
  deleteBite: (tx: Tx) => Promise<number>,
  { signal, bitesMax = bitesARound }: Round,
): Promise<Bites> {
  let deleted = 0;
  for (let bites = 0; bites < bitesMax && !signal?.aborted; bites++) {
    const bite = await biteAlone(database, deleteBite);
    deleted += bite ?? 0;
    if (bite === undefined || bite < rowsABite) return { deleted, full: false };
  }
  return { deleted, full: true };
}

/** Some that are old must stay, so each bite goes on behind the one before, and a round behind the one before it. */
async function effectsInBites(
  database: Database,
  { signal, bitesMax = bitesARound, places = { effects: atStart } }: Round,
): Promise<Bites> {
  let alone = true;
  const { place, changed } = await walk({ rowsABite, bitesMax, changedMax: Infinity }, places.effects, async (from, rows) => {
    const bite = signal?.aborted ? undefined : await biteAlone(database, (tx) => deleteEndedEffects(tx, from, rows));
    alone &&= bite !== undefined;
    return bite;
  });
  places.effects = place;
  return { deleted: changed, full: alone && place !== atStart };
}

/** @returns undefined while another worker deletes. */
function biteAlone<T>(database: Database, bite: (tx: Tx) => Promise<T>): Promise<T | undefined> {
  return database.transaction(async (tx: Tx) => {
    const [lock] = await tx.query<{ ours: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS ours', [housekeepingLock]);
    return lock?.ours ? bite(tx) : undefined;
  });
}
