import type { Viewer } from '#domain';
import { millisecondsOf, type ClockMode } from '#event-store';
import type { ApprovalPosition, ApprovalRow } from '../pending-approvals/list';
import { isOwnTask } from '../pending-approvals/own-task';
import { readRows } from '../process/list';
import { isSeen, seenParameters } from '../process/seen';
import type { Reader } from '../reader';
import { filterParameterCount, filterParameters, isAskedFor, rowByRow, type InboxFilter } from './filter';
import { isOverdue } from './overdue';

/** What waits for people, by all their ids. */
export interface WaitingFilter extends InboxFilter {
  people: readonly string[];
  dueBefore?: number;
  /** Only what is past the instant by which its people should have decided. */
  overdue?: boolean;
}

const seenFrom = 7 + filterParameterCount;

/**
 * Returns the pending approvals that wait for these people and that the viewer sees, soonest due first, after a
 * position. Of each id no more than a page is read, in the order of its index.
 */
export const listWaiting = (
  db: Reader,
  viewer: Viewer,
  { people, dueBefore, overdue = false, ...filter }: WaitingFilter,
  { after, limit, clock }: { after: ApprovalPosition | undefined; limit: number; clock: ClockMode },
): Promise<ApprovalRow[]> =>
  readRows<ApprovalRow>(
    db,
    (columns) => `SELECT ${columns('process')}, ${millisecondsOf('w.due_at')}::float8 AS "orderedBy"
     FROM (SELECT DISTINCT due_at, approval_id FROM unnest($1::uuid[]) AS who
           CROSS JOIN LATERAL (
             SELECT DISTINCT due_at, approval_id FROM rm.pending_approvals waiting
             WHERE assignee = who AND ${isOwnTask} AND ($2::float8 IS NULL OR due_at < to_timestamp($2 / 1000))
               AND ($3::float8 IS NULL OR (due_at, approval_id) > (to_timestamp($3 / 1000), $4::uuid))
               AND (NOT $6::boolean OR ${isOverdue(clock)})
               AND EXISTS (SELECT FROM rm.process p WHERE p.stream_id = waiting.stream_id AND ${isAskedFor('p', 7)} AND ${isSeen(seenFrom)} ${rowByRow})
             ORDER BY due_at, approval_id LIMIT $5 OFFSET 0) theirs
           ORDER BY due_at, approval_id LIMIT $5) w
     JOIN rm.process ON stream_id = 'approval:' || w.approval_id ORDER BY w.due_at, id`,
    [
      people,
      dueBefore ?? null,
      after?.at ?? null,
      after?.id ?? null,
      limit,
      overdue,
      ...filterParameters(filter),
      ...seenParameters(viewer),
    ],
  );
