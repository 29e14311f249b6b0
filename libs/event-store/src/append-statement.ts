import type { Batch } from './batch';
import { prepared, type Prepared } from './database';
import { announceFloor } from './feed';
import { unplanned } from './unplanned';

const instant = (column: string) => `to_timestamp(${column}::numeric / 1000)`;
const streamColumns = `"streamId" text, type text, "expectedVersion" int, version int, revision int, "headHash" text, "policyVersion" int, "companyId" uuid, "subjectId" uuid,
  "accountId" uuid, client text, "openedAt" bigint, "updatedAt" bigint, "endedAt" bigint, "finishedAt" bigint, "nextDueAt" bigint, state text, shape text`;

/** The ids in a list of the batch: rows are found by them, whatever the planner makes of the size of their table. */
const idsIn = (list: keyof Batch, type: 'text' | 'uuid' = 'text') =>
  `ANY (ARRAY(SELECT jsonb_array_elements_text(b->'${list}')::${type} FROM b))`;
const idsOf = (list: keyof Batch, field: string, type: 'text' | 'uuid' = 'text') =>
  `ANY (ARRAY(SELECT (listed->>'${field}')::${type} FROM b, jsonb_array_elements(b->'${list}') listed))`;

interface Part {
  isIn(batch: Batch): boolean;
  text: string;
  /** What it counts: as many streams or claims must have been written as were asked for. */
  counts?: 'streams' | 'claims';
}

const wherever = (list: keyof Batch) => (batch: Batch) => (batch[list] as readonly unknown[]).length > 0;

/**
 * The parts of the statement, in their order. Each reads `b`, so it announces the floor before it takes a position
 * (feed.ts). Rows that other transactions may write at the same time are written in the order of their keys, so that
 * none waits for another that waits for it.
 */
const parts: readonly Part[] = [
  {
    isIn: ({ streams }) => streams.some(({ expectedVersion }) => expectedVersion === 0),
    counts: 'streams',
    text: `opened AS (
  INSERT INTO es.streams (stream_id, type, version, revision, head_hash, policy_version, company_id, subject_id, account_id, client, opened_at, updated_at, ended_at, finished_at,
    next_due_at, state, state_version, shape)
  SELECT "streamId", type, version, revision, decode("headHash", 'hex'), "policyVersion", "companyId", "subjectId", "accountId", client,
    ${instant('"openedAt"')}, ${instant('"updatedAt"')}, ${instant('"endedAt"')}, ${instant('"finishedAt"')}, ${instant('"nextDueAt"')},
    state::json, version, shape
  FROM b, jsonb_to_recordset(b->'streams') AS s(${streamColumns}) WHERE "expectedVersion" = 0 ORDER BY "streamId"
  RETURNING 1)`,
  },
  {
    isIn: ({ streams }) => streams.some(({ expectedVersion }) => expectedVersion > 0),
    counts: 'streams',
    text: `moved AS (
  UPDATE es.streams t SET policy_version = s."policyVersion", version = s.version, revision = s.revision, head_hash = decode(s."headHash", 'hex'), updated_at = ${instant('s."updatedAt"')},
    ended_at = ${instant('s."endedAt"')}, finished_at = ${instant('s."finishedAt"')}, next_due_at = ${instant('s."nextDueAt"')},
    state = s.state::json, state_version = s.version, shape = s.shape
  FROM b, jsonb_to_recordset(b->'streams') AS s(${streamColumns})
  WHERE t.stream_id = ${idsOf('streams', 'streamId')} AND s."expectedVersion" > 0 AND t.stream_id = s."streamId" AND t.version = s."expectedVersion"
  RETURNING 1)`,
  },
  {
    isIn: wherever('events'),
    text: `written AS (
  INSERT INTO es.events (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)
  SELECT "streamId", version, "eventId", decode("commandId", 'hex'), type, "schemaVersion", data, meta, ${instant('"recordedAt"')}, decode(hash, 'hex')
  FROM b, jsonb_to_recordset(b->'events') AS e("streamId" text, version int, "eventId" uuid, "commandId" text, type text, "schemaVersion" int, data jsonb, meta jsonb, "recordedAt" bigint, hash text))`,
  },
  {
    isIn: wherever('effectsOwed'),
    text: `owed AS (
  INSERT INTO es.effects (effect_id, stream_id, kind, n, useful_until)
  SELECT "effectId", "streamId", kind, n, ${instant('"usefulUntil"')}
  FROM b, jsonb_to_recordset(b->'effectsOwed') AS f("effectId" text, "streamId" text, kind text, n int, "usefulUntil" bigint)
  ON CONFLICT (stream_id, kind, n) DO UPDATE SET state = 'owed', attempts = 0, lease_until = NULL, reason = NULL, tried_at = NULL, next_try_at = NULL, useful_until = excluded.useful_until,
    owed_since = excluded.owed_since, ended_at = NULL WHERE effects.state = 'withdrawn')`,
  },
  {
    isIn: wherever('effectsWithdrawn'),
    text: `withdrawn AS (
  UPDATE es.effects SET state = 'withdrawn', ended_at = clock_timestamp()
  WHERE effect_id = ${idsIn('effectsWithdrawn')} AND ${unplanned(`state = 'owed'`)})`,
  },
  {
    isIn: wherever('effectsDone'),
    text: `done AS (
  UPDATE es.effects SET state = 'done', ended_at = clock_timestamp(), lease_until = NULL, next_try_at = NULL
  WHERE effect_id = ${idsIn('effectsDone')} AND ${unplanned(`state = 'begun'`)})`,
  },
  {
    isIn: wherever('wakes'),
    text: `woken AS (
  INSERT INTO es.wakes (stream_id, version, reason)
  SELECT "streamId", version, reason FROM b, jsonb_to_recordset(b->'wakes') AS w("streamId" text, version int, reason text) ORDER BY "streamId"
  ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, reason = excluded.reason, written_at = excluded.written_at)`,
  },
  {
    isIn: wherever('tasksRaised'),
    text: `raised AS (
  INSERT INTO es.operator_tasks (stream_id, kind, ref)
  SELECT "streamId", kind, ref FROM b, jsonb_to_recordset(b->'tasksRaised') AS r("streamId" text, kind text, ref text)
  ON CONFLICT (stream_id, kind, ref) DO UPDATE SET raised_at = clock_timestamp(), resolved_at = NULL)`,
  },
  {
    isIn: wherever('tasksResolved'),
    text: `resolved AS (
  UPDATE es.operator_tasks t SET resolved_at = clock_timestamp()
  FROM b, jsonb_to_recordset(b->'tasksResolved') AS r("streamId" text, kind text, ref text)
  WHERE t.stream_id = ${idsOf('tasksResolved', 'streamId')} AND t.stream_id = r."streamId" AND t.kind = r.kind AND t.ref = r.ref
    AND ${unplanned('t.resolved_at IS NULL')})`,
  },
  {
    isIn: ({ claimsTaken }) => claimsTaken.some(({ replaces }) => replaces !== null),
    counts: 'claims',
    text: `replaced AS (
  UPDATE es.claims t SET identifier_id = c."identifierId", holder = c.holder, state = c.state, until = NULL
  FROM b, jsonb_to_recordset(b->'claimsTaken') AS c(kind text, key text, "identifierId" uuid, holder uuid, state text, replaces uuid)
  WHERE t.identifier_id = ${idsOf('claimsTaken', 'replaces', 'uuid')} AND t.kind = c.kind AND t.key = c.key AND t.identifier_id = c.replaces
    AND t.state <> 'held'
  RETURNING 1)`,
  },
  {
    isIn: ({ claimsTaken }) => claimsTaken.some(({ replaces }) => replaces === null),
    counts: 'claims',
    text: `taken AS (
  INSERT INTO es.claims (kind, key, identifier_id, holder, state)
  SELECT kind, key, "identifierId", holder, state
  FROM b, jsonb_to_recordset(b->'claimsTaken') AS c(kind text, key text, "identifierId" uuid, holder uuid, state text, replaces uuid) WHERE replaces IS NULL ORDER BY kind, key
  ON CONFLICT (kind, key) DO NOTHING
  RETURNING 1)`,
  },
  {
    isIn: wherever('claimsHandedOver'),
    counts: 'claims',
    text: `handed_over AS (
  UPDATE es.claims t SET holder = c."to", state = 'held'
  FROM b, jsonb_to_recordset(b->'claimsHandedOver') AS c("identifierId" uuid, "from" uuid, "to" uuid)
  WHERE t.identifier_id = ${idsOf('claimsHandedOver', 'identifierId', 'uuid')} AND t.identifier_id = c."identifierId" AND t.holder = c."from"
    AND t.state <> 'cooldown'
  RETURNING 1)`,
  },
  {
    isIn: wherever('claimsCooling'),
    text: `cooling AS (
  UPDATE es.claims t SET state = 'cooldown', until = ${instant('c.until')}
  FROM b, jsonb_to_recordset(b->'claimsCooling') AS c("identifierId" uuid, until bigint)
  WHERE t.identifier_id = ${idsOf('claimsCooling', 'identifierId', 'uuid')} AND t.identifier_id = c."identifierId")`,
  },
  {
    isIn: wherever('claimsFreed'),
    text: `freed AS (
  DELETE FROM es.claims WHERE identifier_id = ${idsIn('claimsFreed', 'uuid')})`,
  },
  {
    isIn: wherever('talliesEntered'),
    text: `entered AS (
  INSERT INTO es.tallies (kind, key, entry_id, holder, at)
  SELECT kind, key, "entryId", holder, ${instant('at')}
  FROM b, jsonb_to_recordset(b->'talliesEntered') AS t(kind text, key text, "entryId" uuid, holder uuid, at bigint))`,
  },
  {
    isIn: wherever('talliesLeft'),
    text: `gone AS (
  DELETE FROM es.tallies WHERE entry_id = ${idsIn('talliesLeft', 'uuid')})`,
  },
  {
    isIn: ({ command }) => command !== null,
    text: `recorded AS (
  INSERT INTO es.commands (command_id, client, request_hash, answer, stream_id, version)
  SELECT decode("commandId", 'hex'), client, decode("requestHash", 'hex'), answer::json, "streamId", version
  FROM b, jsonb_to_record(b->'command') AS c("commandId" text, client text, "requestHash" text, answer text, "streamId" text, version int))`,
  },
];

/** Claims are locked in one order by all transactions; what comes late must not wait. */
const lockLateClaims = `(SELECT count(*) FROM (
  SELECT FROM es.claims WHERE identifier_id = ANY (ARRAY(SELECT jsonb_array_elements_text(b->'claimsToLock')::uuid))
  ORDER BY kind, key FOR UPDATE NOWAIT) late)`;

const nameOf = ({ text }: Part) => text.slice(0, text.indexOf(' '));
const sumOf = (counting: readonly Part[]) => counting.map((part) => `(SELECT count(*) FROM ${nameOf(part)})::int`).join(' + ') || '0';

/**
 * One statement: it writes all of a decision or nothing; $2 and $3 say how many streams and claims that is. It has the
 * parts that this batch needs and no others, because PostgreSQL prepares an empty part for its execution like any
 * other.
 */
export function appendStatement(batch: Batch): Prepared {
  const needed = parts.filter(({ isIn }) => isIn(batch));
  const counting = (what: Part['counts']) => sumOf(needed.filter(({ counts }) => counts === what));
  const b = [
    'b',
    ...(batch.events.length > 0 ? [`${announceFloor} AS announced`] : []),
    ...(needed.some(({ text }) => text.includes('es.claims')) ? [`${lockLateClaims} AS locked`] : []),
  ];
  return prepared(
    `WITH b AS MATERIALIZED (SELECT ${b.join(', ')} FROM (SELECT $1::jsonb AS b) batch)${needed.map(({ text }) => `,\n${text}`).join('')}
SELECT CASE WHEN ${counting('streams')} = $2 AND ${counting('claims')} = $3 THEN 'written' ELSE es.refuse_overtaken() END`,
    'append-batch-',
  );
}
