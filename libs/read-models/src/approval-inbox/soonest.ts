import { inboxPolicy } from '#domain';
import { millisecondsOf } from '#event-store';
import { isOwnTask } from '../pending-approvals/own-task';
import type { Reader } from '../reader';

/** What a digest tells of. */
export interface Waiting {
  id: string;
  matterType: string;
  dueAt: number;
}

/** The pending approvals that wait for a person, by all their ids, soonest due first; as many as are counted. */
export const listSoonest = (db: Reader, ids: readonly string[]): Promise<Waiting[]> =>
  db.query<Waiting>(
    `SELECT w.approval_id AS id, p.matter_type AS "matterType", ${millisecondsOf('w.due_at')}::float8 AS "dueAt"
     FROM (SELECT DISTINCT due_at, approval_id FROM unnest($1::uuid[]) AS who CROSS JOIN LATERAL (
             SELECT DISTINCT due_at, approval_id FROM rm.pending_approvals WHERE assignee = who AND ${isOwnTask}
             ORDER BY due_at, approval_id LIMIT ${inboxPolicy.countedMax + 1} OFFSET 0) theirs
           ORDER BY due_at, approval_id LIMIT ${inboxPolicy.countedMax + 1}) w
     JOIN rm.process p ON p.stream_id = 'approval:' || w.approval_id ORDER BY w.due_at, w.approval_id`,
    [ids],
  );
