/**
 * Who sees a process, and what lists find it by, as columns of its row: each process declares them, and its projection writes them with the row.
 * A row that an older release writes does not tell them (`seen_version` stays behind), so that a trigger derives them from the state of that release.
 * The trigger may go when no older release can write any more.
 */
export const seenBy = `
ALTER TABLE rm.process
  ADD COLUMN services     text,
  ADD COLUMN companies    uuid[],
  ADD COLUMN accounts     uuid[],
  ADD COLUMN principals   uuid[],
  ADD COLUMN asked        uuid[],
  ADD COLUMN expires_at   timestamptz(3),
  ADD COLUMN seen_version integer;
COMMENT ON COLUMN rm.process.seen_version IS 'the version of the stream that services, companies, accounts, principals, asked and expires_at tell';

CREATE FUNCTION rm.fill_seen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.services := CASE NEW.type WHEN 'approval' THEN 'parties' ELSE 'all' END;
  NEW.companies := array_remove(ARRAY[NEW.company_id], NULL);
  NEW.accounts := '{}';
  NEW.principals := '{}';
  NEW.asked := '{}';
  NEW.seen_version := NEW.version;
  IF NEW.type = 'account' THEN
    NEW.accounts := ARRAY[NEW.id];
    NEW.companies := NEW.companies || ARRAY(
      SELECT member::uuid FROM jsonb_object_keys(coalesce(NEW.state -> 'memberships', '{}')) AS member WHERE member::uuid IS DISTINCT FROM NEW.company_id);
  ELSIF NEW.type = 'deregistration' THEN
    NEW.accounts := ARRAY[NEW.account_id];
  ELSIF NEW.type = 'registration' THEN
    NEW.accounts := ARRAY[coalesce((NEW.state ->> 'joins')::uuid, NEW.account_id)];
  ELSIF NEW.type = 'approval' THEN
    NEW.asked := ARRAY(
      SELECT DISTINCT (assignee #>> '{}')::uuid FROM jsonb_path_query(NEW.state, '$.stages[*].slots[*].tasks[*].assignee') AS assignee);
    NEW.principals := array_remove(NEW.asked, (NEW.state ->> 'requestedBy')::uuid) || (NEW.state ->> 'requestedBy')::uuid;
    NEW.expires_at := to_timestamp((NEW.state ->> 'expiresAt')::numeric / 1000);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER written_by_older_release BEFORE INSERT OR UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.seen_version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION rm.fill_seen();
`;

/** Fills the rows that are there: the trigger does it for each one that is touched. The indexes on the state go, since no list reads it any more. */
export const seenByOfOldRows = `
UPDATE rm.process SET version = version WHERE seen_version IS NULL;
CREATE INDEX process_seen ON rm.process USING gin (companies, accounts, principals, asked) WITH (fastupdate = off);
DROP INDEX IF EXISTS rm.process_memberships, rm.process_joins;
`;
