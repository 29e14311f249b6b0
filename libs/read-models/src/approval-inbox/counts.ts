import { inboxPolicy, type Viewer } from '#domain';
import { businessNow, type ClockMode } from '#event-store';
import { isSeen, seenParameters } from '../process/seen';
import { isOwnTask } from '../pending-approvals/own-task';
import type { Reader } from '../reader';
import { filterParameterCount, filterParameters, isAskedFor, rowByRow, type InboxFilter } from './filter';
import { isOverdue } from './overdue';
import { team, teamParameters, type Manager } from './team';

/** How many approvals each view has, each up to the number of the policy and one more. */
export interface InboxCounts {
  mine: number;
  mineOverdue: number;
  /** Those that are pending. */
  started: number;
  teamOverdue: number;
}

const filterFrom = 5;
const seenFrom = filterFrom + filterParameterCount;
const some = `LIMIT ${inboxPolicy.countedMax + 1}`;
const isCounted = `EXISTS (SELECT FROM rm.process p WHERE p.stream_id = waiting.stream_id AND ${isAskedFor('p', filterFrom)} AND ${isSeen(seenFrom)} ${rowByRow})`;

/** Each id is found by its index, and no more of its tasks are read than are counted. */
const waitingFor = (people: string, condition: string) =>
  `(SELECT count(*)::int FROM (SELECT DISTINCT approval_id FROM unnest(${people}::uuid[]) AS who CROSS JOIN LATERAL (
     SELECT approval_id FROM rm.pending_approvals waiting
     WHERE assignee = who AND ${isOwnTask} AND ${condition} AND ${isCounted} ORDER BY due_at, approval_id ${some} OFFSET 0) theirs ${some}) counted)`;

const startedBy = `(SELECT count(*)::int FROM (SELECT DISTINCT approval_id FROM unnest($4::uuid[]) AS who CROSS JOIN LATERAL (
     SELECT DISTINCT due_at, approval_id FROM rm.pending_approvals waiting WHERE requested_by = who AND ${isCounted} ORDER BY due_at, approval_id ${some} OFFSET 0) theirs ${some}) counted)`;

const teamOverdue = (
  clock: ClockMode,
) => `(SELECT count(*)::int FROM (SELECT DISTINCT approval_id FROM (${team}) member CROSS JOIN LATERAL (
     SELECT approval_id FROM rm.pending_approvals waiting
     WHERE assignee = member.id AND overdue_at <= ${businessNow(clock)} AND ${isOwnTask} AND EXISTS (
       SELECT FROM rm.process p WHERE p.stream_id = waiting.stream_id AND p.company_id = member.company_id AND ${isAskedFor('p', filterFrom)} ${rowByRow})
     ORDER BY overdue_at, approval_id ${some} OFFSET 0) theirs ${some}) counted)`;

/** Counts the views of a person, by all their ids, in one statement. */
export async function countInbox(
  db: Reader,
  viewer: Viewer,
  { people, manager }: { people: readonly string[]; manager: Manager },
  filter: InboxFilter,
  clock: ClockMode,
): Promise<InboxCounts> {
  const late = isOverdue(clock);
  const [counts] = await db.query<InboxCounts>(
    `SELECT ${waitingFor('$4', 'true')} AS mine, ${waitingFor('$4', late)} AS "mineOverdue", ${startedBy} AS started, ${teamOverdue(clock)} AS "teamOverdue"`,
    [...teamParameters(manager), people, ...filterParameters(filter), ...seenParameters(viewer)],
  );
  return counts!;
}
