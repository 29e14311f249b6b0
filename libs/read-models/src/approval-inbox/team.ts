import { businessNow, millisecondsOf, type ClockMode } from '#event-store';
import type { Companies } from '#domain';
import type { ApprovalPosition } from '../pending-approvals/list';
import { isOwnTask } from '../pending-approvals/own-task';
import type { Reader } from '../reader';
import { filterParameters, isAskedFor, rowByRow, type InboxFilter } from './filter';

/** A manager, by all their ids, and where they may look. */
export interface Manager {
  ids: readonly string[];
  /** The companies of the call. */
  companies: Companies;
  /** Companies that the manager has left: who works there is no matter of theirs any more. */
  left: readonly string[];
}

/** What somebody of the team is late with. */
export interface LateRow {
  id: string;
  matterType: string;
  companyId: string;
  openedAt: number;
  overdueSince: number;
  dueAt: number;
  /** The accounts of the people of the team whom it waits for. */
  accountIds: readonly string[];
}

/**
 * SQL for the people whose active membership in a company names this manager, by each of their ids: `$1` the manager,
 * `$2` the companies of the call, `$3` those that the manager has left.
 */
export const team = `SELECT t.company_id, t.account_id, ids.id FROM rm.team t
  CROSS JOIN LATERAL (SELECT principal_id FROM iam.principals WHERE external_id = 'user:' || t.account_id OFFSET 0) own
  CROSS JOIN LATERAL (SELECT own.principal_id AS id UNION ALL SELECT alias FROM iam.aliases WHERE person = own.principal_id OFFSET 0) ids
  WHERE t.manager = ANY ($1::uuid[]) AND ($2::uuid[] IS NULL OR t.company_id = ANY ($2)) AND NOT t.company_id = ANY ($3::uuid[])`;

export const teamParameters = ({ ids, companies, left }: Manager) => [ids, companies === 'platform' ? null : companies, left] as const;

/**
 * Returns what the people of a manager's team are late with in the company of their membership, longest overdue first,
 * after a position.
 */
export const listTeamOverdue = (
  db: Reader,
  manager: Manager,
  filter: InboxFilter,
  { after, limit, clock }: { after: ApprovalPosition | undefined; limit: number; clock: ClockMode },
): Promise<LateRow[]> =>
  db.query<LateRow>(
    `SELECT p.id, p.matter_type AS "matterType", p.company_id AS "companyId", ${millisecondsOf('p.opened_at')}::float8 AS "openedAt",
       ${millisecondsOf('w.overdue_at')}::float8 AS "overdueSince", ${millisecondsOf('w.due_at')}::float8 AS "dueAt", w.people AS "accountIds"
     FROM (SELECT overdue_at, due_at, approval_id, array_agg(DISTINCT member.account_id) AS people FROM (${team}) member
           CROSS JOIN LATERAL (
             SELECT overdue_at, due_at, approval_id FROM rm.pending_approvals waiting
             WHERE assignee = member.id AND overdue_at <= ${businessNow(clock)} AND ${isOwnTask}
               AND ($4::float8 IS NULL OR (overdue_at, approval_id) > (to_timestamp($4 / 1000), $5::uuid))
               AND EXISTS (SELECT FROM rm.process p WHERE p.stream_id = waiting.stream_id AND p.company_id = member.company_id AND ${isAskedFor('p', 7)} ${rowByRow})
             ORDER BY overdue_at, approval_id LIMIT $6 OFFSET 0) theirs
           GROUP BY overdue_at, due_at, approval_id ORDER BY overdue_at, approval_id LIMIT $6) w
     JOIN rm.process p ON p.stream_id = 'approval:' || w.approval_id ORDER BY w.overdue_at, p.id`,
    [...teamParameters(manager), after?.at ?? null, after?.id ?? null, limit, ...filterParameters(filter)],
  );
