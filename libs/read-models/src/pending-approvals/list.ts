import { millisecondsOf } from '#event-store';
import type { Reader } from '../reader';
import { processColumns, processRowOf, type ProcessRow } from '../process/list';

/** An approval with the instant that orders lists of approvals. */
export interface ApprovalRow extends ProcessRow {
  orderedBy: number;
}

export interface ApprovalFilter {
  state: string;
  /** The person who still has to decide; for a closed approval, any person who was asked. */
  assignee?: string;
  /** Only approvals that this person requested, or may decide. */
  party?: string;
  dueBefore?: number;
}

/** Where a page ended. */
export interface ApprovalPosition {
  at: number;
  id: string;
}

/** Returns approvals in a state after a position, at most `limit`: pending ones by expiry, the others newest first. */
export const listApprovals = (db: Reader, filter: ApprovalFilter, after: ApprovalPosition | undefined, limit: number) =>
  filter.state === 'pending' ? inbox(db, filter, after, limit) : archive(db, filter, after, limit);

async function inbox(db: Reader, { assignee, party, dueBefore }: ApprovalFilter, after: ApprovalPosition | undefined, limit: number) {
  const found = await db.query<Record<string, unknown>>(
    `SELECT ${processColumns}, ${millisecondsOf('w.due_at')}::float8 AS "orderedBy"
     FROM (SELECT DISTINCT due_at, approval_id, stream_id AS waiting FROM rm.pending_approvals
           WHERE ($1::uuid IS NULL OR assignee = $1) AND ($2::uuid IS NULL OR requested_by = $2 OR assignee = $2)
             AND ($3::float8 IS NULL OR due_at < to_timestamp($3 / 1000))
             AND ($4::float8 IS NULL OR (due_at, approval_id) > (to_timestamp($4 / 1000), $5::uuid))
           ORDER BY due_at, approval_id LIMIT $6) w
     JOIN rm.process ON stream_id = waiting ORDER BY w.due_at, id`,
    [assignee ?? null, party ?? null, dueBefore ?? null, after?.at ?? null, after?.id ?? null, limit],
  );
  return found.map((row) => processRowOf(row) as ApprovalRow);
}

/** Reads closed approvals, which are rarely asked for, from the list of all processes. */
async function archive(
  db: Reader,
  { state, assignee, party, dueBefore }: ApprovalFilter,
  after: ApprovalPosition | undefined,
  limit: number,
) {
  const stageOf = (person: string | undefined) =>
    person === undefined ? null : JSON.stringify([{ slots: [{ tasks: [{ assignee: person }] }] }]);
  const found = await db.query<Record<string, unknown>>(
    `SELECT ${processColumns}, ${millisecondsOf('opened_at')}::float8 AS "orderedBy" FROM rm.process
     WHERE type = 'approval' AND status = $1 AND ($2::jsonb IS NULL OR state->'stages' @> $2)
       AND ($3::text IS NULL OR state->>'requestedBy' = $3 OR state->'stages' @> $4::jsonb)
       AND ($5::float8 IS NULL OR (state->>'expiresAt')::float8 < $5)
       AND ($6::float8 IS NULL OR opened_at < to_timestamp($6 / 1000) OR (opened_at = to_timestamp($6 / 1000) AND id > $7))
     ORDER BY opened_at DESC, id LIMIT $8`,
    [state, stageOf(assignee), party ?? null, stageOf(party), dueBefore ?? null, after?.at ?? null, after?.id ?? null, limit],
  );
  return found.map((row) => processRowOf(row) as ApprovalRow);
}
