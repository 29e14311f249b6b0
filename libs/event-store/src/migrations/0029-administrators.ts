/**
 * The departments that a process lies in, and who holds a role: an administrator is found by it. A company stands for
 * all of its departments. An older release writes neither; what it moves lies in no department, and a trigger tells the
 * rest from the state that every release writes. The trigger may go with the last of them.
 */
export const administrators = `
ALTER TABLE rm.process ADD COLUMN IF NOT EXISTS departments uuid[];
COMMENT ON COLUMN rm.process.departments IS 'the departments that it lies in; a company stands for all of its departments; null: an older release wrote the row';

CREATE OR REPLACE FUNCTION rm.fill_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.type = 'role' THEN
    NEW.principals := ARRAY(SELECT holder::uuid FROM jsonb_array_elements_text(coalesce(NEW.state -> 'holders', '[]')) AS holder);
    NEW.departments := '{}';
  ELSE
    NEW.departments := ARRAY[NEW.company_id];
  END IF;
  RETURN NEW;
END $$;
-- Behind written_by_older_release, in the order of their names.
CREATE OR REPLACE TRIGGER written_without_places BEFORE INSERT OR UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type IN ('role', 'company', 'position')) EXECUTE FUNCTION rm.fill_places();
`;

/** In bites of a transaction each; a row that another transaction holds gets its places by that write. */
export const administratorsOfOldRows = [
  `
DO $$
DECLARE
  last text := '';
BEGIN
  WHILE last IS NOT NULL LOOP
    WITH bite AS (
      SELECT stream_id, departments FROM rm.process WHERE type IN ('role', 'company', 'position') AND stream_id > last ORDER BY stream_id LIMIT 500),
      free AS (
        SELECT p.stream_id FROM rm.process p JOIN bite USING (stream_id) WHERE bite.departments IS NULL ORDER BY p.stream_id FOR NO KEY UPDATE OF p SKIP LOCKED),
      filled AS (UPDATE rm.process p SET version = version FROM free WHERE p.stream_id = free.stream_id)
    SELECT max(stream_id) INTO last FROM bite;
    COMMIT;
  END LOOP;
END $$`,
  'DROP INDEX CONCURRENTLY IF EXISTS rm.process_departments',
  `CREATE INDEX CONCURRENTLY process_departments ON rm.process USING gin (departments) WITH (fastupdate = off) WHERE departments <> '{}'`,
  'DROP INDEX CONCURRENTLY IF EXISTS rm.process_roles',
  `CREATE INDEX CONCURRENTLY process_roles ON rm.process USING gin (principals) WITH (fastupdate = off) WHERE type = 'role'`,
] as const;
