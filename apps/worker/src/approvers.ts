import { Standings } from '#activities';
import { endDelegationsOfDeparted } from './departed';
import { isToResolve, type Approval } from '#domain';
import { streamIdOf, Unavailable, type Engine } from '#engine';
import type { Database } from '#event-store';
import {
  approvalsConcerned,
  concerningApprovals,
  endLooks,
  leaseApproverChanges,
  noteLook,
  releaseLooks,
  type ApproverChange,
} from '#read-models';

const changesABite = 100;
const approvalsAPage = 100;
/** Then the next bite goes on: a round should be over soon. */
const biteMs = 20_000;

interface Parts {
  database: Database;
  engine: Engine;
}

export interface Resolved {
  /** Approvals that were looked at. */
  looked: number;
  /** Those whose slots were resolved again. */
  resolved: number;
  /** There may be more to look at. */
  more: boolean;
}

/**
 * One bite of the changes of who may decide: resolves again the slots of each pending approval that they concern, one
 * transaction an approval. Stopped at any point, another bite goes on behind the last page; a worker that has died is
 * followed when its lease has ended.
 */
export async function resolveApprovers({ database, engine }: Parts, signal: AbortSignal): Promise<Resolved> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(biteMs)]);
  const changes = await leaseApproverChanges(database, changesABite);
  if (changes.length === 0) return { looked: 0, resolved: 0, more: false };
  const abouts = changes.map(({ about }) => about);
  const concerning = await concerningApprovals(database, abouts);
  // One for the bite: all of it is read behind the leases, so that it knows each of these changes.
  const standings = new Standings(engine, (work) => database.transaction(work));
  await endDelegationsOfDeparted({ database, engine, standings }, abouts, ends);
  await endLooks(
    database,
    changes.filter(({ about }) => !concerning.has(about)),
  );
  const done = { looked: 0, resolved: 0, more: changes.length === changesABite };
  const left = changes.filter(({ about }) => concerning.has(about));
  for (let change = left[0]; change && !ends.aborted; change = left[0]) {
    const { looked, resolved, isOver } = await look({ database, engine, standings }, change, ends);
    done.looked += looked;
    done.resolved += resolved;
    if (isOver) left.shift();
  }
  if (left.length > 0) await releaseLooks(database, left);
  return { ...done, more: done.more || left.length > 0 };
}

interface Looked {
  looked: number;
  resolved: number;
  isOver: boolean;
}

async function look(
  { database, engine, standings }: Parts & { standings: Standings },
  change: ApproverChange,
  ends: AbortSignal,
): Promise<Looked> {
  const done = { looked: 0, resolved: 0, beyond: false };
  for (let place = change; !ends.aborted;) {
    const page = await approvalsConcerned(database, place, approvalsAPage);
    for (const id of page) {
      const result = await resolveOne(engine, standings, change, id);
      done.looked += 1;
      if (result === 'resolved') done.resolved += 1;
      if (result === 'beyond') done.beyond = true;
    }
    const last = page.at(-1);
    if (page.length < approvalsAPage || last === undefined) {
      await endLooks(database, [change], done.beyond);
      return { ...done, isOver: true };
    }
    place = { ...place, afterId: last };
    await noteLook(database, change, last);
  }
  return { ...done, isOver: false };
}

/** `beyond`: only a newer release can decide about it, or nobody can now; the change stays. */
async function resolveOne(
  engine: Engine,
  standings: Standings,
  { changed }: ApproverChange,
  id: string,
): Promise<'resolved' | 'same' | 'beyond'> {
  try {
    const found = await engine.read(streamIdOf('approval', id));
    const approval = found?.state as Approval | undefined;
    if (approval?.status !== 'pending') return 'same';
    const { command, facts } = await standings.of(approval, found!.now);
    // Read without locks: who changes it meanwhile notes a change of their own, and it is looked at again.
    if (!isToResolve(approval, command, facts)) return 'same';
    const moved = await engine.sendFromKeeper(`${changed} ${found!.version}`, { process: 'approval', id }, command);
    return moved ? 'resolved' : 'same';
  } catch (error) {
    if (error instanceof Unavailable) return 'beyond';
    throw error;
  }
}
