import { fillInBites } from './fill-in-bites';

/**
 * What an approval is about, as columns by which lists find it. They never change after the first event. An older
 * release does not write them, so a trigger takes them from the state that it writes.
 */
export const matters = `
ALTER TABLE rm.process ADD COLUMN matter_type text, ADD COLUMN matter_id uuid;
COMMENT ON COLUMN rm.process.matter_id IS 'what an approval is about, as its matter says; null for every other process';

CREATE FUNCTION rm.fill_matter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.matter_type := NEW.state -> 'matter' ->> 'type';
  NEW.matter_id := (NEW.state -> 'matter' ->> 'id')::uuid;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_without_matter BEFORE INSERT OR UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'approval' AND NEW.matter_id IS NULL) EXECUTE FUNCTION rm.fill_matter();
`;

/** Built beside running programs; a build that was broken off is dropped first. */
export const mattersOfOldRows = [
  fillInBites("p.type = 'approval' AND p.matter_id IS NULL"),
  'DROP INDEX CONCURRENTLY IF EXISTS rm.process_matter',
  'CREATE INDEX CONCURRENTLY process_matter ON rm.process (matter_id, opened_at DESC, id) WHERE matter_id IS NOT NULL',
  'DROP INDEX CONCURRENTLY IF EXISTS rm.process_matter_type',
  'CREATE INDEX CONCURRENTLY process_matter_type ON rm.process (matter_type, status, opened_at DESC, id) WHERE matter_type IS NOT NULL',
] as const;
