/** Answers to questions, each rebuilt from the events at any time. */
export const readModels = `
CREATE SCHEMA rm;

CREATE TABLE rm.process (
  stream_id      text PRIMARY KEY,
  type           text NOT NULL,
  id             uuid NOT NULL,
  status         text NOT NULL,
  version        integer NOT NULL,
  revision       integer NOT NULL,
  policy_version integer NOT NULL,
  subject_id     uuid,
  account_id     uuid,
  company_id     uuid,
  outcome        text,
  state          jsonb NOT NULL,
  opened_at      timestamptz(3) NOT NULL,
  updated_at     timestamptz(3) NOT NULL,
  closed_at      timestamptz(3)
);
CREATE INDEX process_list ON rm.process (type, opened_at DESC, id);
CREATE INDEX process_status ON rm.process (type, status, opened_at DESC, id);
CREATE INDEX process_account ON rm.process (account_id, opened_at) WHERE account_id IS NOT NULL;

CREATE TABLE rm.account_timeline (
  account_id uuid NOT NULL,
  global_pos bigint NOT NULL,
  stream_id  text NOT NULL,
  version    integer NOT NULL,
  type       text NOT NULL,
  origin     text NOT NULL,
  actor      text NOT NULL,
  at         timestamptz(3) NOT NULL,
  PRIMARY KEY (account_id, global_pos)
);
`;
