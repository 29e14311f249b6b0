/**
 * Who got or lost a role or a right, and whose membership ended, in the security log: with the company that it
 * concerns, and the person. A trigger writes the line in the transaction of the event, whatever release decides it, so
 * that it costs the deciding program no statement. Lines of before have neither column.
 */
export const securityLogOfEvents = `
ALTER TABLE iam.security_log ADD COLUMN IF NOT EXISTS company_id uuid;
ALTER TABLE iam.security_log ADD COLUMN IF NOT EXISTS about uuid;
COMMENT ON COLUMN iam.security_log.company_id IS 'the company whose administrators read the line too';
COMMENT ON COLUMN iam.security_log.about IS 'the principal of the person who got or lost something';

CREATE FUNCTION iam.note_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor text := NEW.meta ->> 'actor';
  via   text := NEW.meta ->> 'via';
  uuids text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
BEGIN
  INSERT INTO iam.security_log (principal_id, via, what, target, company_id, about)
  VALUES (
    CASE WHEN actor ~ uuids THEN actor::uuid END,
    CASE WHEN via ~ uuids THEN via::uuid END,
    CASE NEW.type WHEN 'RoleGranted' THEN 'role-granted' WHEN 'RoleTakenBack' THEN 'role-taken-back' ELSE 'membership-ended' END,
    NEW.stream_id || ' ' || coalesce(NEW.data ->> 'role', NEW.data ->> 'reason', ''),
    (NEW.data ->> 'companyId')::uuid,
    coalesce((NEW.data ->> 'principalId')::uuid,
      (SELECT principal_id FROM iam.principals WHERE external_id = 'user:' || split_part(NEW.stream_id, ':', 2))));
  RETURN NULL;
END $$;
CREATE TRIGGER security_officers_read AFTER INSERT ON es.events
  FOR EACH ROW WHEN (NEW.type IN ('RoleGranted', 'RoleTakenBack', 'MembershipEnded')) EXECUTE FUNCTION iam.note_event();
`;

/** A list of one company finds its lines by this. */
export const securityLogByCompany = [
  'DROP INDEX CONCURRENTLY IF EXISTS iam.security_log_company',
  'CREATE INDEX CONCURRENTLY security_log_company ON iam.security_log (company_id, at DESC, entry_id DESC) WHERE company_id IS NOT NULL',
] as const;
