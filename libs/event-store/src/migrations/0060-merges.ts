/**
 * R17: two accounts turn out to be one person's, and one is closed. In the transaction that closes it, the ids of its
 * person become further ids of the person who goes on, and names at issuers come with them: roles, tasks and
 * delegations follow, since all of them ask for people and not for ids. Of two names at one issuer that of the account
 * that goes on stays bound; the other one is kept as theirs. Only an account that changes: a rebuild writes rows, and
 * joins nobody.
 */
export const merges = `
CREATE FUNCTION rm.note_merge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept uuid;
  closed uuid;
BEGIN
  INSERT INTO iam.principals (external_id)
  SELECT 'user:' || id FROM unnest(ARRAY[NEW.id::text, NEW.state ->> 'mergedInto']) AS id ORDER BY id ON CONFLICT (external_id) DO NOTHING;
  SELECT principal_id INTO kept FROM iam.principals WHERE external_id = 'user:' || (NEW.state ->> 'mergedInto');
  SELECT principal_id INTO closed FROM iam.principals WHERE external_id = 'user:' || NEW.id;
  WITH gone AS (DELETE FROM iam.aliases WHERE person = closed OR alias = closed RETURNING alias)
  INSERT INTO iam.aliases (alias, person)
  SELECT alias, kept FROM gone WHERE alias NOT IN (closed, kept) UNION SELECT closed, kept ON CONFLICT DO NOTHING;
  WITH gone AS (DELETE FROM iam.identities WHERE principal_id = closed RETURNING *),
  split AS (
    SELECT gone.*, theirs.issuer IS NOT NULL AS doubled FROM gone LEFT JOIN iam.identities theirs ON theirs.principal_id = kept AND theirs.issuer = gone.issuer),
  bound AS (
    INSERT INTO iam.identities (identity, identity_id, issuer, principal_id, alias, bound_at, bound_by)
    SELECT identity, identity_id, issuer, kept, alias, bound_at, bound_by FROM split WHERE NOT doubled)
  INSERT INTO iam.former_identities (identity, principal_id) SELECT identity, kept FROM split WHERE doubled ON CONFLICT DO NOTHING;
  WITH gone AS (DELETE FROM iam.former_identities WHERE principal_id = closed RETURNING *)
  INSERT INTO iam.former_identities (identity, principal_id, unbound_at) SELECT identity, kept, unbound_at FROM gone ON CONFLICT DO NOTHING;
  PERFORM es.note_approver_change(kept);
  RETURN NULL;
END $$;
CREATE TRIGGER account_was_merged AFTER UPDATE ON rm.process
  FOR EACH ROW WHEN (NEW.type = 'account' AND NEW.status = 'merged' AND OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION rm.note_merge();
`;
