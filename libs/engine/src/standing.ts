import type { Batch, StreamHead } from '#event-store';
import type { Move } from './decision';
import { dutiesOf, type Duties } from './duties';
import { nextDueAt } from './fold';
import { hasEnd } from './rest';

/** Where a stream stands after events, or after none: what its head and all that follows from its state come from. */
export type Standing = Pick<Move, 'streamId' | 'process' | 'before' | 'after' | 'loaded'> & {
  events: readonly { event: { type: string } }[];
  version: number;
  headHash: string;
};

export interface Stood {
  head: StreamHead;
  /** An effect is owed from now on. */
  owes: boolean;
  /** An effect is open. */
  open: boolean;
  /** There is something to wait for. */
  waits: boolean;
}

interface Given {
  now: number;
  shape: string;
  /** The effect that ends with this. */
  performed?: string | undefined;
  /** The id of the newest event, so that no effect of another past, after a restored backup, has the same id. */
  cause: string;
  /** Whose call begins the stream. */
  client?: string | undefined;
}

/** Adds the row of a stream with all that its state asks for. */
export function addStanding(batch: Batch, standing: Standing, { now, shape, performed, cause, client }: Given): Stood {
  const { streamId, process, after, loaded } = standing;
  const duties = dutiesOf(process, standing, loaded, performed);
  const head = headAfter(standing, !duties.areOpen, { now, client });
  batch.streams.push({ ...head, expectedVersion: loaded?.head.version ?? 0, state: JSON.stringify(after), shape });
  addDuties(batch, duties, streamId, cause);
  const open = duties.areOpen;
  const isAwaited = hasEnd(awaitedBy(process, after));
  return { head, owes: duties.owed.length > 0, open, waits: head.nextDueAt !== null || open || isAwaited };
}

function addDuties(batch: Batch, { owed, withdrawn, raised, resolved }: Duties, streamId: string, cause: string): void {
  const idOf = (kind: string, n: number) => `${streamId}:${cause}:${kind}:${n}`;
  batch.effectsOwed.push(...owed.map(({ kind, n, usefulUntil = null }) => ({ effectId: idOf(kind, n), streamId, kind, n, usefulUntil })));
  batch.effectsWithdrawn.push(...withdrawn);
  batch.tasksRaised.push(...raised.map((trouble) => ({ streamId, ...trouble })));
  batch.tasksResolved.push(...resolved.map((trouble) => ({ streamId, ...trouble })));
}

/** Returns the head of a stream; with `nothingOpen` it is finished where it has ended and nothing falls due. */
export function headAfter(standing: Standing, nothingOpen: boolean, { now, client }: Pick<Given, 'now' | 'client'>): StreamHead {
  const { streamId, process, after, loaded, version, headHash } = standing;
  const ended = process.outcome(after) !== undefined;
  const dueAt = nextDueAt(process.due(after));
  const old = loaded?.head;
  return {
    streamId,
    type: process.type,
    version,
    ...progressOf(standing, now),
    headHash,
    policyVersion: process.adoptedVersion?.(after) ?? old?.policyVersion ?? process.policyVersion(after),
    ...tiesOf(standing, client),
    openedAt: old?.openedAt ?? now,
    endedAt: ended ? (old?.endedAt ?? now) : null,
    finishedAt: ended && nothingOpen && dueAt === null ? (old?.finishedAt ?? now) : null,
    nextDueAt: dueAt,
  };
}

/** A minor event moves neither. */
function progressOf({ process, events, loaded }: Standing, now: number): Pick<StreamHead, 'revision' | 'updatedAt'> {
  const moved = events.some(({ event }) => !process.minor.includes(event.type));
  const old = loaded?.head;
  return { revision: (old?.revision ?? 0) + (moved ? 1 : 0), updatedAt: moved || !old ? now : old.updatedAt };
}

type Ties = Pick<StreamHead, 'subjectId' | 'accountId' | 'companyId' | 'client'>;

/** Fixed by the first event, even if a later state drops them. */
function tiesOf({ process, after, loaded }: Standing, opener: string | undefined): Ties {
  const { subjectId = null, accountId = null, companyId = null } = loaded?.head ?? process.columns(after);
  return { subjectId, accountId, companyId, client: loaded ? loaded.head.client : (opener ?? null) };
}

/** Returns what a state awaits of others. */
export const awaitedBy = ({ awaits }: Move['process'], state: { status: string }) => awaits?.(state) ?? [];
