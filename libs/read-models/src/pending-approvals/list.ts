import { principalsOf, type Viewer } from '#domain';
import { millisecondsOf, type ClockMode } from '#event-store';
import { filterParameters, isAskedFor, rowByRow, type InboxFilter } from '../approval-inbox/filter';
import { isOverdue } from '../approval-inbox/overdue';
import { readRows, type ProcessRow } from '../process/list';
import { fewRows, isSeen, seenParameterCount, seenParameters } from '../process/seen';
import { isProvisional } from '../provisional/find';
import type { Reader } from '../reader';
import { isOwnTask } from './own-task';

/** An approval with the instant that orders lists of approvals. */
export interface ApprovalRow extends ProcessRow {
  orderedBy: number;
}

export interface ApprovalFilter extends InboxFilter {
  state: string;
  /** The person who still has to decide, by all their ids; for a closed approval, any person who was asked. */
  assignee?: readonly string[];
  dueBefore?: number;
  /** Of pending ones only those that are past the instant by which their people should have decided. */
  overdueBy?: ClockMode;
  /** Those alone that have dates beyond the days of their calendar. */
  provisional?: boolean;
}

/** Few are such, and an index has them. */
const amongProvisional = ({ provisional }: ApprovalFilter): string =>
  provisional ? `AND about.stream_id IN (SELECT p.stream_id FROM rm.process p WHERE ${isProvisional('p')} ${fewRows})` : '';

/**
 * SQL for an approval about this matter or of this company, by its stream. Asked only where the caller names one: every
 * other list keeps its plan. Few approvals are about one matter, and the index finds these first.
 */
function aboutMatter(filter: InboxFilter, n: number, ends = ''): { sql: string; parameters: readonly unknown[] } {
  const { matterType, matterId, companyId } = filter;
  if (matterType === undefined && matterId === undefined && companyId === undefined) return { sql: '', parameters: [] };
  const [isAbout, parameters] = [isAskedFor('m', n), filterParameters(filter)];
  return matterId === undefined
    ? { sql: `AND EXISTS (SELECT FROM rm.process m WHERE m.stream_id = about.stream_id AND ${isAbout} ${ends})`, parameters }
    : {
        sql: `AND about.stream_id IN (SELECT m.stream_id FROM rm.process m WHERE m.matter_id = $${n + 2} AND ${isAbout} ${fewRows})`,
        parameters,
      };
}

/** SQL for an approval of a company, which the index finds. */
const ofCompany = (companyId: string | undefined, n: number): { sql: string; parameters: readonly string[] } =>
  companyId === undefined ? { sql: '', parameters: [] } : { sql: `AND companies @> ARRAY[$${n}::uuid]`, parameters: [companyId] };

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

/**
 * Of those that a viewer sees, people and services find here what they requested, or still have to decide; operators
 * and administrators all.
 */
function inbox(...[db, viewer, filter, after, limit]: Page): Promise<ApprovalRow[]> {
  const { assignee, dueBefore, overdueBy } = filter;
  const matter = aboutMatter(filter, 7 + seenParameterCount, rowByRow);
  const parties = viewer.as === 'operator' || viewer.as === 'administrator' ? null : principalsOf(viewer);
  return readRows(
    db,
    (columns) => `SELECT ${columns('process')}, ${millisecondsOf('w.due_at')}::float8 AS "orderedBy"
     FROM (SELECT DISTINCT due_at, approval_id, stream_id AS waiting FROM rm.pending_approvals about
           WHERE ($1::uuid[] IS NULL OR assignee = ANY ($1) AND ${isOwnTask}) AND ($2::uuid[] IS NULL OR requested_by = ANY ($2) OR assignee = ANY ($2) AND task_id NOT LIKE 'lent.%')
             AND ($3::float8 IS NULL OR due_at < to_timestamp($3 / 1000))
             AND ($4::float8 IS NULL OR (due_at, approval_id) > (to_timestamp($4 / 1000), $5::uuid))
             AND ($7::text = 'operator' OR EXISTS (SELECT FROM rm.process p WHERE p.stream_id = about.stream_id AND ${isSeen(7)}))
             ${overdueBy ? `AND ${isOverdue(overdueBy)}` : ''} ${matter.sql} ${amongProvisional(filter)}
           ORDER BY due_at, approval_id LIMIT $6) w
     JOIN rm.process ON stream_id = waiting ORDER BY w.due_at, id`,
    [
      assignee ?? null,
      parties,
      dueBefore ?? null,
      after?.at ?? null,
      after?.id ?? null,
      limit,
      ...seenParameters(viewer),
      ...matter.parameters,
    ],
  );
}

/**
 * Reads closed approvals, which are rarely asked for, from the list of all processes.
 * No approval is for every service, so a service is a party as a person is: it has few, which the index finds.
 */
function archive(...[db, viewer, filter, after, limit]: Page): Promise<ApprovalRow[]> {
  const { state, assignee, dueBefore, companyId, ...about } = filter;
  const matter = aboutMatter(about, 7 + seenParameterCount);
  const company = ofCompany(companyId, 7 + seenParameterCount + matter.parameters.length);
  const [as, ...who] = seenParameters(viewer);
  const parties = [as === 'service' ? 'party' : as, ...who];
  return readRows(
    db,
    (columns) => `SELECT ${columns('seen')}, ${millisecondsOf('opened_at')}::float8 AS "orderedBy" FROM (
       SELECT * FROM rm.process about WHERE ${isSeen(7)} AND ($2::uuid[] IS NULL OR asked && $2) ${company.sql} ${matter.sql} ${amongProvisional(filter)}
       ${viewer.as !== 'operator' || assignee || filter.matterId || companyId ? fewRows : ''}) seen
     WHERE type = 'approval' AND status = $1
       AND ($3::float8 IS NULL OR expires_at < to_timestamp($3 / 1000))
       AND ($4::float8 IS NULL OR opened_at < to_timestamp($4 / 1000) OR (opened_at = to_timestamp($4 / 1000) AND id > $5))
     ORDER BY opened_at DESC, id LIMIT $6`,
    [
      state,
      assignee ?? null,
      dueBefore ?? null,
      after?.at ?? null,
      after?.id ?? null,
      limit,
      ...parties,
      ...matter.parameters,
      ...company.parameters,
    ],
  );
}
