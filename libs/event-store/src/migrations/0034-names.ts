import { fillInBites } from './fill-in-bites';

/**
 * Whom a role and an invite name, so that those who see them find out who these people are; when an invite ends; and
 * whether a person has ever acted. A program of an earlier release does not write the first two, so a trigger takes
 * them from the state that it writes, after the trigger of 0012, which clears them.
 */
export const names = `
ALTER TABLE iam.principals ADD COLUMN IF NOT EXISTS acted_at timestamptz;
COMMENT ON COLUMN iam.principals.acted_at IS 'when the person first acted; null: never, or an older release did not note it';

CREATE FUNCTION rm.fill_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.principals = '{}' THEN
    NEW.principals := ARRAY(
      SELECT (person #>> '{}')::uuid FROM jsonb_path_query(NEW.state, CASE NEW.type WHEN 'role' THEN '$.holders[*]' ELSE '$.managers[*]' END::jsonpath) AS person
      WHERE jsonb_typeof(person) = 'string');
    IF NEW.type = 'invite' THEN NEW.expires_at := to_timestamp((NEW.state ->> 'expiresAt')::numeric / 1000); END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER written_without_names BEFORE INSERT OR UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type IN ('role', 'invite')) EXECUTE FUNCTION rm.fill_named();
`;

export const namesOfOldRows = [fillInBites("p.type IN ('role', 'invite') AND p.principals = '{}'")] as const;
