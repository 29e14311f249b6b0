/**
 * Who sees a process, and what lists find it by, as columns of its row: each process declares them, and its projection
 * writes them with the row.
 * A row that an older release writes does not tell them (`seen_version` stays behind), so that a trigger derives them
 * from the state of that release.
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

/**
 * Fills the rows that are there: the trigger does it for each one that is touched. Each bite is a transaction of its
 * own and passes over rows that
 * others hold, so that it waits for nobody; a walk that was broken off, or has passed over rows, starts again.
 */
const fillInBites = `
DO $$
DECLARE
  last text;
  unfilled boolean;
BEGIN
  LOOP
    last := '';
    WHILE last IS NOT NULL LOOP
      WITH bite AS (SELECT stream_id FROM rm.process WHERE stream_id > last ORDER BY stream_id LIMIT 500),
        free AS (
          SELECT p.stream_id FROM rm.process p JOIN bite USING (stream_id) WHERE p.seen_version IS NULL ORDER BY p.stream_id FOR NO KEY UPDATE OF p SKIP LOCKED),
        filled AS (UPDATE rm.process p SET version = version FROM free WHERE p.stream_id = free.stream_id)
      SELECT max(stream_id) INTO last FROM bite;
      COMMIT;
    END LOOP;
    SELECT EXISTS (SELECT FROM rm.process WHERE seen_version IS NULL) INTO unfilled;
    COMMIT;
    EXIT WHEN NOT unfilled;
    PERFORM pg_sleep(0.1);
  END LOOP;
END $$`;

/**
 * Built beside running programs; a build that was broken off is dropped first. Release 0.1.0 reads the indexes on the
 * state, so they stay.
 */
export const seenByOfOldRows = [
  fillInBites,
  'DROP INDEX CONCURRENTLY IF EXISTS rm.process_seen',
  'CREATE INDEX CONCURRENTLY process_seen ON rm.process USING gin (companies, accounts, principals, asked) WITH (fastupdate = off)',
] as const;
