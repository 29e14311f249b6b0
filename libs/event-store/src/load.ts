import { clockColumns, millisecondsOf, type ClockMode, type ClockReading } from './clock';
import type { StoredEvent } from './chain';
import { together, type Tx } from './database';
import { isSettled } from './operator-tasks';

export interface StreamHead {
  streamId: string;
  type: string;
  version: number;
  revision: number;
  headHash: string;
  policyVersion: number;
  companyId: string | null;
  subjectId: string | null;
  accountId: string | null;
  /** The client whose call opened it; null where another process, or an older release, did. */
  client: string | null;
  openedAt: number;
  updatedAt: number;
  endedAt: number | null;
  finishedAt: number | null;
  nextDueAt: number | null;
}

/** An effect that is or was owed. */
export interface RecordedEffect {
  effectId: string;
  kind: string;
  n: number;
  state: 'owed' | 'begun' | 'done' | 'failed' | 'withdrawn' | 'lapsed';
  attempts: number;
  /** Why the last try that failed did: a code. */
  reason: string | null;
  /** Instants of the machine's clock; no next try is planned while one is under way. */
  lastTryAt: number | null;
  nextTryAt: number | null;
}

export interface LoadedStream {
  head: StreamHead;
  /** When its last event was recorded. */
  recordedAt: number;
  /** The stored state; null where another domain folded it. */
  state: unknown;
  /** The events behind the stored state; all of them where there is none. */
  events: StoredEvent[];
  effects: RecordedEffect[];
  /** The open tasks of operators about it, and those that an operator has settled, whose trouble may go on. */
  tasks: { kind: string; ref: string; settled: boolean }[];
}

export interface RecordedCommand {
  answer: unknown;
  requestHash: string;
}

export interface Loaded extends ClockReading {
  /** The business clock when the statement ran, in milliseconds. */
  now: number;
  command: RecordedCommand | null;
  /** The event that was asked for is recorded. */
  used: boolean;
  streams: LoadedStream[];
}

export const headJson = `jsonb_build_object('streamId', s.stream_id, 'type', s.type, 'version', s.version, 'revision', s.revision, 'headHash', encode(s.head_hash, 'hex'),
  'policyVersion', s.policy_version, 'companyId', s.company_id, 'subjectId', s.subject_id, 'accountId', s.account_id, 'client', s.client,
  'openedAt', ${millisecondsOf('s.opened_at')}, 'updatedAt', ${millisecondsOf('s.updated_at')}, 'endedAt', ${millisecondsOf('s.ended_at')},
  'finishedAt', ${millisecondsOf('s.finished_at')}, 'nextDueAt', ${millisecondsOf('s.next_due_at')})`;

export const eventJson = `jsonb_build_object('streamId', e.stream_id, 'version', e.version, 'eventId', e.event_id, 'commandId', encode(e.command_id, 'hex'), 'type', e.type,
  'schemaVersion', e.schema_version, 'data', e.data, 'meta', e.meta, 'recordedAt', ${millisecondsOf('e.recorded_at')})`;

export const effectsJson = `(SELECT coalesce(jsonb_agg(jsonb_build_object('effectId', f.effect_id, 'kind', f.kind, 'n', f.n, 'state', f.state, 'attempts', f.attempts,
                  'reason', f.reason, 'lastTryAt', ${millisecondsOf('f.tried_at')}, 'nextTryAt', ${millisecondsOf('f.next_try_at')}) ORDER BY f.effect_id), '[]')
                FROM es.effects f WHERE f.stream_id = s.stream_id)`;

/** The condition hides the index of all open tasks: few when the plan is made may be many when it is used. */
export const tasksJson = `(SELECT coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'ref', o.ref, 'settled', o.resolved_at IS NOT NULL) ORDER BY o.kind, o.ref), '[]')
              FROM es.operator_tasks o WHERE o.stream_id = s.stream_id
                AND CASE WHEN o.resolved_at IS NULL OR ${isSettled('o')} THEN true END)`;

/** The version up to which the stored state tells the events, for the domain of this parameter. */
const toldUpTo = (parameter: string) => `CASE WHEN s.shape = ${parameter} THEN s.state_version ELSE 0 END`;

const loadStatement = (clock: ClockMode) => `
SELECT ${clockColumns(clock)},
  (SELECT json_build_object('answer', c.answer, 'requestHash', encode(c.request_hash, 'hex')) FROM es.commands c WHERE c.command_id = $1) AS command,
  EXISTS (SELECT FROM es.events u WHERE u.event_id = $4) AS used,
  coalesce((SELECT json_agg(json_build_object(
    'head', ${headJson},
    'recordedAt', (SELECT ${millisecondsOf('l.recorded_at')} FROM es.events l WHERE l.stream_id = s.stream_id AND l.version = s.version),
    'state', CASE WHEN s.shape = $3 THEN s.state END,
    'events', (SELECT coalesce(jsonb_agg(${eventJson} ORDER BY e.version), '[]') FROM es.events e
               WHERE e.stream_id = s.stream_id AND e.version > ${toldUpTo('$3')}),
    'effects', ${effectsJson},
    'tasks', ${tasksJson}))
   FROM es.streams s WHERE s.stream_id = ANY($2)), '[]'::json) AS streams`;

const statements = {
  system: { name: 'load-streams', text: loadStatement('system') },
  offset: { name: 'load-streams-offset', text: loadStatement('offset') },
} as const;

/** How a program reads streams: by which clock, and with the domain that folds them. */
export interface Reading {
  clock: ClockMode;
  shape: string;
}

/**
 * Loads in one statement the clock, the recorded answer of this command, and the streams with their states, the events
 * behind them, all their effects and their open and settled tasks.
 * `eventId`: is this event recorded? Then the command with this first event was decided before, however long ago.
 * After `lockStreams` it sees everything that was committed before the locks.
 */
export async function load(
  tx: Pick<Tx, 'query'>,
  { clock, shape }: Reading,
  commandId: Buffer | null,
  streamIds: readonly string[],
  eventId: string | null = null,
): Promise<Loaded> {
  const sentAt = performance.now();
  const [row] = await tx.query<Loaded>(statements[clock], [commandId, streamIds, shape, eventId]);
  return { ...row!, sentAt, receivedAt: performance.now() };
}

/** Returns all events of these streams, each stream in its order. */
export async function readEvents(db: Pick<Tx, 'query'>, streamIds: readonly string[]): Promise<StoredEvent[]> {
  const rows = await db.query<{ event: StoredEvent }>(
    `SELECT ${eventJson} AS event FROM es.events e WHERE e.stream_id = ANY($1) ORDER BY e.stream_id, e.version`,
    [streamIds],
  );
  return rows.map(({ event }) => event);
}

/** Separates this family of advisory locks from others; two-part locks never meet the feed's one-part locks. */
const tallyLocks = 0x74616c6c;

export interface TallyRow {
  kind: string;
  key: string;
  entryId: string;
  holder: string;
  at: number;
}

/**
 * Lets one transaction at a time count by these keys, after the claims and in lock order, and reads their newest
 * entries: so many of each, oldest first; `byHolder`: the newest one of so many holders. An advisory lock, because
 * there may be no row to lock yet.
 */
export async function lockTallies(
  tx: Tx,
  keys: readonly { kind: string; key: string; newest: number; byHolder?: boolean }[],
): Promise<TallyRow[]> {
  if (keys.length === 0) return [];
  const parameters = [keys.map(({ kind }) => kind), keys.map(({ key }) => key)];
  const alone = tx.query(
    `SELECT pg_advisory_xact_lock(${tallyLocks}, lock) FROM (SELECT hashtext(kind || ' ' || key) AS lock FROM unnest($1::text[], $2::text[]) AS t(kind, key) ORDER BY lock) ordered`,
    parameters,
  );
  const read = tx.query<TallyRow>(
    `SELECT kind, key, entry_id AS "entryId", holder, ${millisecondsOf('at')}::float8 AS at
     FROM unnest($1::text[], $2::text[], $3::int[], $4::boolean[]) AS asked(of_kind, of_key, newest, by_holder)
     CROSS JOIN LATERAL (
       (SELECT * FROM es.tallies WHERE NOT by_holder AND kind = of_kind AND key = of_key ORDER BY at DESC LIMIT newest)
       UNION ALL
       (SELECT * FROM (
          SELECT DISTINCT ON (holder) * FROM es.tallies WHERE by_holder AND kind = of_kind AND key = of_key
          ORDER BY holder, at DESC, entry_id DESC) newest_of_each ORDER BY at DESC LIMIT newest)
     ) tallies ORDER BY tallies.at, entry_id`,
    [...parameters, keys.map(({ newest }) => newest), keys.map(({ byHolder = false }) => byHolder)],
  );
  const [, rows] = await together([alone, read]);
  return rows;
}

export interface ClaimRow {
  kind: string;
  key: string;
  identifierId: string;
  holder: string;
  state: 'reserved' | 'held' | 'cooldown';
  until: number | null;
}

/**
 * Locks and reads the claims on these keys, and those with these ids, after the streams and in the order of their keys;
 * free keys are left out.
 */
export async function lockClaims(
  tx: Tx,
  keys: readonly { kind: string; key: string }[],
  identifierIds: readonly string[] = [],
): Promise<ClaimRow[]> {
  if (keys.length + identifierIds.length === 0) return [];
  const found = await tx.query<ClaimRow>(
    `WITH wanted AS (SELECT * FROM unnest($1::text[], $2::text[]) AS named (kind, key)
       UNION SELECT kind, key FROM es.claims WHERE identifier_id = ANY ($3::uuid[]))
     SELECT kind, key, identifier_id AS "identifierId", holder, state, ${millisecondsOf('until')}::float8 AS until
     FROM es.claims JOIN wanted USING (kind, key) ORDER BY kind, key FOR UPDATE OF claims`,
    [keys.map(({ kind }) => kind), keys.map(({ key }) => key), identifierIds],
  );
  // A lock that waited returns the newest row of the key: it may have another id by then.
  return found.filter(
    (row) => identifierIds.includes(row.identifierId) || keys.some(({ kind, key }) => kind === row.kind && key === row.key),
  );
}
