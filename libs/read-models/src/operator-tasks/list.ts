import { millisecondsOf } from '#event-store';
import type { Reader } from '../reader';

export interface OperatorTask {
  taskId: string;
  streamId: string;
  kind: string;
  ref: string;
  raisedAt: number;
  /** To the microsecond, as text: where the next page starts. */
  position: string;
}

/** Returns the open tasks of operators after a position, oldest first; at most `limit`. */
export function listOperatorTasks(
  db: Reader,
  after: Pick<OperatorTask, 'position' | 'taskId'> | undefined,
  limit: number,
): Promise<OperatorTask[]> {
  return db.query(
    `SELECT * FROM (
       SELECT task_id AS "taskId", stream_id AS "streamId", kind, ref, ${millisecondsOf('raised_at')}::float8 AS "raisedAt", (extract(epoch FROM raised_at) * 1000000)::bigint AS position
       FROM es.operator_tasks WHERE resolved_at IS NULL) open
     WHERE $1::bigint IS NULL OR (position, "taskId") > ($1::bigint, $2::uuid)
     ORDER BY position, "taskId" LIMIT $3`,
    [after?.position ?? null, after?.taskId ?? null, limit],
  );
}
