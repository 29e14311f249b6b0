import type { Problem, Rules } from '#domain';
import {
  append,
  type Batch,
  type Database,
  type Projected,
  type Projection,
  type RecordedCommand,
  type Transaction,
  type Tx,
} from '#event-store';
import type { Challenges, Keys, Vault } from '#vault';
import { compile, type Compiled } from './batch';
import { decide, type Decided, type Move } from './decision';
import { namedMeanwhile, type Answer, type Caller, type Json, type NewName, type ProcessState } from './execution';
import { processOfHead, refuseUnknownEffect, toProcessState, foldToProcessState } from './fold';
import { gather, gatherMore, type Gathered } from './gather';
import { noLocks, refuseUnlocked, union, Widen, type Locks } from './locks';
import { Crowded, withPlaces, type Places } from './places';
import type { Gate } from './gate';
import { eraseAtTheEnd, insertObservations } from './observations';
import type { Order } from './order';
import { retryTransaction, RolledBack, type Result } from './retry';
import type { Time } from './witnessed';
import { isLockTaken, Unavailable } from './failure';

export interface TransactionParts extends Rules, Time {
  database: Database;
  keys: Keys;
  vault: Vault;
  challenges: Challenges;
  projections: readonly Projection[];
  /** A stream with so many events takes only commands of callers that end it. */
  eventsPerStream: number;
  /** Limits how many transactions work on one stream, or wait for it. */
  gate: Gate;
  /** Recorded in the meta of each event: the build that decided. */
  buildId: string;
}

/**
 * Runs one command in one transaction, and again with more locks if the locked state needs them, or with places at
 * streams that others hold.
 * Errors: as {@link retryTransaction}.
 */
export function runOrder(parts: TransactionParts, order: Order, present: (found: ProcessState) => Json): Promise<Result> {
  let locks = noLocks;
  const learn = (error: unknown) => {
    if (error instanceof Widen || error instanceof Crowded) locks = union(locks, error.locks);
  };
  return withPlaces(parts.gate, [order.streamId], (places) =>
    retryTransaction(parts.database, (tx) => attempt(tx, parts, order, { locks, places }, present), learn),
  );
}

async function attempt(
  tx: Transaction,
  parts: TransactionParts,
  order: Order,
  { locks, places }: { locks: Locks; places: Places },
  present: (found: ProcessState) => Json,
): Promise<Result> {
  const first = await gather(tx, order, locks, parts, places);
  if (first.command) throw new RolledBack(replay(order.caller, first.command));
  if (first.expired) throw new RolledBack(keyExpired);
  const forbidden = refusedUnderLock(order, first, parts);
  if (forbidden) throw new RolledBack({ kind: 'untouched', problem: forbidden });
  await useOnce(tx, order.caller);

  if (order.names?.length) await keepNamed(tx, order.names);
  const { gathered, decided } = await settle(tx, order, first, parts);
  if (decided.problem && order.origin !== 'caller') throw new RolledBack({ kind: 'untouched', problem: decided.problem });

  refuseUnlocked(gathered.locks, decided.moves);
  if (order.origin === 'caller') refusePeriods(gathered, decided.moves);
  const compiled = compile(order, decided.moves, gathered.now, parts);
  const answer = answerOf(order, decided, compiled, gathered.now, present);
  if (!answer.ok) await order.caller?.once?.spare(tx);
  if (order.newNames?.length && answer.ok) await nameNew(tx, order.newNames);
  const claimsToLock = claimIdsOf(compiled.batch).filter((id) => !gathered.lockedClaims.has(id));
  tx.withCommit(eraseAtTheEnd(tx, decided.moves));
  const appended = append(tx, { ...withCommand(compiled.batch, order, answer), claimsToLock }).catch((error: unknown) => {
    throw claimsToLock.length > 0 && isLockTaken(error) ? new Widen({ ...gathered.locks, claimIds: new Set(claimsToLock) }) : error;
  });
  tx.withCommit([
    appended,
    ...project(tx, parts, decided.moves, compiled),
    ...(order.alongside && answer.ok ? [order.alongside(tx)] : []),
    ...(order.observed ? [insertObservations(tx, order.observed)] : []),
    ...(decided.challenge && order.proof
      ? [parts.challenges.note(tx, order.proof.challengeId, decided.challenge, gathered.now, order.proof.counter)]
      : []),
  ]);
  const seal = answer.ok ? valuesOf(order, decided.moves) : [];
  if (seal.length > 0) await parts.vault.insert(tx, sealValues(order, seal, parts.keys));
  const committed = { wakes: compiled.wakes, owed: compiled.batch.effectsOwed.map(({ effectId }) => effectId) };
  return answer.ok ? { kind: 'accepted', answer, ...committed } : { kind: 'refused', answer, ...committed };
}

/**
 * Asks again what was asked before the locks: whether the person may still act, and by which role, and whether the
 * caller sees it.
 */
function refusedUnderLock({ caller, permit }: Order, gathered: Gathered, parts: TransactionParts): Problem | undefined {
  const standing = caller?.standing;
  if (!standing && !permit) return undefined;
  const states = statesOf(gathered, parts);
  return standing?.refuse(states.get(standing.streamId), states) ?? permit?.(states, [...gathered.claims.values()]);
}

/** @throws RolledBack where another act has used it up */
export async function useOnce(tx: Tx, caller: Caller | undefined): Promise<void> {
  const problem = await caller?.once?.use(tx);
  if (problem) throw new RolledBack({ kind: 'untouched', problem });
}

/** The claims that a batch changes, beside those that it takes newly. */
const claimIdsOf = ({ claimsTaken, claimsHandedOver, claimsCooling, claimsFreed }: Batch): string[] => [
  ...claimsTaken.flatMap(({ replaces }) => replaces ?? []),
  ...[...claimsHandedOver, ...claimsCooling].map(({ identifierId }) => identifierId),
  ...claimsFreed,
];

/**
 * Locks the principals that events may name, until the commit.
 * @throws Unavailable for one that is erased: the next try names another
 */
async function keepNamed(tx: Tx, names: readonly string[]): Promise<void> {
  const wanted = new Set(names);
  const found = await tx.query('SELECT FROM iam.principals WHERE principal_id = ANY($1) ORDER BY principal_id FOR KEY SHARE', [
    [...wanted],
  ]);
  if (found.length < wanted.size) throw new Unavailable('contention');
}

/** Gives people their principals: in one order, so that two commands that name the same people wait in it. */
async function nameNew(tx: Tx, people: readonly NewName[]): Promise<void> {
  const made = await tx.query(
    `INSERT INTO iam.principals (principal_id, external_id)
     SELECT id, 'user:' || person FROM unnest($1::uuid[], $2::text[]) AS named (id, person) ORDER BY person ON CONFLICT DO NOTHING RETURNING 1`,
    [people.map(({ principalId }) => principalId), people.map(({ userId }) => userId)],
  );
  if (made.length < people.length) throw new RolledBack({ kind: 'untouched', problem: namedMeanwhile });
}

/** Decides, and repeats with more locks while the decision needs them; each round locks more, so the rounds end. */
async function settle(
  tx: Tx,
  order: Order,
  gathered: Gathered,
  parts: TransactionParts,
): Promise<{ gathered: Gathered; decided: Decided }> {
  try {
    return { gathered, decided: guard(order, gathered, parts) ?? withinRoom(order, decide(order, gathered, parts, parts.keys), parts) };
  } catch (error) {
    if (!(error instanceof Widen)) throw error;
    return settle(tx, order, await gatherMore(tx, order, gathered, error.locks, parts), parts);
  }
}

/**
 * Refuses a command of a caller on a full stream, unless it ends the process. Nothing else is ever kept from its room.
 */
function withinRoom(order: Order, decided: Decided, { eventsPerStream }: TransactionParts): Decided {
  const own = decided.moves.find(({ streamId }) => streamId === order.streamId);
  const isFull = order.origin === 'caller' && own !== undefined && (own.loaded?.head.version ?? 0) >= eventsPerStream;
  if (!isFull || own.process.outcome(own.after) !== undefined) return decided;
  return { ...decided, moves: [], problem: { code: 'stream-full', limit: eventsPerStream } };
}

const keyExpired: Result = { kind: 'untouched', problem: { code: 'idempotency-key-expired' } };

/** What a former release recorded where the key had been used before. */
const formerlyExpired = /^(account|approval|company|deregistration|invite|registration)-exists$/;

/** Returns the recorded answer if the request was the same; without a caller the id alone identifies the command. */
export function replay(caller: Caller | undefined, { answer: recorded, requestHash }: RecordedCommand): Result {
  const answer = recorded as Answer;
  const same =
    caller === undefined ||
    [caller.requestHash, ...(caller.formerRequestHashes?.() ?? [])].some((hash) => hash.toString('hex') === requestHash);
  if (!same) return { kind: 'untouched', problem: { code: 'idempotency-key-reused' } };
  return !answer.ok && formerlyExpired.test(answer.problem.code) ? keyExpired : { kind: 'replayed', answer };
}

/** Checks of the engine for every process: the expected version, a recorded deadline in the past, a started effect. */
function guard(order: Order, gathered: Gathered, { processOf }: TransactionParts): Decided | undefined {
  const refused = (code: string): Decided => ({ moves: [], problem: { code }, challenge: undefined });
  const stream = gathered.streams.get(order.streamId);
  if (order.caller?.ifMatch !== undefined && order.caller.ifMatch !== stream?.head.revision) return refused('version-mismatch');
  if (order.origin === 'clock') {
    if (!stream) return refused('not-due');
    if (gathered.agreement === 'clock-ahead') throw new Unavailable('clock-ahead');
    const process = processOfHead(processOf, stream.head);
    const wanted = JSON.stringify(order.command);
    const deadline = process
      .due(foldToProcessState(stream, gathered.now, process, 'move').state)
      .find(({ command }) => JSON.stringify(command) === wanted);
    if (!deadline || gathered.earliest < deadline.dueAt) return refused('not-due');
  }
  if (order.effectId === undefined) return undefined;
  const begun = stream?.effects.find(({ effectId, state }) => effectId === order.effectId && state === 'begun');
  if (!stream || !begun) return refused('effect-not-begun');
  refuseUnknownEffect(processOf(stream.head.type), begun.kind);
  return undefined;
}

/**
 * A process that opens while the clock is ahead would have its deadlines counted from an instant that nobody vouches
 * for.
 * @throws Unavailable
 */
function refusePeriods({ agreement }: Gathered, moves: readonly Move[]): void {
  if (agreement !== 'clock-ahead') return;
  if (moves.some(({ loaded, process, after }) => !loaded && process.due(after).length > 0)) throw new Unavailable('clock-ahead');
}

const statesOf = ({ streams, locks, now }: Gathered, { processOf }: TransactionParts): ReadonlyMap<string, ProcessState> =>
  new Map([...streams].map(([id, stream]) => [id, foldToProcessState(stream, now, processOf(stream.head.type), locks.streams.get(id)!)]));

function answerOf(
  order: Order,
  { problem, moves }: Decided,
  { heads }: Compiled,
  now: number,
  present: (found: ProcessState) => Json,
): Answer {
  if (problem) return { ok: false, problem, traceId: order.traceId };
  const own = moves.find(({ streamId }) => streamId === order.streamId);
  if (!own) throw new Error(`${order.command.type} was accepted without an event of its own stream`);
  const head = heads.get(order.streamId)!;
  return { ok: true, revision: head.revision, body: present(toProcessState(head, own.after, now)) };
}

function withCommand(batch: Batch, order: Order, answer: Answer): Batch {
  const own = batch.streams.find(({ streamId }) => streamId === order.streamId);
  const { caller } = order;
  return {
    ...batch,
    command: {
      commandId: order.commandId.toString('hex'),
      client: caller?.client ?? order.actor.principalId,
      requestHash: (caller?.requestHash ?? order.commandId).toString('hex'),
      answer: JSON.stringify(caller ? answer : { ok: true, revision: own?.revision ?? 0, body: null }),
      streamId: order.streamId,
      version: own?.version ?? null,
    },
  };
}

/** What the command brings, without what waits for an event that it has not led to. */
const valuesOf = ({ seal = [] }: Order, moves: readonly Move[]) => {
  const recorded = moves.flatMap(({ events }) => events.map(({ event }) => event.type));
  return seal.filter(({ onlyWith }) => onlyWith === undefined || recorded.includes(onlyWith));
};

const sealValues = ({ commandId }: Order, values: NonNullable<Order['seal']>, keys: Keys) =>
  values.map((value) => ({ ...value, rowId: keys.uuid('vault-row', commandId, value.dataClass, value.field) }));

function project(tx: Tx, { projections }: TransactionParts, moves: readonly Move[], { heads, events }: Compiled): Promise<unknown>[] {
  if (moves.length === 0) return [];
  const changes = moves.map(({ streamId, process, after }): Projected => ({
    head: heads.get(streamId)!,
    status: process.status(after),
    outcome: process.outcome(after),
    state: after,
    events: events.get(streamId)!,
  }));
  return projections.flatMap((projection) => projection.apply(tx, changes));
}
