import type { StoredEvent } from './chain';
import type { Tx } from './database';
import type { StreamHead } from './load';
import { announceFloor } from './feed';

/** What one decision changes in one stream. Instants in milliseconds. */
export interface StreamChange extends StreamHead {
  /** 0 = a new stream. */
  expectedVersion: number;
  /** The folded state after this version, as JSON text, so that the order of its keys is kept. */
  state: string;
  /** The domain that folded it. */
  shape: string;
}

export interface Batch {
  streams: StreamChange[];
  events: (StoredEvent & { hash: string })[];
  /** One that was withdrawn is owed again. */
  effectsOwed: { effectId: string; streamId: string; kind: string; n: number; usefulUntil: number | null }[];
  effectsWithdrawn: string[];
  effectsDone: string[];
  wakes: { streamId: string; version: number; reason: string }[];
  tasksRaised: { streamId: string; kind: string; ref: string }[];
  tasksResolved: { streamId: string; kind: string; ref: string }[];
  /** `replaces`: the earlier claim found there, which has lapsed or is superseded. */
  claimsTaken: { kind: string; key: string; identifierId: string; holder: string; state: 'reserved' | 'held'; replaces: string | null }[];
  claimsHandedOver: { identifierId: string; from: string; to: string }[];
  claimsCooling: { identifierId: string; until: number }[];
  claimsFreed: string[];
  /** The ids of claims that change and were not locked with the others: locked first of all, without waiting. */
  claimsToLock: string[];
  talliesEntered: { kind: string; key: string; entryId: string; holder: string; at: number }[];
  talliesLeft: string[];
  /** `answer` is JSON text, so that a replay is the same to the byte. */
  command: {
    commandId: string;
    client: string;
    requestHash: string;
    answer: string;
    streamId: string | null;
    version: number | null;
  } | null;
}

export const emptyBatch = (): Batch => ({
  streams: [],
  events: [],
  effectsOwed: [],
  effectsWithdrawn: [],
  effectsDone: [],
  wakes: [],
  tasksRaised: [],
  tasksResolved: [],
  claimsTaken: [],
  claimsHandedOver: [],
  claimsCooling: [],
  claimsFreed: [],
  claimsToLock: [],
  talliesEntered: [],
  talliesLeft: [],
  command: null,
});

const instant = (column: string) => `to_timestamp(${column}::numeric / 1000)`;
const streamColumns = `"streamId" text, type text, "expectedVersion" int, version int, revision int, "headHash" text, "policyVersion" int, "companyId" uuid, "subjectId" uuid,
  "accountId" uuid, "openedAt" bigint, "updatedAt" bigint, "endedAt" bigint, "finishedAt" bigint, "nextDueAt" bigint, state text, shape text`;

/** Claims are locked in one order by all transactions; what comes late must not wait. */
const lockClaimsOf = (batch: string) => `(SELECT count(*) FROM (
  SELECT FROM es.claims WHERE identifier_id IN (SELECT jsonb_array_elements_text(${batch}->'claimsToLock')::uuid)
  ORDER BY kind, key FOR UPDATE NOWAIT) late)`;

/**
 * One statement: it writes all of a decision or nothing; empty parts cost only their plan.
 * Every other part reads `b`, so it announces the floor before it takes a position (feed.ts).
 * Rows that other transactions may write at the same time are written in the order of their keys, so that none waits
 * for
 * another that waits for it.
 */
const text = `
WITH b AS (SELECT b, CASE WHEN b->'events' <> '[]' THEN ${announceFloor} END AS announced, ${lockClaimsOf('b')} AS locked FROM (SELECT $1::jsonb AS b) batch),
opened AS (
  INSERT INTO es.streams (stream_id, type, version, revision, head_hash, policy_version, company_id, subject_id, account_id, opened_at, updated_at, ended_at, finished_at, next_due_at,
    state, state_version, shape)
  SELECT "streamId", type, version, revision, decode("headHash", 'hex'), "policyVersion", "companyId", "subjectId", "accountId",
    ${instant('"openedAt"')}, ${instant('"updatedAt"')}, ${instant('"endedAt"')}, ${instant('"finishedAt"')}, ${instant('"nextDueAt"')},
    state::json, version, shape
  FROM b, jsonb_to_recordset(b->'streams') AS s(${streamColumns}) WHERE "expectedVersion" = 0 ORDER BY "streamId"
  RETURNING 1),
moved AS (
  UPDATE es.streams t SET version = s.version, revision = s.revision, head_hash = decode(s."headHash", 'hex'), updated_at = ${instant('s."updatedAt"')},
    ended_at = ${instant('s."endedAt"')}, finished_at = ${instant('s."finishedAt"')}, next_due_at = ${instant('s."nextDueAt"')},
    state = s.state::json, state_version = s.version, shape = s.shape
  FROM b, jsonb_to_recordset(b->'streams') AS s(${streamColumns}) WHERE s."expectedVersion" > 0 AND t.stream_id = s."streamId" AND t.version = s."expectedVersion"
  RETURNING 1),
written AS (
  INSERT INTO es.events (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)
  SELECT "streamId", version, "eventId", decode("commandId", 'hex'), type, "schemaVersion", data, meta, ${instant('"recordedAt"')}, decode(hash, 'hex')
  FROM b, jsonb_to_recordset(b->'events') AS e("streamId" text, version int, "eventId" uuid, "commandId" text, type text, "schemaVersion" int, data jsonb, meta jsonb, "recordedAt" bigint, hash text)
  RETURNING stream_id, version, global_pos),
owed AS (
  INSERT INTO es.effects (effect_id, stream_id, kind, n, useful_until)
  SELECT "effectId", "streamId", kind, n, ${instant('"usefulUntil"')}
  FROM b, jsonb_to_recordset(b->'effectsOwed') AS f("effectId" text, "streamId" text, kind text, n int, "usefulUntil" bigint)
  ON CONFLICT (stream_id, kind, n) DO UPDATE SET state = 'owed', attempts = 0, lease_until = NULL, reason = NULL, tried_at = NULL, next_try_at = NULL, useful_until = excluded.useful_until,
    owed_since = excluded.owed_since, ended_at = NULL WHERE effects.state = 'withdrawn'),
withdrawn AS (
  UPDATE es.effects SET state = 'withdrawn', ended_at = clock_timestamp()
  FROM b WHERE state = 'owed' AND effect_id IN (SELECT jsonb_array_elements_text(b->'effectsWithdrawn'))),
done AS (
  UPDATE es.effects SET state = 'done', ended_at = clock_timestamp(), lease_until = NULL, next_try_at = NULL
  FROM b WHERE state = 'begun' AND effect_id IN (SELECT jsonb_array_elements_text(b->'effectsDone'))),
woken AS (
  INSERT INTO es.wakes (stream_id, version, reason)
  SELECT "streamId", version, reason FROM b, jsonb_to_recordset(b->'wakes') AS w("streamId" text, version int, reason text) ORDER BY "streamId"
  ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, reason = excluded.reason, written_at = excluded.written_at),
raised AS (
  INSERT INTO es.operator_tasks (stream_id, kind, ref)
  SELECT "streamId", kind, ref FROM b, jsonb_to_recordset(b->'tasksRaised') AS r("streamId" text, kind text, ref text)
  ON CONFLICT (stream_id, kind, ref) DO UPDATE SET raised_at = clock_timestamp(), resolved_at = NULL),
resolved AS (
  UPDATE es.operator_tasks t SET resolved_at = clock_timestamp()
  FROM b, jsonb_to_recordset(b->'tasksResolved') AS r("streamId" text, kind text, ref text)
  WHERE t.stream_id = r."streamId" AND t.kind = r.kind AND t.ref = r.ref AND t.resolved_at IS NULL),
replaced AS (
  UPDATE es.claims t SET identifier_id = c."identifierId", holder = c.holder, state = c.state, until = NULL
  FROM b, jsonb_to_recordset(b->'claimsTaken') AS c(kind text, key text, "identifierId" uuid, holder uuid, state text, replaces uuid)
  WHERE t.kind = c.kind AND t.key = c.key AND t.identifier_id = c.replaces AND t.state <> 'held'
  RETURNING 1),
taken AS (
  INSERT INTO es.claims (kind, key, identifier_id, holder, state)
  SELECT kind, key, "identifierId", holder, state
  FROM b, jsonb_to_recordset(b->'claimsTaken') AS c(kind text, key text, "identifierId" uuid, holder uuid, state text, replaces uuid) WHERE replaces IS NULL ORDER BY kind, key
  ON CONFLICT (kind, key) DO NOTHING
  RETURNING 1),
handed_over AS (
  UPDATE es.claims t SET holder = c."to", state = 'held'
  FROM b, jsonb_to_recordset(b->'claimsHandedOver') AS c("identifierId" uuid, "from" uuid, "to" uuid)
  WHERE t.identifier_id = c."identifierId" AND t.holder = c."from" AND t.state = 'reserved'
  RETURNING 1),
cooling AS (
  UPDATE es.claims t SET state = 'cooldown', until = ${instant('c.until')}
  FROM b, jsonb_to_recordset(b->'claimsCooling') AS c("identifierId" uuid, until bigint) WHERE t.identifier_id = c."identifierId"),
freed AS (
  DELETE FROM es.claims USING b WHERE identifier_id IN (SELECT jsonb_array_elements_text(b->'claimsFreed')::uuid)),
entered AS (
  INSERT INTO es.tallies (kind, key, entry_id, holder, at)
  SELECT kind, key, "entryId", holder, ${instant('at')}
  FROM b, jsonb_to_recordset(b->'talliesEntered') AS t(kind text, key text, "entryId" uuid, holder uuid, at bigint)),
gone AS (
  DELETE FROM es.tallies USING b WHERE entry_id IN (SELECT jsonb_array_elements_text(b->'talliesLeft')::uuid)),
recorded AS (
  INSERT INTO es.commands (command_id, client, request_hash, answer, stream_id, version)
  SELECT decode("commandId", 'hex'), client, decode("requestHash", 'hex'), answer::json, "streamId", version
  FROM b, jsonb_to_record(nullif(b->'command', 'null')) AS c("commandId" text, client text, "requestHash" text, answer text, "streamId" text, version int) WHERE "commandId" IS NOT NULL)
SELECT (SELECT count(*) FROM opened)::int + (SELECT count(*) FROM moved)::int AS streams, 
  (SELECT count(*) FROM replaced)::int + (SELECT count(*) FROM taken)::int + (SELECT count(*) FROM handed_over)::int AS claims,
  coalesce((SELECT jsonb_agg(jsonb_build_object('streamId', stream_id, 'version', version, 'globalPos', global_pos)) FROM written), '[]') AS positions`;

const statement = { name: 'append-batch', text } as const;

export interface Position {
  streamId: string;
  version: number;
  globalPos: number;
}

/** Another transaction created the stream, the command or the claim since the read: read and decide again. */
export class Overtaken extends Error {}

/** What two transactions may make at once: a stream, its next version, the answer of one command. */
const madeByAnother = new Set(['streams_pkey', 'events_stream_id_version_key', 'commands_pkey']);

function isOfAnother(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint !== undefined && madeByAnother.has(constraint);
}

/**
 * Appends events to several streams with all rows that belong to them.
 * @returns the global positions of the events.
 * @throws Overtaken, also where another has made the stream or the command. Every other unique violation is a bug.
 */
export async function append(tx: Tx, batch: Batch): Promise<Position[]> {
  const [row] = await tx
    .query<{ streams: number; claims: number; positions: Position[] }>(statement, [JSON.stringify(batch)])
    .catch((error: unknown) => {
      throw isOfAnother(error) ? new Overtaken('created meanwhile') : error;
    });
  const claims = batch.claimsTaken.length + batch.claimsHandedOver.length;
  if (row!.streams !== batch.streams.length || row!.claims !== claims) throw new Overtaken('moved meanwhile');
  return row!.positions;
}
