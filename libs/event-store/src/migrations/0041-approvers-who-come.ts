/**
 * Who comes is asked too: a person who joins a company again may be a manager whom an approval names, a stage that
 * opens later may ask somebody who cannot act, and two ids that were asked may turn out to be one person. Triggers note
 * each in the transaction that makes it, as those of 0031.
 */
export const approversWhoCome = `
CREATE TRIGGER account_has_joined AFTER UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'account' AND OLD.companies <@ NEW.companies AND NOT NEW.companies <@ OLD.companies)
  EXECUTE FUNCTION rm.note_account_change();

-- As in 0031, beside the streams of the roles by which an approval is found: they are no people.
CREATE OR REPLACE FUNCTION rm.note_approval_of_absent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(NEW.asked) AS person
      LEFT JOIN iam.principals i ON i.principal_id = person
      LEFT JOIN rm.process a ON a.stream_id = 'account:' || substr(i.external_id, 6)
    WHERE (i.principal_id IS NULL OR a.status IN ('frozen', 'purged') OR (a.state -> 'ended') ? NEW.company_id::text AND NOT NEW.company_id = ANY (a.companies))
      AND NOT EXISTS (SELECT FROM jsonb_each_text(NEW.state -> 'sources' -> 'roleStreams') AS role WHERE role.value = person::text))
  THEN
    PERFORM es.note_approver_change(NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER approval_asks_others AFTER UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'approval' AND NEW.closed_at IS NULL
    AND (NOT NEW.asked <@ OLD.asked OR NEW.state ->> 'renewals' IS DISTINCT FROM OLD.state ->> 'renewals'))
  EXECUTE FUNCTION rm.note_approval_of_absent();

CREATE FUNCTION iam.note_same_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM es.note_approver_change(NEW.alias);
  RETURN NULL;
END $$;
CREATE TRIGGER people_are_one AFTER INSERT ON iam.aliases FOR EACH ROW EXECUTE FUNCTION iam.note_same_person();
`;

/** Pending approvals by whom they ask or may ask, without the many that are over. Built beside running programs. */
export const approvalsByAsked = [
  'DROP INDEX CONCURRENTLY IF EXISTS rm.approvals_by_asked',
  `CREATE INDEX CONCURRENTLY approvals_by_asked ON rm.process USING gin (asked) WITH (fastupdate = off) WHERE type = 'approval' AND closed_at IS NULL`,
] as const;
