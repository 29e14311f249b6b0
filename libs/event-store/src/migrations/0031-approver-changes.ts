/**
 * Changes of who may decide, until the pending approvals that they concern are resolved again. `about` is a person by
 * their principal, who may act no more, not now, or again; the stream of a role that somebody got; or an approval that
 * was opened while somebody whom it asks could not act.
 * Triggers note them in the transaction that makes them, whatever release decides it: release 0.1.0 freezes and purges
 * accounts, and knows nothing of this.
 */
export const approverChanges = `
CREATE TABLE es.approver_changes (
  about    uuid PRIMARY KEY,
  changed  uuid NOT NULL DEFAULT gen_random_uuid(),
  look_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  looks    integer NOT NULL DEFAULT 0,
  after_id uuid
);
COMMENT ON COLUMN es.approver_changes.changed IS 'of the newest change: a look that an older one began does not end it';
COMMENT ON COLUMN es.approver_changes.look_at IS 'when to look at its approvals; while somebody does, when their lease ends';
COMMENT ON COLUMN es.approver_changes.after_id IS 'the approvals up to this one are looked at';
CREATE INDEX approver_changes_due ON es.approver_changes (look_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON es.approver_changes TO tenure_app;

CREATE FUNCTION es.note_approver_change(who uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO es.approver_changes AS noted (about) VALUES (who)
  ON CONFLICT (about) DO UPDATE SET changed = excluded.changed, look_at = excluded.look_at, looks = 0, after_id = NULL
$$;

CREATE FUNCTION rm.note_account_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM es.note_approver_change(principal_id) FROM iam.principals WHERE external_id = 'user:' || NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER account_may_decide_otherwise AFTER UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'account' AND (OLD.status IS DISTINCT FROM NEW.status AND (OLD.status = 'frozen' OR NEW.status IN ('frozen', 'purged'))
    OR NOT OLD.companies <@ NEW.companies)) EXECUTE FUNCTION rm.note_account_change();

CREATE FUNCTION rm.note_role_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM es.note_approver_change(lost::uuid)
    FROM jsonb_array_elements_text(OLD.state -> 'holders') AS lost WHERE NOT NEW.state -> 'holders' @> to_jsonb(lost);
  IF NOT OLD.state -> 'holders' @> (NEW.state -> 'holders') THEN
    PERFORM es.note_approver_change(NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER role_is_held_otherwise AFTER UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'role' AND OLD.version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION rm.note_role_change();

CREATE FUNCTION rm.note_approval_of_absent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(NEW.asked) AS person
      LEFT JOIN iam.principals i ON i.principal_id = person
      LEFT JOIN rm.process a ON a.stream_id = 'account:' || substr(i.external_id, 6)
    WHERE i.principal_id IS NULL OR a.status IN ('frozen', 'purged') OR (a.state -> 'ended') ? NEW.company_id::text AND NOT NEW.company_id = ANY (a.companies))
  THEN
    PERFORM es.note_approver_change(NEW.id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER approval_asks_absent AFTER INSERT ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'approval') EXECUTE FUNCTION rm.note_approval_of_absent();
`;
