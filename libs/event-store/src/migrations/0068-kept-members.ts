/**
 * G8: who sleeps in a company decides nothing there, and who wakes may again: the approvals that ask them are resolved
 * anew, and the security log has a line, by triggers, in the transaction of the event.
 */
export const keptMembers = `
CREATE FUNCTION es.note_kept_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor text := NEW.meta ->> 'actor';
  via   text := NEW.meta ->> 'via';
  uuids text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  who   uuid := (SELECT principal_id FROM iam.principals WHERE external_id = 'user:' || split_part(NEW.stream_id, ':', 2));
BEGIN
  IF who IS NOT NULL THEN
    PERFORM es.note_approver_change(who);
  END IF;
  INSERT INTO iam.security_log (principal_id, via, what, target, company_id, about)
  VALUES (
    CASE WHEN actor ~ uuids THEN actor::uuid END,
    CASE WHEN via ~ uuids THEN via::uuid END,
    CASE NEW.type WHEN 'MembershipWoken' THEN 'membership-woken' ELSE 'membership-dormant' END,
    NEW.stream_id || ' ' || coalesce(NEW.data ->> 'reason', ''),
    (NEW.data ->> 'companyId')::uuid, who);
  RETURN NULL;
END $$;
CREATE TRIGGER members_are_kept AFTER INSERT ON es.events
  FOR EACH ROW WHEN (NEW.type IN ('MembershipBecameDormant', 'MembershipWoken')) EXECUTE FUNCTION es.note_kept_member();

CREATE FUNCTION rm.note_approval_of_dormant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(NEW.asked) AS one (id)
      CROSS JOIN LATERAL (SELECT external_id FROM iam.principals WHERE principal_id = one.id OFFSET 0) i
      CROSS JOIN LATERAL (SELECT state FROM rm.process WHERE stream_id = 'account:' || substr(i.external_id, 6) OFFSET 0) a
    WHERE a.state #>> ARRAY['memberships', NEW.company_id::text, 'status'] = 'dormant')
  THEN
    PERFORM es.note_approver_change(NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER approval_asks_dormant AFTER INSERT ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'approval') EXECUTE FUNCTION rm.note_approval_of_dormant();
`;
