/**
 * Whose a process is, and whose a key is. A key that is there is a client of its own, for the whole platform. A process
 * that is there was opened by nobody that is known, and is seen as before. Release 0.1.0 writes neither `client` nor
 * `draft`: what it opens is nobody's, and the trigger of its rows says which of them are drafts. An account is seen by
 * the companies that the person is a member of now, and by no former one.
 */
export const clients = `
ALTER TABLE es.streams ADD COLUMN IF NOT EXISTS client text;
COMMENT ON COLUMN es.streams.client IS 'the client whose call opened it; null: another process, or an older release';
ALTER TABLE rm.process ADD COLUMN IF NOT EXISTS client text, ADD COLUMN IF NOT EXISTS draft boolean;
COMMENT ON COLUMN rm.process.draft IS 'of the services, only its client sees it';

ALTER TABLE iam.api_keys
  ADD COLUMN IF NOT EXISTS client_id  text,
  ADD COLUMN IF NOT EXISTS companies  uuid[],
  ADD COLUMN IF NOT EXISTS created_by uuid,
  ADD COLUMN IF NOT EXISTS rotated_to text;
COMMENT ON COLUMN iam.api_keys.client IS 'a note for people: the purpose of the key';
COMMENT ON COLUMN iam.api_keys.client_id IS 'the calling system; null: the key is a client of its own';
COMMENT ON COLUMN iam.api_keys.companies IS 'null: the whole platform';
CREATE INDEX IF NOT EXISTS api_keys_client ON iam.api_keys (coalesce(client_id, key_id), created_at, key_id);
CREATE INDEX IF NOT EXISTS api_keys_made ON iam.api_keys (created_at, key_id);

CREATE OR REPLACE FUNCTION rm.fill_seen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.services := CASE NEW.type WHEN 'approval' THEN 'parties' ELSE 'all' END;
  NEW.companies := array_remove(ARRAY[NEW.company_id], NULL);
  NEW.draft := false;
  NEW.accounts := '{}';
  NEW.principals := '{}';
  NEW.asked := '{}';
  NEW.seen_version := NEW.version;
  IF NEW.type = 'account' THEN
    NEW.accounts := ARRAY[NEW.id];
    NEW.companies := ARRAY(SELECT member::uuid FROM jsonb_object_keys(coalesce(NEW.state -> 'memberships', '{}')) AS member);
  ELSIF NEW.type = 'deregistration' THEN
    NEW.accounts := ARRAY[NEW.account_id];
  ELSIF NEW.type = 'registration' THEN
    NEW.accounts := ARRAY[coalesce((NEW.state ->> 'joins')::uuid, NEW.account_id)];
    NEW.draft := NEW.status IN ('draft', 'verifying', 'manual_review') OR (
      NEW.status IN ('rejected', 'withdrawn', 'expired') AND NEW.state ->> 'directory' IS NULL
      AND coalesce(NEW.state ->> 'approvalId' = NEW.state -> 'profile' ->> 'reviewId', NEW.state ->> 'approvalId' IS NULL));
  ELSIF NEW.type = 'approval' THEN
    NEW.asked := ARRAY(
      SELECT DISTINCT (assignee #>> '{}')::uuid FROM jsonb_path_query(NEW.state, '$.stages[*].slots[*].tasks[*].assignee') AS assignee);
    NEW.principals := array_remove(NEW.asked, (NEW.state ->> 'requestedBy')::uuid) || (NEW.state ->> 'requestedBy')::uuid;
    NEW.expires_at := to_timestamp((NEW.state ->> 'expiresAt')::numeric / 1000);
  END IF;
  RETURN NEW;
END $$;
`;

/**
 * In bites of a transaction each; passes over rows that others hold: these are over, so that nobody holds them for
 * long.
 */
export const companiesOfOldRows = [
  `
DO $$
DECLARE
  changed integer := 1;
BEGIN
  WHILE changed > 0 LOOP
    WITH bite AS (
      SELECT stream_id FROM rm.process WHERE type = 'account' AND status IN ('purged', 'undone') AND companies <> '{}'
      ORDER BY stream_id LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE rm.process p SET companies = '{}' FROM bite WHERE p.stream_id = bite.stream_id;
    GET DIAGNOSTICS changed = ROW_COUNT;
    COMMIT;
  END LOOP;
END $$`,
] as const;
