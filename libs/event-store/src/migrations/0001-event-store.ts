/**
 * Streams, events, commands, claims, effects, wakes: the tables that decide and remember.
 * `stream_id` is `<process>:<uuid>`, also the id of the workflow.
 */
export const eventStore = `
CREATE SCHEMA es;

CREATE TABLE es.streams (
  stream_id      text PRIMARY KEY,
  type           text NOT NULL,
  version        integer NOT NULL,
  revision       integer NOT NULL,
  head_hash      bytea NOT NULL,
  policy_version integer NOT NULL,
  company_id     uuid,
  subject_id     uuid,
  account_id     uuid,
  opened_at      timestamptz(3) NOT NULL,
  updated_at     timestamptz(3) NOT NULL,
  ended_at       timestamptz(3),
  finished_at    timestamptz(3),
  next_due_at    timestamptz(3)
);
COMMENT ON COLUMN es.streams.revision IS 'the public version: not moved by minor events';
COMMENT ON COLUMN es.streams.next_due_at IS 'the soonest of due(state), for the sweeper and the clock';
CREATE INDEX streams_next_due ON es.streams (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE SEQUENCE es.global_pos CACHE 1;
SELECT setval('es.global_pos', 1);

CREATE TABLE es.events (
  global_pos     bigint PRIMARY KEY DEFAULT nextval('es.global_pos'),
  stream_id      text NOT NULL,
  version        integer NOT NULL,
  event_id       uuid NOT NULL UNIQUE,
  command_id     bytea NOT NULL,
  type           text NOT NULL,
  schema_version integer NOT NULL,
  data           jsonb NOT NULL,
  meta           jsonb NOT NULL,
  recorded_at    timestamptz(3) NOT NULL,
  hash           bytea NOT NULL,
  UNIQUE (stream_id, version)
);

CREATE FUNCTION es.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events are append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON es.events
  FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change();

CREATE TABLE es.commands (
  command_id   bytea PRIMARY KEY,
  client       text NOT NULL,
  request_hash bytea NOT NULL,
  answer       json NOT NULL,
  stream_id    text,
  version      integer,
  at           timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN es.commands.answer IS 'json, not jsonb: a replay is the same to the byte';
CREATE INDEX commands_at ON es.commands (at);

CREATE TABLE es.claims (
  kind          text NOT NULL,
  key           text NOT NULL,
  identifier_id uuid NOT NULL UNIQUE,
  holder        uuid NOT NULL,
  state         text NOT NULL CHECK (state IN ('held', 'cooldown')),
  until         timestamptz(3),
  PRIMARY KEY (kind, key)
);
COMMENT ON COLUMN es.claims.key IS 'blind index of the value, with the id of its key; goes when the identifier is free';

CREATE TABLE es.effects (
  effect_id    text PRIMARY KEY,
  stream_id    text NOT NULL,
  kind         text NOT NULL,
  n            integer NOT NULL,
  state        text NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'begun', 'done', 'failed', 'withdrawn', 'lapsed')),
  attempts     integer NOT NULL DEFAULT 0,
  lease_until  timestamptz,
  useful_until timestamptz(3),
  owed_since   timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at     timestamptz,
  UNIQUE (stream_id, kind, n)
);
CREATE INDEX effects_open ON es.effects (stream_id) WHERE state IN ('owed', 'begun');
CREATE INDEX effects_waiting ON es.effects (owed_since) WHERE state IN ('owed', 'begun');

CREATE TABLE es.wakes (
  stream_id  text PRIMARY KEY,
  version    integer NOT NULL,
  reason     text NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  tried_at   timestamptz
);
COMMENT ON COLUMN es.wakes.tried_at IS 'a relay has it in hand for a few seconds from then on';
CREATE INDEX wakes_written ON es.wakes (written_at);

CREATE TABLE es.sweeps (
  stream_id text PRIMARY KEY,
  version   integer NOT NULL,
  raises    integer NOT NULL,
  next_at   timestamptz NOT NULL
);

CREATE TABLE es.operator_tasks (
  task_id     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  stream_id   text NOT NULL,
  kind        text NOT NULL,
  ref         text NOT NULL,
  raised_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  resolved_at timestamptz,
  UNIQUE (stream_id, kind, ref)
);

CREATE SCHEMA dev;
CREATE TABLE dev.clock (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  offset_ms bigint NOT NULL DEFAULT 0 CHECK (offset_ms >= 0)
);
INSERT INTO dev.clock DEFAULT VALUES;
COMMENT ON TABLE dev.clock IS 'moved only where the embedded stack runs; production does not read it and refuses a database in which it was moved';
`;
