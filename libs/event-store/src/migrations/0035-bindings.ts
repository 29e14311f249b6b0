/**
 * Names at issuers that people bind by a call, and further ids of one person. A name that was unbound stays known: it
 * can be bound to nobody but the same person, so that nobody is two people by turns. All of it goes with the person.
 */
export const bindings = `
ALTER TABLE iam.identities
  ADD COLUMN IF NOT EXISTS identity_id uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN IF NOT EXISTS issuer text,
  ADD COLUMN IF NOT EXISTS alias uuid;
COMMENT ON COLUMN iam.identities.issuer IS 'the provider, which is no person; null: bound by hand, before calls bound';
COMMENT ON COLUMN iam.identities.alias IS 'the principal by which the person was known under this name before';
CREATE UNIQUE INDEX IF NOT EXISTS identities_id ON iam.identities (identity_id);
CREATE UNIQUE INDEX IF NOT EXISTS identities_issuer ON iam.identities (principal_id, issuer);

CREATE TABLE IF NOT EXISTS iam.former_identities (
  identity     bytea PRIMARY KEY,
  principal_id uuid NOT NULL REFERENCES iam.principals ON DELETE CASCADE,
  unbound_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN iam.former_identities.identity IS 'keyed hash of issuer and subject';
CREATE INDEX IF NOT EXISTS former_identities_principal ON iam.former_identities (principal_id);
GRANT SELECT, INSERT, DELETE ON iam.former_identities TO tenure_app;

CREATE TABLE IF NOT EXISTS iam.aliases (
  alias  uuid PRIMARY KEY REFERENCES iam.principals ON DELETE CASCADE,
  person uuid NOT NULL REFERENCES iam.principals ON DELETE CASCADE
);
COMMENT ON TABLE iam.aliases IS 'principals of people who turned out to have an account: alias and person are one';
CREATE INDEX IF NOT EXISTS aliases_person ON iam.aliases (person);
GRANT SELECT, INSERT, DELETE ON iam.aliases TO tenure_app;
`;
