import { chainHash, chainStart, emptyBatch, type Batch, type StoredEvent, type StreamHead } from '#event-store';
import type { Move } from './decision';
import { dutiesOf } from './duties';
import { endOf, nextDueAt, schemaVersion } from './fold';
import type { Order } from './order';
import { hasEnd, waits } from './rest';
import { isAbout } from './troubles';
import type { Wake } from './wakes';

/** The rows that one command writes, compiled here and appended in one statement; heads and events by stream. */
export interface Compiled {
  batch: Batch;
  heads: ReadonlyMap<string, StreamHead>;
  events: ReadonlyMap<string, readonly StoredEvent[]>;
  /** Those of the batch, with what the commit knows. */
  wakes: readonly Wake[];
}

/**
 * Compiles moves into rows: chained events, versions, effects, operator tasks, claims, tallies, and the workflows to
 * wake.
 */
export function compile(order: Order, moves: readonly Move[], now: number, parts: { buildId: string; shape: string }): Compiled {
  const batch = emptyBatch();
  const heads = new Map<string, StreamHead>();
  const events = new Map<string, readonly StoredEvent[]>();
  const wakes: Wake[] = [];
  for (const move of moves) {
    const stored = storedEvents(order, move, now, parts.buildId);
    const chained = chain(move, stored);
    const cause = stored[stored.length - 1]!.eventId;
    const standing = addStanding(batch, { ...move, ...chained }, { now, shape: parts.shape, performed: order.effectId, cause });
    const { head } = standing;
    heads.set(move.streamId, head);
    events.set(move.streamId, stored);
    batch.events.push(...stored.map((event, i) => ({ ...event, hash: chained.hashes[i]! })));
    addClaims(batch, move);
    addTallies(batch, move, now);
    if (mustWake(order, move, standing)) wakes.push(wakeOf(move, standing, now));
  }
  batch.wakes.push(...wakes.map(({ streamId, version, reason }) => ({ streamId, version, reason })));
  if (order.effectId !== undefined && moves.length > 0) {
    batch.effectsDone.push(order.effectId);
    batch.tasksResolved.push(...tasksAbout(order.effectId, order.streamId, moves));
  }
  return { batch, heads, events, wakes };
}

/** Open tasks about an effect that ends with this. */
const tasksAbout = (effectId: string, streamId: string, moves: readonly Move[]) => {
  const { tasks = [] } = moves.find((move) => move.streamId === streamId)?.loaded ?? {};
  return tasks.filter((task) => isAbout(task, effectId)).map(({ kind, ref }) => ({ streamId, kind, ref }));
};

const storedEvents = (order: Order, move: Move, now: number, build: string): StoredEvent[] =>
  move.events.map(({ event, eventId, commandId, causation }, i) => {
    const { type, ...data } = event;
    const misfits = move.process.misfits?.(event) ?? [];
    if (misfits.length > 0) throw new Error(`${type} of ${move.process.type} does not fit its shape at ${misfits.join(', ')}`);
    const { actor, correlation, traceId } = order;
    return {
      streamId: move.streamId,
      version: (move.loaded?.head.version ?? 0) + i + 1,
      eventId,
      commandId: commandId.toString('hex'),
      type,
      schemaVersion,
      data,
      meta: {
        origin: move.origin,
        actor: actor.principalId,
        authn: actor.authn,
        ...(actor.via !== undefined && { via: actor.via }),
        correlation,
        ...(causation !== undefined && { causation }),
        traceId,
        build,
        // A program that does not know the type learns from this that a reader of the stream may pass over it.
        ...(move.process.minor.includes(type) && { minor: true }),
      },
      recordedAt: now,
    };
  });

function chain(move: Move, events: readonly StoredEvent[]): { version: number; hashes: string[]; headHash: string } {
  let hash: Buffer = move.loaded ? Buffer.from(move.loaded.head.headHash, 'hex') : chainStart;
  const hashes = events.map((event) => (hash = chainHash(hash, event)).toString('hex'));
  return { version: events[events.length - 1]!.version, hashes, headHash: hash.toString('hex') };
}

/** Where a stream stands after events, or after none: its new head, and what follows from its state. */
export type Standing = Pick<Move, 'streamId' | 'process' | 'before' | 'after' | 'loaded'> & {
  events: readonly { event: { type: string } }[];
  version: number;
  headHash: string;
};

interface Stood {
  head: StreamHead;
  owes: boolean;
  /** An effect is open. */
  open: boolean;
  waits: boolean;
}

/**
 * Adds the row of a stream with all that its state asks for; `owes`: an effect is owed from now on; `waits`: there is
 * something to wait for. `cause`: the id of the newest event, so that no effect of another past, after a restored
 * backup, has the same id.
 */
export function addStanding(
  batch: Batch,
  standing: Standing,
  { now, shape, performed, cause }: { now: number; shape: string; performed?: string | undefined; cause: string },
): Stood {
  const { streamId, process, after, loaded } = standing;
  const duties = dutiesOf(process, standing, loaded, performed);
  const head = headAfter(standing, !duties.areOpen, now);
  batch.streams.push({ ...head, expectedVersion: loaded?.head.version ?? 0, state: JSON.stringify(after), shape });
  batch.effectsOwed.push(
    ...duties.owed.map(({ kind, n, usefulUntil = null }) => ({
      effectId: `${streamId}:${cause}:${kind}:${n}`,
      streamId,
      kind,
      n,
      usefulUntil,
    })),
  );
  batch.effectsWithdrawn.push(...duties.withdrawn);
  batch.tasksRaised.push(...duties.raised.map((trouble) => ({ streamId, ...trouble })));
  batch.tasksResolved.push(...duties.resolved.map((trouble) => ({ streamId, ...trouble })));
  const open = duties.areOpen;
  const isAwaited = hasEnd(awaitedBy(process, after));
  return { head, owes: duties.owed.length > 0, open, waits: head.nextDueAt !== null || open || isAwaited };
}

export function headAfter(
  { streamId, process, after, loaded, events, version, headHash }: Standing,
  nothingOpen: boolean,
  now: number,
): StreamHead {
  const { subjectId = null, accountId = null, companyId = null } = process.columns(after);
  const ended = process.outcome(after) !== undefined;
  const dueAt = nextDueAt(process.due(after));
  const moved = events.some(({ event }) => !process.minor.includes(event.type));
  const old = loaded?.head;
  return {
    streamId,
    type: process.type,
    version,
    revision: (old?.revision ?? 0) + (moved ? 1 : 0),
    headHash,
    policyVersion: old?.policyVersion ?? process.policyVersion(after),
    // Fixed by the first event, even if a later state drops them.
    subjectId: old ? old.subjectId : subjectId,
    accountId: old ? old.accountId : accountId,
    companyId: old ? old.companyId : companyId,
    openedAt: old?.openedAt ?? now,
    updatedAt: moved || !old ? now : old.updatedAt,
    endedAt: ended ? (old?.endedAt ?? now) : null,
    finishedAt: ended && nothingOpen && dueAt === null ? (old?.finishedAt ?? now) : null,
    nextDueAt: dueAt,
  };
}

function addClaims(batch: Batch, { claims }: Move): void {
  for (const claim of claims) {
    if (claim.change === 'hold' || claim.change === 'reserve') {
      const { kind, key, identifierId, holder, replaces = null } = claim;
      batch.claimsTaken.push({ kind, key, identifierId, holder, state: claim.change === 'hold' ? 'held' : 'reserved', replaces });
    } else if (claim.change === 'hand-over') {
      handOver(batch, claim);
    } else if (claim.change === 'cool-down') batch.claimsCooling.push({ identifierId: claim.identifierId, until: claim.until });
    else releaseClaim(batch, claim.identifierId);
  }
}

function addTallies(batch: Batch, { tallies }: Move, now: number): void {
  for (const tally of tallies) {
    const { entryId } = tally;
    if (tally.change === 'enter') {
      const { kind, key, holder } = tally;
      batch.talliesEntered.push({ kind, key, entryId, holder, at: now });
    } else if (batch.talliesEntered.some((entry) => entry.entryId === entryId)) {
      batch.talliesEntered = batch.talliesEntered.filter((entry) => entry.entryId !== entryId);
    } else batch.talliesLeft.push(entryId);
  }
}

/**
 * Hands a claim over. A claim of this same batch is changed in place, because parts of one statement do not see each
 * other's rows.
 */
function handOver(batch: Batch, { identifierId, from, to }: { identifierId: string; from: string; to: string }): void {
  const taken = batch.claimsTaken.find((claim) => claim.identifierId === identifierId && claim.holder === from);
  if (!taken) batch.claimsHandedOver.push({ identifierId, from, to });
  else Object.assign(taken, { holder: to, state: 'held' as const });
}

/** Frees a claim. One that this same batch took is dropped, and the claim that it replaced is freed. */
function releaseClaim(batch: Batch, identifierId: string): void {
  const taken = batch.claimsTaken.find((claim) => claim.identifierId === identifierId);
  const others = <T extends { identifierId: string }>(claims: readonly T[]) =>
    claims.filter((claim) => claim.identifierId !== identifierId);
  batch.claimsTaken = others(batch.claimsTaken);
  batch.claimsHandedOver = others(batch.claimsHandedOver);
  if (!taken) batch.claimsFreed.push(identifierId);
  else if (taken.replaces !== null) batch.claimsFreed.push(taken.replaces);
}

const awaitedBy = ({ awaits }: Move['process'], state: { status: string }) => awaits?.(state) ?? [];

function wakeOf({ streamId, process, after, events }: Move, { head, open, waits: waitsNow }: Stood, now: number): Wake {
  const { version, finishedAt, companyId, nextDueAt } = head;
  const idleForMs = open || (waitsNow && nextDueAt === null) ? 0 : Math.max(0, (nextDueAt ?? Infinity) - now);
  const endsAt = endOf(process.due(after), awaitedBy(process, after));
  const outlook = { status: process.status(after), outcome: process.outcome(after), companyId, endsAt, nextDueAt, idleForMs };
  return { streamId, version, reason: events[0]!.event.type, finished: finishedAt !== null, outlook };
}

/**
 * True when the workflow must read its state again: a new next deadline, an owed effect, another phase, something else
 * that it awaits, nothing to wait for any more, or the end.
 * The workflow itself sends the commands of clock and effect and gets their answer, unless a provider sent the result.
 */
function mustWake(
  { wakesItsWorkflow = false }: Order,
  { origin, process, loaded, before, after }: Move,
  { head, owes, waits: waitsNow }: Stood,
): boolean {
  if (!process.workflow || origin === 'clock' || (origin === 'effect' && !wakesItsWorkflow)) return false;
  const [awaited, awaitsNow] = [awaitedBy(process, before), awaitedBy(process, after)];
  const waited = loaded !== undefined && (waits(loaded) || hasEnd(awaited));
  const ends = head.endedAt !== null && process.outcome(before) === undefined;
  // It rested and rests: nobody needs to look. Only a workflow that runs all the same must hear of the end.
  if (!waited && !waitsNow) return ends;
  if (origin === 'effect') return true;
  const otherDeadline = head.nextDueAt !== (loaded?.head.nextDueAt ?? null);
  const otherPhase = loaded !== undefined && process.status(after) !== process.status(before);
  const otherAwaited = loaded !== undefined && JSON.stringify(awaited) !== JSON.stringify(awaitsNow);
  return otherDeadline || otherPhase || otherAwaited || owes || waited !== waitsNow || ends;
}
