import type { Reader } from '../reader';

/** A change of who may decide, whose approvals somebody looks at now. */
export interface ApproverChange {
  /** A person, the stream of a role, or an approval. */
  about: string;
  /** Of this very change. */
  changed: string;
  looks: number;
  /** The approvals up to this one are looked at. */
  afterId: string | null;
}

/** While somebody looks, and until the second look. No transaction that read what was before runs for longer. */
const leaseSeconds = 60;
const later = `clock_timestamp() + interval '${leaseSeconds} seconds'`;

/** The second look finds the approvals whose opening had not committed at the first. */
const looksNeeded = 2;

/** Takes the lease of changes that nobody looks at, the longest due first. */
export const leaseApproverChanges = (db: Reader, limit: number): Promise<ApproverChange[]> =>
  db.query(
    `UPDATE es.approver_changes c SET look_at = ${later}
     FROM (SELECT about FROM es.approver_changes WHERE look_at <= clock_timestamp() ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED) due
     WHERE c.about = due.about RETURNING c.about, c.changed, c.looks, c.after_id AS "afterId"`,
    [limit],
  );

/** Those of these changes that concern a pending approval: people whom it asks or may ask, and roles. */
export async function concerningApprovals(db: Reader, abouts: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await db.query<{ about: string }>(
    `SELECT about FROM unnest($1::uuid[]) AS about
     WHERE EXISTS (SELECT FROM rm.pending_approvals WHERE assignee = about)
       OR EXISTS (SELECT FROM rm.process WHERE asked && ARRAY[about] AND type = 'approval' AND closed_at IS NULL)
       OR EXISTS (SELECT FROM rm.process WHERE stream_id = 'approval:' || about AND closed_at IS NULL)`,
    [abouts],
  );
  return new Set(found.map(({ about }) => about));
}

/** The pending approvals that a change concerns, by their ids, behind the place of the change. */
export async function approvalsConcerned(db: Reader, { about, afterId }: ApproverChange, limit: number): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `SELECT id FROM (
       SELECT approval_id AS id FROM rm.pending_approvals WHERE assignee = $1
       UNION SELECT id FROM rm.process WHERE asked && ARRAY[$1::uuid] AND type = 'approval' AND closed_at IS NULL
       UNION SELECT id FROM rm.process WHERE stream_id = 'approval:' || $1::uuid AND closed_at IS NULL) concerned
     WHERE $2::uuid IS NULL OR id > $2 ORDER BY id LIMIT $3`,
    [about, afterId, limit],
  );
  return found.map(({ id }) => id);
}

/** Notes how far a look is, and prolongs its lease. Nothing if the change is an older one by now. */
export async function noteLook(db: Reader, { about, changed }: ApproverChange, afterId: string): Promise<void> {
  await db.query(`UPDATE es.approver_changes SET after_id = $3, look_at = ${later} WHERE about = $1 AND changed = $2`, [
    about,
    changed,
    afterId,
  ]);
}

/** Gives back the lease of changes that nobody looks at any more: another bite goes on with them at once. */
export async function releaseLooks(db: Reader, changes: readonly ApproverChange[]): Promise<void> {
  await db.query(
    `WITH left_over AS (
       SELECT c.about FROM es.approver_changes c JOIN unnest($1::uuid[], $2::uuid[]) AS l (about, changed) USING (about, changed)
       ORDER BY c.about FOR UPDATE OF c)
     UPDATE es.approver_changes c SET look_at = clock_timestamp() FROM left_over l WHERE c.about = l.about`,
    [changes.map(({ about }) => about), changes.map(({ changed }) => changed)],
  );
}

/**
 * Ends the look at these changes. The last one deletes them; `again`: it could not look at all of it, and is due once
 * more.
 */
export async function endLooks(db: Reader, changes: readonly ApproverChange[], again = false): Promise<void> {
  await db.query(
    `WITH looked AS (
       SELECT c.about, NOT $4 AND c.looks + 1 >= $3 AS is_last FROM es.approver_changes c
       JOIN unnest($1::uuid[], $2::uuid[]) AS l (about, changed) USING (about, changed) ORDER BY c.about FOR UPDATE OF c),
     gone AS (DELETE FROM es.approver_changes c USING looked l WHERE c.about = l.about AND l.is_last)
     UPDATE es.approver_changes c SET looks = c.looks + CASE WHEN $4 THEN 0 ELSE 1 END, after_id = NULL, look_at = ${later}
     FROM looked l WHERE c.about = l.about AND NOT l.is_last`,
    [changes.map(({ about }) => about), changes.map(({ changed }) => changed), looksNeeded, again],
  );
}
