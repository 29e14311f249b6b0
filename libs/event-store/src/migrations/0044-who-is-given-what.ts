/**
 * Says in the security log what a person is to the company that gives them a role, or to the platform: `member`,
 * `account` (has one here, and is no member), `outside`. By the trigger that writes the line, whatever release decides:
 * release 0.1.0 asks nobody.
 */
export const whoIsGivenWhat = `
ALTER TABLE iam.security_log ADD COLUMN IF NOT EXISTS belonging text;
COMMENT ON COLUMN iam.security_log.belonging IS 'of a role that was given: member, account or outside';

CREATE FUNCTION iam.belonging_of(person uuid, company uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN a.status IS NULL OR a.status = 'undone' THEN 'outside'
    WHEN a.status IN ('active', 'frozen') AND a.state #>> ARRAY['memberships', company::text, 'status'] = 'active' THEN 'member'
    ELSE 'account' END
  FROM (SELECT coalesce((SELECT al.person FROM iam.aliases al WHERE al.alias = belonging_of.person), belonging_of.person) AS id) one
    LEFT JOIN iam.principals p ON p.principal_id = one.id
    LEFT JOIN rm.process a ON a.stream_id = 'account:' || substr(p.external_id, 6)
$$;

CREATE OR REPLACE FUNCTION iam.note_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor text := NEW.meta ->> 'actor';
  via   text := NEW.meta ->> 'via';
  uuids text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  who   uuid := coalesce((NEW.data ->> 'principalId')::uuid,
    (SELECT principal_id FROM iam.principals WHERE external_id = 'user:' || split_part(NEW.stream_id, ':', 2)));
BEGIN
  INSERT INTO iam.security_log (principal_id, via, what, target, company_id, about, belonging)
  VALUES (
    CASE WHEN actor ~ uuids THEN actor::uuid END,
    CASE WHEN via ~ uuids THEN via::uuid END,
    CASE NEW.type WHEN 'RoleGranted' THEN 'role-granted' WHEN 'RoleTakenBack' THEN 'role-taken-back' ELSE 'membership-ended' END,
    NEW.stream_id || ' ' || coalesce(NEW.data ->> 'role', NEW.data ->> 'reason', ''),
    (NEW.data ->> 'companyId')::uuid,
    who,
    CASE WHEN NEW.type = 'RoleGranted' THEN iam.belonging_of(who, (NEW.data ->> 'companyId')::uuid) END);
  RETURN NULL;
END $$;
`;

/**
 * While a program of release 0.1.0 runs beside this one, it ends accounts without a proof of their owner. Whoever owns
 * the schema may have the database refuse that. Release 0.1.0 notes no client with what it opens; a deregistration of
 * today has one, or says which operators force it. The code of the error is one after which a caller of release 0.1.0
 * gets 503, and may repeat the call.
 */
export const unprovenEnds = `
CREATE TABLE es.refusals (
  what  text PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE es.refusals IS 'what the database refuses to programs of older releases';
GRANT SELECT ON es.refusals TO tenure_app;

CREATE FUNCTION es.refuse_unproven_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM es.refusals WHERE what = 'unproven-ends')
    AND EXISTS (SELECT FROM es.streams WHERE stream_id = NEW.stream_id AND client IS NULL)
  THEN
    RAISE EXCEPTION 'a program of an older release ends an account without a proof of its owner' USING ERRCODE = 'query_canceled';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ends_are_proven AFTER INSERT ON es.events
  FOR EACH ROW WHEN (NEW.type = 'DeregistrationRequested' AND NOT NEW.data ? 'forced') EXECUTE FUNCTION es.refuse_unproven_end();

CREATE FUNCTION es.refuse_unproven_ends(on_or_off boolean) RETURNS void LANGUAGE sql AS $$
  DELETE FROM es.refusals WHERE what = 'unproven-ends' AND NOT on_or_off;
  INSERT INTO es.refusals (what) SELECT 'unproven-ends' WHERE on_or_off ON CONFLICT DO NOTHING;
$$;
REVOKE EXECUTE ON FUNCTION es.refuse_unproven_ends(boolean) FROM PUBLIC;
`;

/**
 * An approval that asks somebody by a further id of theirs is looked at once: the registration that opens it knows no
 * further ids, so that the person may be the applicant, or have two tasks.
 */
export const askedByAnotherId = `
CREATE FUNCTION rm.note_asked_by_another_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM iam.aliases WHERE alias = ANY (NEW.asked)) THEN
    PERFORM es.note_approver_change(NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER approval_asks_by_another_id AFTER INSERT ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'approval') EXECUTE FUNCTION rm.note_asked_by_another_id();
`;
