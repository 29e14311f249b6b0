import { millisecondsOf } from '#event-store';
import type { Reader } from '../reader';

/** A task with the tries of the effect that it is about, as they stand when it is read. */
export interface OperatorTask {
  taskId: string;
  streamId: string;
  kind: string;
  ref: string;
  raisedAt: number;
  resolvedAt: number | null;
  /** Who resolved it; null where its trouble was over, or it is open. */
  decidedBy: string | null;
  decision: string | null;
  /** The company of its process. */
  companyId: string | null;
  effectId: string | null;
  reason: string | null;
  attempts: number | null;
  lastTryAt: number | null;
  nextTryAt: number | null;
  /** To the microsecond, as text: where the next page starts. */
  position: string;
}

export interface TaskFilter {
  state: 'open' | 'resolved';
  kind?: string | undefined;
  streamId?: string | undefined;
}

/**
 * The effect of a task: the one that it names; of a refused step the newest try of it; of a process that is late or rests
 * the one that fails for longest, or has failed. Release 0.1.0 wrote a reason behind the effect.
 */
const effectOfTask = `
  SELECT f.effect_id, f.reason, f.attempts, f.tried_at, CASE WHEN f.state IN ('owed', 'begun') THEN f.next_try_at END AS next_try_at FROM es.effects f
  WHERE f.stream_id = t.stream_id AND CASE t.kind
    WHEN 'purge-blocked' THEN f.kind = t.ref
    WHEN 'directory-removal-refused' THEN f.kind = 'removeDirectoryEntry'
    WHEN 'overdue' THEN f.state IN ('owed', 'begun')
    WHEN 'at-rest' THEN f.state = 'failed'
    ELSE f.effect_id = split_part(t.ref, ' ', 1) END
  ORDER BY f.n DESC, f.owed_since, f.effect_id LIMIT 1`;

const columns = (
  at: string,
) => `task_id AS "taskId", stream_id AS "streamId", kind, ref, ${millisecondsOf('raised_at')}::float8 AS "raisedAt",
  ${millisecondsOf('resolved_at')}::float8 AS "resolvedAt", CASE WHEN decided_at = resolved_at THEN decided_by END AS "decidedBy",
  CASE WHEN decided_at = resolved_at THEN decision END AS decision,
  (SELECT company_id FROM es.streams s WHERE s.stream_id = t.stream_id) AS "companyId", e.effect_id AS "effectId", e.reason, e.attempts,
  ${millisecondsOf('e.tried_at')}::float8 AS "lastTryAt", ${millisecondsOf('e.next_try_at')}::float8 AS "nextTryAt",
  (extract(epoch FROM ${at}) * 1000000)::bigint AS position`;

/** The page is found by index before the effects of its tasks are looked up. */
const page = {
  open: `SELECT * FROM es.operator_tasks t WHERE resolved_at IS NULL
    AND ($1::bigint IS NULL OR (raised_at, task_id) > (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::uuid))`,
  resolved: `SELECT * FROM es.operator_tasks t WHERE resolved_at IS NOT NULL AND resolved_at <= coalesce(timestamptz 'epoch' + $1::bigint * interval '1 microsecond', 'infinity')
    AND ($1::bigint IS NULL OR (resolved_at, task_id) < (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::uuid))`,
} as const;
const order = { open: 'raised_at, task_id', resolved: 'resolved_at DESC, task_id DESC' } as const;
const placed = { open: 'raised_at', resolved: 'resolved_at' } as const;

/**
 * Returns tasks of operators after a position, at most `limit`: open ones oldest first, resolved ones the last resolved
 * first.
 */
export function listOperatorTasks(
  db: Reader,
  { state, kind, streamId }: TaskFilter,
  after: Pick<OperatorTask, 'position' | 'taskId'> | undefined,
  limit: number,
): Promise<OperatorTask[]> {
  // Named in the statement only where they are asked for: the planner chooses the index by them.
  const asked = [...(kind === undefined ? [] : [['kind', kind]]), ...(streamId === undefined ? [] : [['stream_id', streamId]])];
  const filters = asked.map(([column], i) => ` AND ${column} = $${i + 4}`).join('');
  return db.query(
    `SELECT ${columns(placed[state])} FROM (${page[state]}${filters} ORDER BY ${order[state]} LIMIT $3) t
       LEFT JOIN LATERAL (${effectOfTask}) e ON true ORDER BY ${order[state]}`,
    [after?.position ?? null, after?.taskId ?? null, limit, ...asked.map(([, value]) => value)],
  );
}

/** Returns one task, open or resolved; undefined if there is none, or none any more. */
export async function readOperatorTask(db: Reader, taskId: string): Promise<OperatorTask | undefined> {
  const [task] = await db.query<OperatorTask>(
    `SELECT ${columns('raised_at')} FROM es.operator_tasks t LEFT JOIN LATERAL (${effectOfTask}) e ON true WHERE task_id = $1`,
    [taskId],
  );
  return task;
}
