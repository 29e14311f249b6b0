import { inboxPolicy } from '#domain';
import { millisecondsOf, type ClockMode } from '#event-store';
import type { ApprovalPosition, ApprovalRow } from '../pending-approvals/list';
import { readRows } from '../process/list';
import type { Reader } from '../reader';
import { filterParameters, isAskedFor, rowByRow, type InboxFilter } from './filter';
import { isOverdue } from './overdue';

/** One id of a person who has delegated: in one company, or in the platform (null), all matters or some types. */
export interface Delegator {
  principal: string;
  companyId: string | null;
  matterTypes: readonly string[] | null;
}

export interface DelegatedFilter extends InboxFilter {
  delegators: readonly Delegator[];
  /** All ids of the delegate: nobody decides what they have asked for themselves. */
  own: readonly string[];
  dueBefore?: number;
  overdue?: boolean;
}

const filterFrom = 5;

/**
 * SQL for what waits for a delegator and lies in their delegation: `$1` to `$3` are the delegators, `$4` the delegate.
 */
const theirs = (
  condition: string,
) => `FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS given(delegator, company, types) CROSS JOIN LATERAL (
       SELECT DISTINCT due_at, approval_id FROM rm.pending_approvals waiting
       WHERE assignee = given.delegator AND task_id NOT LIKE 'vacant.%' AND requested_by <> ALL ($4::uuid[]) AND ${condition}
         AND EXISTS (SELECT FROM rm.process p WHERE p.stream_id = waiting.stream_id AND p.company_id IS NOT DISTINCT FROM given.company
           AND (given.types IS NULL OR p.matter_type = ANY (string_to_array(given.types, ' '))) AND ${isAskedFor('p', filterFrom)} ${rowByRow})`;

const parametersOf = ({ delegators, own, ...filter }: DelegatedFilter) => [
  delegators.map(({ principal }) => principal),
  delegators.map(({ companyId }) => companyId),
  delegators.map(({ matterTypes }) => matterTypes?.join(' ') ?? null),
  own,
  ...filterParameters(filter),
];

/** Returns the pending approvals that wait for those who have delegated, soonest due first, after a position. */
export const listDelegated = (
  db: Reader,
  filter: DelegatedFilter,
  { after, limit, clock }: { after: ApprovalPosition | undefined; limit: number; clock: ClockMode },
): Promise<ApprovalRow[]> =>
  readRows<ApprovalRow>(
    db,
    (columns) => `SELECT ${columns('process')}, ${millisecondsOf('w.due_at')}::float8 AS "orderedBy"
     FROM (SELECT DISTINCT due_at, approval_id ${theirs(
       `($8::float8 IS NULL OR due_at < to_timestamp($8 / 1000))
         AND ($9::float8 IS NULL OR (due_at, approval_id) > (to_timestamp($9 / 1000), $10::uuid)) AND (NOT $12::boolean OR ${isOverdue(clock)})`,
     )}
       ORDER BY due_at, approval_id LIMIT $11 OFFSET 0) theirs
       ORDER BY due_at, approval_id LIMIT $11) w
     JOIN rm.process ON stream_id = 'approval:' || w.approval_id ORDER BY w.due_at, id`,
    [...parametersOf(filter), filter.dueBefore ?? null, after?.at ?? null, after?.id ?? null, limit, filter.overdue ?? false],
  );

const some = `LIMIT ${inboxPolicy.countedMax + 1}`;
const count = (condition: string) => `(SELECT count(*)::int FROM (SELECT DISTINCT approval_id ${theirs(condition)}
       ORDER BY due_at, approval_id ${some} OFFSET 0) theirs ${some}) counted)`;

/** Counts them, each up to one more than is told. */
export async function countDelegated(
  db: Reader,
  filter: DelegatedFilter,
  clock: ClockMode,
): Promise<{ delegated: number; delegatedOverdue: number }> {
  const [counts] = await db.query<{ delegated: number; delegatedOverdue: number }>(
    `SELECT ${count('true')} AS delegated, ${count(isOverdue(clock))} AS "delegatedOverdue"`,
    parametersOf(filter),
  );
  return counts!;
}
