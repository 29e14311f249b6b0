import { newerThan, platformCalendar } from '#domain';
import { Unavailable, type Engine } from '#engine';
import type { Database } from '#event-store';
import { approvalsCountedBy, provisionalBy, type ProvisionalBy } from '#read-models';

const versionsABite = 100;
const approvalsAPage = 100;
/** Then the next bite goes on: a round should be over soon. */
const biteMs = 20_000;

interface Parts {
  database: Database;
  engine: Engine;
}

/** How far the rounds of a program are. */
export interface ReplanningPlace {
  after?: ProvisionalBy | undefined;
  /** The version that the approvals of a version were last counted by, or would not be. */
  readonly done: Map<string, string>;
}

export const replanningFromStart = (): ReplanningPlace => ({ done: new Map() });

export interface Replanned {
  looked: number;
  replanned: number;
  more: boolean;
}

/**
 * One bite of what calendars reach by now: counts again the provisional dates of each pending approval that was counted
 * by an earlier version, one transaction an approval. Stopped at any point, another bite finds what is left.
 */
export async function replanProvisional({ database, engine }: Parts, place: ReplanningPlace, signal: AbortSignal): Promise<Replanned> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(biteMs)]);
  const versions = await provisionalBy(database, platformCalendar.storedId, place.after, versionsABite);
  const done = { looked: 0, replanned: 0 };
  for (const each of versions) {
    const newer = newerThan(each);
    const name = `${each.calendar} ${each.version}`;
    if (newer === undefined || place.done.get(name) === newer) continue;
    const isOver = await replanAll({ database, engine }, each, newer, { done, ends });
    if (ends.aborted) return { ...done, more: true };
    if (isOver) place.done.set(name, newer);
  }
  const last = versions.length === versionsABite ? versions.at(-1) : undefined;
  place.after = last;
  return { ...done, more: last !== undefined };
}

/**
 * @returns false where only a newer release, or nobody now, can decide about some of them: the next round tries again.
 */
async function replanAll(
  { database, engine }: Parts,
  by: ProvisionalBy,
  newer: string,
  { done, ends }: { done: { looked: number; replanned: number }; ends: AbortSignal },
): Promise<boolean> {
  let isOver = true;
  let afterId: string | undefined;
  while (!ends.aborted) {
    const page = await approvalsCountedBy(database, by, afterId, approvalsAPage);
    for (const id of page) {
      const result = await replanOne(engine, `${by.calendar} ${by.version} to ${newer}`, id);
      done.looked += 1;
      if (result === 'replanned') done.replanned += 1;
      if (result === 'beyond') isOver = false;
    }
    if (page.length < approvalsAPage) break;
    afterId = page.at(-1);
  }
  return isOver;
}

async function replanOne(engine: Engine, cause: string, id: string): Promise<'replanned' | 'same' | 'beyond'> {
  try {
    const moved = await engine.sendFromKeeper(cause, { process: 'approval', id }, { type: 'ReplanDeadlines' });
    return moved ? 'replanned' : 'same';
  } catch (error) {
    if (error instanceof Unavailable) return 'beyond';
    throw error;
  }
}
