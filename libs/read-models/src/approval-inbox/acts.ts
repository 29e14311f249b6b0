import type { Viewer } from '#domain';
import { millisecondsOf } from '#event-store';
import type { ApprovalPosition, ApprovalRow } from '../pending-approvals/list';
import { readRows } from '../process/list';
import { isSeen, seenParameters } from '../process/seen';
import type { Reader } from '../reader';
import { filterParameterCount, filterParameters, isAskedFor, rowByRow, type InboxFilter } from './filter';

/** What a person, by all their ids, has done with approvals. */
export interface ActsFilter extends InboxFilter {
  people: readonly string[];
  act: 'started' | 'decided';
  state?: string;
}

const seenFrom = 7 + filterParameterCount;

/**
 * Returns the approvals that these people have started or decided and that the viewer sees, newest first, after a
 * position. Of each id no more than a page is read, in the order of its index.
 */
export const listActs = (
  db: Reader,
  viewer: Viewer,
  { people, act, state, ...filter }: ActsFilter,
  { after, limit }: { after: ApprovalPosition | undefined; limit: number },
): Promise<ApprovalRow[]> =>
  readRows<ApprovalRow>(
    db,
    (columns) => `SELECT ${columns('process')}, ${millisecondsOf('w.at')}::float8 AS "orderedBy"
     FROM (SELECT max(at) AS at, approval_id FROM unnest($1::uuid[]) AS who
           CROSS JOIN LATERAL (
             SELECT at, approval_id FROM rm.approval_acts acted
             WHERE person = who AND act = $2 AND ($3::float8 IS NULL OR at <= to_timestamp($3 / 1000))
               AND ($3::float8 IS NULL OR at < to_timestamp($3 / 1000) OR approval_id > $4::uuid)
               AND EXISTS (SELECT FROM rm.process p WHERE p.stream_id = 'approval:' || acted.approval_id AND ($6::text IS NULL OR p.status = $6)
                 AND ${isAskedFor('p', 7)} AND ${isSeen(seenFrom)} ${rowByRow})
             ORDER BY at DESC, approval_id LIMIT $5 OFFSET 0) theirs
           GROUP BY approval_id ORDER BY max(at) DESC, approval_id LIMIT $5) w
     JOIN rm.process ON stream_id = 'approval:' || w.approval_id ORDER BY w.at DESC, id`,
    [people, act, after?.at ?? null, after?.id ?? null, limit, state ?? null, ...filterParameters(filter), ...seenParameters(viewer)],
  );
