/**
 * Whom an identity provider means by a name of its own, and the assertions that an act used up. Neither table holds a
 * name: keyed hashes stand for them, as a subject of an issuer may be an e-mail address.
 */
export const assertions = `
CREATE TABLE iam.identities (
  identity     bytea PRIMARY KEY,
  principal_id uuid NOT NULL REFERENCES iam.principals ON DELETE CASCADE,
  bound_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  bound_by     text NOT NULL
);
COMMENT ON COLUMN iam.identities.identity IS 'keyed hash of issuer and subject';
COMMENT ON COLUMN iam.identities.bound_by IS 'what proved that both are one person: code, claim, operator';
CREATE INDEX identities_principal ON iam.identities (principal_id);
GRANT SELECT, INSERT, DELETE ON iam.identities TO tenure_app;

CREATE TABLE iam.used_assertions (
  assertion  bytea PRIMARY KEY,
  command_id bytea NOT NULL,
  ends_at    timestamptz NOT NULL
);
COMMENT ON COLUMN iam.used_assertions.assertion IS 'keyed hash of issuer and jti';
COMMENT ON COLUMN iam.used_assertions.command_id IS 'the command that used it up, which may be repeated';
CREATE INDEX used_assertions_ends_at ON iam.used_assertions (ends_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON iam.used_assertions TO tenure_app;
`;
