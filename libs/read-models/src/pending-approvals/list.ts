import type { Viewer } from '#domain';
import { millisecondsOf } from '#event-store';
import { readRows, type ProcessRow } from '../process/list';
import { fewRows, isSeen, seenParameters } from '../process/seen';
import type { Reader } from '../reader';

/** An approval with the instant that orders lists of approvals. */
export interface ApprovalRow extends ProcessRow {
  orderedBy: number;
}

export interface ApprovalFilter {
  state: string;
  /** The person who still has to decide; for a closed approval, any person who was asked. */
  assignee?: string;
  dueBefore?: number;
}

/** Where a page ended. */
export interface ApprovalPosition {
  at: number;
  id: string;
}

type Page = [db: Reader, viewer: Viewer, filter: ApprovalFilter, after: ApprovalPosition | undefined, limit: number];

/**
 * Returns the approvals in a state that this viewer sees, after a position, at most `limit`: pending ones by expiry,
 * the others newest first.
 */
export const listApprovals = (...page: Page) => (page[2].state === 'pending' ? inbox(...page) : archive(...page));

/** Of those that a viewer sees, everybody but operators finds here what they requested, or still have to decide. */
function inbox(...[db, viewer, { assignee, dueBefore }, after, limit]: Page): Promise<ApprovalRow[]> {
  const party = viewer.as === 'operator' ? null : viewer.principal;
  return readRows(
    db,
    (columns) => `SELECT ${columns('process')}, ${millisecondsOf('w.due_at')}::float8 AS "orderedBy"
     FROM (SELECT DISTINCT due_at, approval_id, stream_id AS waiting FROM rm.pending_approvals
           WHERE ($1::uuid IS NULL OR assignee = $1) AND ($2::uuid IS NULL OR requested_by = $2 OR assignee = $2)
             AND ($3::float8 IS NULL OR due_at < to_timestamp($3 / 1000))
             AND ($4::float8 IS NULL OR (due_at, approval_id) > (to_timestamp($4 / 1000), $5::uuid))
             AND ($7::text = 'operator' OR EXISTS (SELECT FROM rm.process p WHERE p.stream_id = rm.pending_approvals.stream_id AND ${isSeen(7)}))
           ORDER BY due_at, approval_id LIMIT $6) w
     JOIN rm.process ON stream_id = waiting ORDER BY w.due_at, id`,
    [assignee ?? null, party, dueBefore ?? null, after?.at ?? null, after?.id ?? null, limit, ...seenParameters(viewer)],
  );
}

/**
 * Reads closed approvals, which are rarely asked for, from the list of all processes.
 * No approval is for every service, so a service is a party as a person is: it has few, which the index finds.
 */
function archive(...[db, viewer, { state, assignee, dueBefore }, after, limit]: Page): Promise<ApprovalRow[]> {
  const [as, ...who] = seenParameters(viewer);
  const parties = [as === 'service' ? 'party' : as, ...who];
  return readRows(
    db,
    (columns) => `SELECT ${columns('seen')}, ${millisecondsOf('opened_at')}::float8 AS "orderedBy" FROM (
       SELECT * FROM rm.process WHERE ${isSeen(7)} AND ($2::uuid IS NULL OR asked @> ARRAY[$2::uuid])
       ${viewer.as !== 'operator' || assignee ? fewRows : ''}) seen
     WHERE type = 'approval' AND status = $1
       AND ($3::float8 IS NULL OR expires_at < to_timestamp($3 / 1000))
       AND ($4::float8 IS NULL OR opened_at < to_timestamp($4 / 1000) OR (opened_at = to_timestamp($4 / 1000) AND id > $5))
     ORDER BY opened_at DESC, id LIMIT $6`,
    [state, assignee ?? null, dueBefore ?? null, after?.at ?? null, after?.id ?? null, limit, ...parties],
  );
}
