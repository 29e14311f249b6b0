/** Callers: keys (only their hashes), and the random ids that stand for people and services in events. */
export const iam = `
CREATE SCHEMA iam;

CREATE TABLE iam.principals (
  principal_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  external_id  text NOT NULL UNIQUE,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE iam.api_keys (
  key_id       text PRIMARY KEY,
  secret_hash  bytea NOT NULL,
  client       text NOT NULL,
  principal_id uuid NOT NULL REFERENCES iam.principals,
  roles        text[] NOT NULL,
  scopes       text[] NOT NULL,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE iam.security_log (
  entry_id     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  principal_id uuid,
  what         text NOT NULL,
  target       text,
  at           timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX security_log_at ON iam.security_log (at);
`;
