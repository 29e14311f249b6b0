/**
 * What the inbox is found by. `rm.approval_acts`: which approvals a person has started and decided, newest first.
 * `rm.team`: who is whose manager in which company, as active memberships say. Triggers write both in the transaction
 * of the event, whatever release decides it, and cost a command no statement.
 */
export const inbox = `
CREATE TABLE IF NOT EXISTS rm.approval_acts (
  person      uuid NOT NULL,
  act         text NOT NULL CHECK (act IN ('started', 'decided')),
  approval_id uuid NOT NULL,
  at          timestamptz(3) NOT NULL,
  PRIMARY KEY (person, act, approval_id)
);
COMMENT ON COLUMN rm.approval_acts.at IS 'of the opening, or of the newest decision of this person';
CREATE INDEX IF NOT EXISTS approval_acts_newest ON rm.approval_acts (person, act, at DESC, approval_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON rm.approval_acts TO tenure_app;

CREATE OR REPLACE FUNCTION rm.note_approval_act() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  who text := CASE NEW.type WHEN 'ApprovalOpened' THEN NEW.data ->> 'requestedBy' ELSE NEW.meta ->> 'actor' END;
BEGIN
  IF who ~ '^[0-9a-f-]{36}$' THEN
    INSERT INTO rm.approval_acts AS noted (person, act, approval_id, at)
    VALUES (who::uuid, CASE NEW.type WHEN 'ApprovalOpened' THEN 'started' ELSE 'decided' END, split_part(NEW.stream_id, ':', 2)::uuid, NEW.recorded_at)
    ON CONFLICT (person, act, approval_id) DO UPDATE SET at = excluded.at;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER approval_is_acted_on AFTER INSERT ON es.events
  FOR EACH ROW WHEN (NEW.type IN ('ApprovalOpened', 'TaskDecided')) EXECUTE FUNCTION rm.note_approval_act();

CREATE TABLE IF NOT EXISTS rm.team (
  manager    uuid NOT NULL,
  company_id uuid NOT NULL,
  account_id uuid NOT NULL,
  PRIMARY KEY (manager, company_id, account_id)
);
COMMENT ON COLUMN rm.team.manager IS 'the principal that the invite of the membership named';
CREATE INDEX IF NOT EXISTS team_account ON rm.team (account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON rm.team TO tenure_app;

CREATE OR REPLACE FUNCTION rm.note_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM rm.team WHERE account_id = NEW.id;
  INSERT INTO rm.team (manager, company_id, account_id)
  SELECT DISTINCT manager::uuid, company::uuid, NEW.id
  FROM jsonb_each(NEW.state -> 'memberships') AS m (company, membership), jsonb_array_elements_text(membership -> 'managers') AS manager
  WHERE membership ->> 'status' = 'active' ORDER BY 1, 2;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER account_is_written AFTER INSERT ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'account') EXECUTE FUNCTION rm.note_team();
CREATE OR REPLACE TRIGGER memberships_change AFTER UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'account' AND OLD.state -> 'memberships' IS DISTINCT FROM NEW.state -> 'memberships') EXECUTE FUNCTION rm.note_team();

ALTER TABLE rm.pending_approvals ADD COLUMN IF NOT EXISTS overdue_at timestamptz(3);
COMMENT ON COLUMN rm.pending_approvals.overdue_at IS 'from then on its people are late; null: it has no such instant, or an older release wrote the row';

CREATE TABLE IF NOT EXISTS iam.notice_windows (
  person          uuid PRIMARY KEY REFERENCES iam.principals ON DELETE CASCADE,
  told            text[] NOT NULL,
  ends_at         timestamptz(3) NOT NULL,
  more            boolean NOT NULL DEFAULT false,
  digest          uuid,
  lease_until     timestamptz,
  unreachable_at  timestamptz,
  unreachable_for text
);
COMMENT ON TABLE iam.notice_windows IS 'the newest notices to each approver: what comes soon after many waits, and goes out as one digest';
COMMENT ON COLUMN iam.notice_windows.told IS 'the effects that have told the person since the window began';
COMMENT ON COLUMN iam.notice_windows.ends_at IS 'business time: until then further notices wait';
COMMENT ON COLUMN iam.notice_windows.more IS 'a notice waits for the end';
COMMENT ON COLUMN iam.notice_windows.digest IS 'the digest that is being sent: its idempotency key';
COMMENT ON COLUMN iam.notice_windows.unreachable_for IS 'the code by which the provider refused the newest notice; null: it took it';
CREATE INDEX IF NOT EXISTS notice_windows_due ON iam.notice_windows (ends_at) WHERE more OR digest IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON iam.notice_windows TO tenure_app;
`;

/**
 * In bites of a transaction each. A row that is there already is newer. An approval that was opened and decided before
 * the trigger was there has no other writer, so the walk passes over nobody.
 */
const actsOfOldApprovals = `
DO $$
DECLARE
  last text := '';
BEGIN
  WHILE last IS NOT NULL LOOP
    WITH bite AS (SELECT stream_id, id FROM rm.process WHERE type = 'approval' AND stream_id > last ORDER BY stream_id LIMIT 500),
      acts AS (
        SELECT CASE e.type WHEN 'ApprovalOpened' THEN e.data ->> 'requestedBy' ELSE e.meta ->> 'actor' END AS who,
          CASE e.type WHEN 'ApprovalOpened' THEN 'started' ELSE 'decided' END AS act, b.id, max(e.recorded_at) AS at
        FROM bite b JOIN es.events e USING (stream_id) WHERE e.type IN ('ApprovalOpened', 'TaskDecided') GROUP BY 1, 2, 3),
      noted AS (
        INSERT INTO rm.approval_acts (person, act, approval_id, at)
        SELECT who::uuid, act, id, at FROM acts WHERE who ~ '^[0-9a-f-]{36}$' ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING)
    SELECT max(stream_id) INTO last FROM bite;
    COMMIT;
  END LOOP;
END $$`;

/** Built beside running programs; a build that was broken off is dropped first. */
export const inboxOfOldRows = [
  actsOfOldApprovals,
  'DROP INDEX CONCURRENTLY IF EXISTS rm.pending_approvals_overdue',
  'CREATE INDEX CONCURRENTLY pending_approvals_overdue ON rm.pending_approvals (assignee, overdue_at, approval_id) WHERE overdue_at IS NOT NULL',
] as const;

/** Writes what the triggers would have written for every event of the record: for a rebuild. */
export const refillOfApprovalActs = `
INSERT INTO rm.approval_acts (person, act, approval_id, at)
SELECT who::uuid, act, id::uuid, at FROM (
  SELECT CASE type WHEN 'ApprovalOpened' THEN data ->> 'requestedBy' ELSE meta ->> 'actor' END AS who,
    CASE type WHEN 'ApprovalOpened' THEN 'started' ELSE 'decided' END AS act, split_part(stream_id, ':', 2) AS id, max(recorded_at) AS at
  FROM es.events WHERE type IN ('ApprovalOpened', 'TaskDecided') GROUP BY 1, 2, 3) acts
WHERE who ~ '^[0-9a-f-]{36}$'`;
