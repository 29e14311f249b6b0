import { businessNow, millisecondsOf, type ClockMode } from './clock';
import type { StoredEvent } from './chain';
import { together, type Tx } from './database';

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
  openedAt: number;
  updatedAt: number;
  endedAt: number | null;
  finishedAt: number | null;
  nextDueAt: number | null;
}

export interface OpenEffect {
  effectId: string;
  kind: string;
  n: number;
  state: 'owed' | 'begun';
  attempts: number;
}

export interface LoadedStream {
  head: StreamHead;
  events: StoredEvent[];
  effects: OpenEffect[];
}

export interface RecordedCommand {
  answer: unknown;
  requestHash: string;
}

export interface Loaded {
  /** The business clock when the statement ran. */
  now: number;
  command: RecordedCommand | null;
  streams: LoadedStream[];
}

export const headJson = `jsonb_build_object('streamId', s.stream_id, 'type', s.type, 'version', s.version, 'revision', s.revision, 'headHash', encode(s.head_hash, 'hex'),
  'policyVersion', s.policy_version, 'companyId', s.company_id, 'subjectId', s.subject_id, 'accountId', s.account_id,
  'openedAt', ${millisecondsOf('s.opened_at')}, 'updatedAt', ${millisecondsOf('s.updated_at')}, 'endedAt', ${millisecondsOf('s.ended_at')},
  'finishedAt', ${millisecondsOf('s.finished_at')}, 'nextDueAt', ${millisecondsOf('s.next_due_at')})`;

export const eventJson = `jsonb_build_object('streamId', e.stream_id, 'version', e.version, 'eventId', e.event_id, 'commandId', encode(e.command_id, 'hex'), 'type', e.type,
  'schemaVersion', e.schema_version, 'data', e.data, 'meta', e.meta, 'recordedAt', ${millisecondsOf('e.recorded_at')})`;

const loadStatement = (clock: ClockMode) => `
SELECT ${millisecondsOf(businessNow(clock))}::float8 AS now,
  (SELECT json_build_object('answer', c.answer, 'requestHash', encode(c.request_hash, 'hex')) FROM es.commands c WHERE c.command_id = $1) AS command,
  coalesce((SELECT jsonb_agg(jsonb_build_object(
    'head', ${headJson},
    'events', (SELECT jsonb_agg(${eventJson} ORDER BY e.version) FROM es.events e WHERE e.stream_id = s.stream_id),
    'effects', (SELECT coalesce(jsonb_agg(jsonb_build_object('effectId', f.effect_id, 'kind', f.kind, 'n', f.n, 'state', f.state, 'attempts', f.attempts) ORDER BY f.effect_id), '[]')
                FROM es.effects f WHERE f.stream_id = s.stream_id AND f.state IN ('owed', 'begun'))))
   FROM es.streams s WHERE s.stream_id = ANY($2)), '[]') AS streams`;

const statements = {
  system: { name: 'load-streams', text: loadStatement('system') },
  offset: { name: 'load-streams-offset', text: loadStatement('offset') },
} as const;

/**
 * Everything one decision stands on, in one statement: the clock, the recorded answer of this command, and the streams with their events and open effects.
 * After `lockStreams` it sees whatever was committed before the locks were had.
 */
export async function load(
  tx: Pick<Tx, 'query'>,
  clock: ClockMode,
  commandId: Buffer | null,
  streamIds: readonly string[],
): Promise<Loaded> {
  const [row] = await tx.query<Loaded>(statements[clock], [commandId, streamIds]);
  return row!;
}

/** `read`: it must not change meanwhile, and others may read it too. `move`: it is changed, by this transaction alone. */
export type LockMode = 'read' | 'move';

/** Streams by id, each with the mode that its lock has. */
export type StreamLocks = ReadonlyMap<string, LockMode>;

/**
 * Row by row in the order of the ids, whatever the mode of each: the subquery is sorted, and a joined subquery that locks runs once for each of its rows. All
 * shares first and all others then would be two orders, in which two transactions can wait for each other.
 */
const lockText = (wait: '' | 'NOWAIT') => `
SELECT moved.stream_id, shared.stream_id FROM (SELECT * FROM unnest($1::text[], $2::boolean[]) AS w(stream_id, moves) ORDER BY stream_id) wanted
LEFT JOIN LATERAL (SELECT stream_id FROM es.streams s WHERE s.stream_id = wanted.stream_id AND wanted.moves FOR NO KEY UPDATE ${wait}) moved ON true
LEFT JOIN LATERAL (SELECT stream_id FROM es.streams s WHERE s.stream_id = wanted.stream_id AND NOT wanted.moves FOR SHARE ${wait}) shared ON true`;
const lock = { name: 'lock-streams', text: lockText('') } as const;
const lockNow = { name: 'lock-streams-now', text: lockText('NOWAIT') } as const;

const parametersOf = (streams: StreamLocks) => [[...streams.keys()], [...streams.values()].map((mode) => mode === 'move')];

/** Locks the streams that exist, in the order of their ids. Everything of a stream (its events, effects, wake) changes under its lock to `move` only. */
export async function lockStreams(tx: Tx, streams: StreamLocks): Promise<void> {
  await tx.query(lock, parametersOf(streams));
}

/** The same out of order: a transaction that does not wait closes no circle of waiting. Errors: 55P03 where another one has a lock in the way. */
export async function lockStreamsNow(tx: Tx, streams: StreamLocks): Promise<void> {
  await tx.query(lockNow, parametersOf(streams));
}

export interface TallyRow {
  kind: string;
  key: string;
  entryId: string;
  holder: string;
  at: number;
}

/** Tells this family of advisory locks from others; two-part locks never meet the one-part ones of the feed. */
const tallyLocks = 0x74616c6c;

/** Lets one transaction at a time count by these keys, after the claims and in the order of their locks, and reads their entries. Nobody may be entered yet, so that there is no row to lock. */
export async function lockTallies(tx: Tx, keys: readonly { kind: string; key: string }[]): Promise<TallyRow[]> {
  if (keys.length === 0) return [];
  const parameters = [keys.map(({ kind }) => kind), keys.map(({ key }) => key)];
  const alone = tx.query(
    `SELECT pg_advisory_xact_lock(${tallyLocks}, lock) FROM (SELECT hashtext(kind || ' ' || key) AS lock FROM unnest($1::text[], $2::text[]) AS t(kind, key) ORDER BY lock) ordered`,
    parameters,
  );
  const read = tx.query<TallyRow>(
    `SELECT kind, key, entry_id AS "entryId", holder, ${millisecondsOf('at')}::float8 AS at
     FROM es.tallies WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY es.tallies.at, entry_id`,
    parameters,
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

/** Locks and reads the claims on these keys, after the streams and in the order of the keys. A key that nobody holds is not in the answer. */
export async function lockClaims(tx: Tx, keys: readonly { kind: string; key: string }[]): Promise<ClaimRow[]> {
  if (keys.length === 0) return [];
  return tx.query<ClaimRow>(
    `SELECT kind, key, identifier_id AS "identifierId", holder, state, ${millisecondsOf('until')}::float8 AS until
     FROM es.claims WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY kind, key FOR UPDATE`,
    [keys.map(({ kind }) => kind), keys.map(({ key }) => key)],
  );
}
