/**
 * Who has been given a delegation, and until when at most: an approver's decision reads one row by its key, and only a
 * delegate pays for the search among delegations. A trigger writes it in the transaction of the delegation.
 */
export const delegates = `
CREATE TABLE IF NOT EXISTS iam.delegates (
  delegate   uuid PRIMARY KEY REFERENCES iam.principals ON DELETE CASCADE,
  expires_at timestamptz(3) NOT NULL
);
COMMENT ON COLUMN iam.delegates.expires_at IS 'business time: the latest end of a delegation that they were given, also of one that was taken back';
GRANT SELECT, INSERT, UPDATE, DELETE ON iam.delegates TO tenure_app;

CREATE OR REPLACE FUNCTION iam.note_delegate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO iam.delegates AS known (delegate, expires_at)
  SELECT principal_id, NEW.expires_at FROM iam.principals WHERE principal_id = NEW.asked[1] AND NEW.expires_at IS NOT NULL
  ON CONFLICT (delegate) DO UPDATE SET expires_at = greatest(known.expires_at, excluded.expires_at);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER delegation_is_given AFTER INSERT OR UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'delegation' AND NEW.closed_at IS NULL) EXECUTE FUNCTION iam.note_delegate();

`;

/** Delegations that were given before the trigger was there. */
export const delegatesOfOldRows = `
INSERT INTO iam.delegates AS known (delegate, expires_at)
SELECT asked[1], max(expires_at) FROM rm.process JOIN iam.principals ON principal_id = asked[1]
WHERE type = 'delegation' AND closed_at IS NULL AND expires_at IS NOT NULL GROUP BY 1 ORDER BY 1
ON CONFLICT (delegate) DO UPDATE SET expires_at = greatest(known.expires_at, excluded.expires_at)`;
