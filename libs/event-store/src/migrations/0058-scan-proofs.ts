/**
 * Proofs that somebody who is signed in let a device register (R14), by a keyed hash of the token: good for one
 * opening, until the instant of the business clock. A proof goes with its person.
 */
export const scanProofs = `
CREATE TABLE IF NOT EXISTS iam.scan_proofs (
  proof        bytea PRIMARY KEY,
  principal_id uuid NOT NULL REFERENCES iam.principals ON DELETE CASCADE,
  companies    uuid[],
  expires_at   timestamptz NOT NULL,
  used_by      bytea,
  made_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN iam.scan_proofs.companies IS 'that the person could speak for; null: all of them, and people without a company';
COMMENT ON COLUMN iam.scan_proofs.used_by IS 'the command that used it up, which may be repeated';
CREATE INDEX IF NOT EXISTS scan_proofs_principal ON iam.scan_proofs (principal_id);
CREATE INDEX IF NOT EXISTS scan_proofs_made_at ON iam.scan_proofs (made_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON iam.scan_proofs TO tenure_app;
`;
