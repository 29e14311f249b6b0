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
    `SELECT task_id AS "taskId", stream_id AS "streamId", kind, ref, ${millisecondsOf('raised_at')}::float8 AS "raisedAt",
       (extract(epoch FROM raised_at) * 1000000)::bigint AS position
     FROM es.operator_tasks WHERE resolved_at IS NULL
       AND ($1::bigint IS NULL OR (raised_at, task_id) > (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::uuid))
     ORDER BY raised_at, task_id LIMIT $3`,
    [after?.position ?? null, after?.taskId ?? null, limit],
  );
}
