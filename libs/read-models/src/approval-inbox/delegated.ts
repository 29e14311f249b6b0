import { inboxPolicy, type Viewer } from '#domain';
import { businessNow, millisecondsOf, type ClockMode } from '#event-store';
import type { ApprovalPosition, ApprovalRow } from '../pending-approvals/list';
import { isOwnTask } from '../pending-approvals/own-task';
import { readRows } from '../process/list';
import { isSeen, seenParameterCount, seenParameters } from '../process/seen';
import type { Reader } from '../reader';
import { filterParameterCount, filterParameters, isAskedFor, rowByRow, type InboxFilter } from './filter';
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
const seenFrom = filterFrom + filterParameterCount;
const restFrom = seenFrom + seenParameterCount;

interface Conditions {
  condition: string;
  limit: string;
}

/**
 * SQL for what waits for a delegator and lies in their delegation: `$1` to `$3` are the delegators, `$4` the delegate.
 */
const ofDelegators = ({ condition, limit }: Conditions) => `SELECT due_at, approval_id
     FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS given(delegator, company, types) CROSS JOIN LATERAL (
       SELECT DISTINCT due_at, approval_id FROM rm.pending_approvals waiting
       WHERE assignee = given.delegator AND ${isOwnTask} AND requested_by <> ALL ($4::uuid[]) AND ${condition}
         AND EXISTS (SELECT FROM rm.process p WHERE p.stream_id = waiting.stream_id AND p.company_id IS NOT DISTINCT FROM given.company
           AND (given.types IS NULL OR p.matter_type = ANY (string_to_array(given.types, ' '))) AND ${isAskedFor('p', filterFrom)} ${rowByRow})
       ORDER BY due_at, approval_id ${limit} OFFSET 0) theirs`;

/** SQL for the tasks that were delegated by themselves, and that the delegate still sees. */
const ofTasks = ({ condition, limit, clock }: Conditions & { clock: ClockMode }) => `SELECT due_at, approval_id
     FROM unnest($4::uuid[]) AS me CROSS JOIN LATERAL (
       SELECT DISTINCT due_at, approval_id FROM rm.pending_approvals waiting
       WHERE assignee = me AND task_id LIKE 'lent.%' AND (lent_until IS NULL OR lent_until > ${businessNow(clock)}) AND ${condition}
         AND EXISTS (SELECT FROM rm.process p WHERE p.stream_id = waiting.stream_id AND ${isAskedFor('p', filterFrom)} AND ${isSeen(seenFrom)} ${rowByRow})
       ORDER BY due_at, approval_id ${limit} OFFSET 0) lent`;

const theirs = (of: Conditions & { clock: ClockMode }) =>
  `(SELECT DISTINCT due_at, approval_id FROM (${ofDelegators(of)} UNION ALL ${ofTasks(of)}) both_kinds ORDER BY due_at, approval_id ${of.limit})`;

const parametersOf = (viewer: Viewer, { delegators, own, ...filter }: DelegatedFilter) => [
  delegators.map(({ principal }) => principal),
  delegators.map(({ companyId }) => companyId),
  delegators.map(({ matterTypes }) => matterTypes?.join(' ') ?? null),
  own,
  ...filterParameters(filter),
  ...seenParameters(viewer),
];

/**
 * Returns the pending approvals that a delegate may decide in the place of others, soonest due first, after a position:
 * of those who have delegated for a time, and the tasks that were delegated by themselves.
 */
export const listDelegated = (
  db: Reader,
  viewer: Viewer,
  filter: DelegatedFilter,
  { after, limit, clock }: { after: ApprovalPosition | undefined; limit: number; clock: ClockMode },
): Promise<ApprovalRow[]> => {
  const [dueBefore, at, id, many, overdue] = [0, 1, 2, 3, 4].map((n) => `$${restFrom + n}`);
  const condition = `(${dueBefore}::float8 IS NULL OR due_at < to_timestamp(${dueBefore} / 1000))
         AND (${at}::float8 IS NULL OR (due_at, approval_id) > (to_timestamp(${at} / 1000), ${id}::uuid)) AND (NOT ${overdue}::boolean OR ${isOverdue(clock)})`;
  return readRows<ApprovalRow>(
    db,
    (columns) => `SELECT ${columns('process')}, ${millisecondsOf('w.due_at')}::float8 AS "orderedBy"
     FROM ${theirs({ condition, limit: `LIMIT ${many}`, clock })} w
     JOIN rm.process ON stream_id = 'approval:' || w.approval_id ORDER BY w.due_at, id`,
    [...parametersOf(viewer, filter), filter.dueBefore ?? null, after?.at ?? null, after?.id ?? null, limit, filter.overdue ?? false],
  );
};

const some = `LIMIT ${inboxPolicy.countedMax + 1}`;
const count = (condition: string, clock: ClockMode) => `(SELECT count(*)::int FROM ${theirs({ condition, limit: some, clock })} counted)`;

/** Counts them, each up to one more than is told. */
export async function countDelegated(
  db: Reader,
  viewer: Viewer,
  filter: DelegatedFilter,
  clock: ClockMode,
): Promise<{ delegated: number; delegatedOverdue: number }> {
  const [counts] = await db.query<{ delegated: number; delegatedOverdue: number }>(
    `SELECT ${count('true', clock)} AS delegated, ${count(isOverdue(clock), clock)} AS "delegatedOverdue"`,
    parametersOf(viewer, filter),
  );
  return counts!;
}
