/**
 * Approvals are looked at again also where the requester turns out to be one of their people, where somebody whom they
 * ask is named by a further id, and where somebody acts for the requester by a delegation, or no more. Triggers note
 * each in the transaction that makes it, as those of 0031 and 0041.
 */
export const whoStandsForWhom = `
-- As in 0041, and for the person too: it may be the requester who got another id.
CREATE OR REPLACE FUNCTION iam.note_same_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM es.note_approver_change(NEW.alias);
  PERFORM es.note_approver_change(NEW.person);
  RETURN NULL;
END $$;

-- As in 0041, and where a stage asks somebody under a further id, or who acts for the requester.
CREATE OR REPLACE FUNCTION rm.note_approval_of_absent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(NEW.asked) AS one (id)
      LEFT JOIN iam.principals i ON i.principal_id = one.id
      LEFT JOIN rm.process a ON a.stream_id = 'account:' || substr(i.external_id, 6)
      LEFT JOIN iam.aliases further ON further.alias = one.id
    WHERE (i.principal_id IS NULL OR further.alias IS NOT NULL OR a.status IN ('frozen', 'purged')
        OR (a.state -> 'ended') ? NEW.company_id::text AND NOT NEW.company_id = ANY (a.companies))
      AND NOT EXISTS (SELECT FROM jsonb_each_text(NEW.state -> 'sources' -> 'roleStreams') AS role WHERE role.value = one.id::text))
    OR EXISTS (SELECT FROM unnest(NEW.asked) AS one (id) JOIN iam.delegates known ON known.delegate = one.id
      WHERE EXISTS (SELECT FROM rm.process WHERE type = 'delegation' AND closed_at IS NULL AND asked && ARRAY[one.id]
        AND principals @> ARRAY[(NEW.state ->> 'requestedBy')::uuid]))
  THEN
    PERFORM es.note_approver_change(NEW.id);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION rm.note_delegate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM es.note_approver_change(delegate) FROM unnest(NEW.asked) AS delegate;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER delegate_may_decide_otherwise AFTER INSERT ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'delegation') EXECUTE FUNCTION rm.note_delegate();
CREATE OR REPLACE TRIGGER delegate_may_decide_again AFTER UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'delegation' AND OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION rm.note_delegate();
`;

/** What a person did with approvals is listed for a time: the oldest are found by it. Built beside running programs. */
export const oldestActs = [
  'DROP INDEX CONCURRENTLY IF EXISTS rm.approval_acts_oldest',
  'CREATE INDEX CONCURRENTLY approval_acts_oldest ON rm.approval_acts (at)',
] as const;
