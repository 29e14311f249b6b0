import type { Effect, Trouble } from '#domain';
import { chainHash, chainStart, emptyBatch, type Batch, type StoredEvent, type StreamChange, type StreamHead } from '#event-store';
import type { Move } from './decision';
import { nextDueAt } from './fold';
import type { Order } from './order';

/** The rows that one command writes, compiled here and appended in one statement; heads and events by stream. */
export interface Compiled {
  batch: Batch;
  heads: ReadonlyMap<string, StreamHead>;
  events: ReadonlyMap<string, readonly StoredEvent[]>;
}

const schemaVersion = 1;

/** The operator's task for an effect that fails repeatedly; resolved when the effect has ended. */
export const effectKeepsFailing = 'effect-keeps-failing';

const keyOf = ({ kind, n }: Pick<Effect, 'kind' | 'n'>) => `${kind}:${n}`;
const troubleKey = ({ kind, ref }: Trouble) => `${kind}:${ref}`;
const without = <T>(these: readonly T[], those: readonly T[], key: (item: T) => string): T[] => {
  const known = new Set(those.map(key));
  return these.filter((item) => !known.has(key(item)));
};

/**
 * Compiles moves into rows: chained events, versions, effects, operator tasks, claims, tallies, and the workflows to
 * wake.
 */
export function compile(order: Order, moves: readonly Move[], now: number, buildId: string): Compiled {
  const batch = emptyBatch();
  const heads = new Map<string, StreamHead>();
  const events = new Map<string, readonly StoredEvent[]>();
  for (const move of moves) {
    const stored = storedEvents(order, move, now, buildId);
    const chained = chain(move, stored);
    const effects = effectChanges(order, move, stored[stored.length - 1]!.eventId);
    const head = headAfter(move, chained, effects.open === 0, now);
    heads.set(move.streamId, head);
    events.set(move.streamId, stored);
    batch.streams.push(changeOf(move, head));
    batch.events.push(...stored.map((event, i) => ({ ...event, hash: chained.hashes[i]! })));
    batch.effectsOwed.push(...effects.owed);
    batch.effectsWithdrawn.push(...effects.withdrawn);
    addTroubles(batch, move);
    addClaims(batch, move);
    addTallies(batch, move, now);
    if (mustWake(order, move, head, effects.owed.length > 0))
      batch.wakes.push({ streamId: move.streamId, version: head.version, reason: move.events[0]!.event.type });
  }
  if (order.effectId !== undefined && moves.length > 0) {
    batch.effectsDone.push(order.effectId);
    batch.tasksResolved.push({ streamId: order.streamId, kind: effectKeepsFailing, ref: order.effectId });
  }
  return { batch, heads, events };
}

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
      },
      recordedAt: now,
    };
  });

function chain(move: Move, events: readonly StoredEvent[]): { version: number; hashes: string[]; headHash: string } {
  let hash: Buffer = move.loaded ? Buffer.from(move.loaded.head.headHash, 'hex') : chainStart;
  const hashes = events.map((event) => (hash = chainHash(hash, event)).toString('hex'));
  return { version: events[events.length - 1]!.version, hashes, headHash: hash.toString('hex') };
}

/**
 * Writes the difference of `owed` before and after. A started effect stays, because its result is always accepted; and so
 * does one that this program does not know of: a newer one owes it. `cause`: the id of the newest event, so that no
 * effect of another past, after a restored backup, has the same id.
 */
function effectChanges(order: Order, move: Move, cause: string) {
  const { process, before, after, streamId } = move;
  const owed = without(process.owed(after), process.owed(before), keyOf);
  const over = new Set(without(process.owed(before), process.owed(after), keyOf).map(keyOf));
  const open = move.loaded?.effects ?? [];
  const withdrawn = open.filter((effect) => effect.state === 'owed' && over.has(keyOf(effect))).map(({ effectId }) => effectId);
  return {
    owed: owed.map(({ kind, n, usefulUntil = null }) => ({
      effectId: `${streamId}:${cause}:${kind}:${n}`,
      streamId,
      kind,
      n,
      usefulUntil,
    })),
    withdrawn,
    open: open.filter(({ effectId }) => effectId !== order.effectId && !withdrawn.includes(effectId)).length + owed.length,
  };
}

function headAfter(
  move: Move,
  { version, headHash }: { version: number; headHash: string },
  nothingOpen: boolean,
  now: number,
): StreamHead {
  const { process, after, loaded, events } = move;
  const { subjectId = null, accountId = null, companyId = null } = process.columns(after);
  const ended = process.outcome(after) !== undefined;
  const dueAt = nextDueAt(process.due(after));
  const moved = events.some(({ event }) => !process.minor.includes(event.type));
  const old = loaded?.head;
  return {
    streamId: move.streamId,
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

const changeOf = (move: Move, head: StreamHead): StreamChange => ({ ...head, expectedVersion: move.loaded?.head.version ?? 0 });

function addTroubles(batch: Batch, { process, before, after, streamId }: Move): void {
  const raised = without(process.troubles(after), process.troubles(before), troubleKey);
  const resolved = without(process.troubles(before), process.troubles(after), troubleKey);
  batch.tasksRaised.push(...raised.map((trouble) => ({ streamId, ...trouble })));
  batch.tasksResolved.push(...resolved.map((trouble) => ({ streamId, ...trouble })));
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

/**
 * True when the workflow must read its state again: a new next deadline, an owed effect, another phase, or the end.
 * The workflow itself sends the commands of clock and effect and gets their answer, unless a provider sent the result.
 */
function mustWake(
  { wakesItsWorkflow = false }: Order,
  { origin, process, loaded, before, after }: Move,
  head: StreamHead,
  owes: boolean,
): boolean {
  if (!process.workflow || origin === 'clock') return false;
  if (origin === 'effect') return wakesItsWorkflow;
  const otherDeadline = head.nextDueAt !== nextDueAt(process.due(before));
  // A process that has just been opened and waits for nothing needs no workflow yet.
  const otherPhase = loaded !== undefined && process.status(after) !== process.status(before);
  return otherDeadline || otherPhase || owes || (head.endedAt !== null && process.outcome(before) === undefined);
}
