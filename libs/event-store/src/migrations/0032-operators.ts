/**
 * A key with rights over the platform names the approval by which a second operator agreed; one approval makes one key.
 * The keys of operators that are there keep working: those of release 0.1.0, which have no end, for 90 days more.
 */
export const operators = `
ALTER TABLE iam.api_keys ADD COLUMN IF NOT EXISTS approval_id uuid;
COMMENT ON COLUMN iam.api_keys.approval_id IS 'by which a second operator agreed; null: the installation or an older release made the key';
CREATE UNIQUE INDEX IF NOT EXISTS api_keys_approval ON iam.api_keys (approval_id);
UPDATE iam.api_keys SET expires_at = clock_timestamp() + interval '90 days'
WHERE expires_at IS NULL AND revoked_at IS NULL AND 'operator' = ANY(roles);
`;
