import type { Tx } from './database';

/** Raises the task $3 of kind $2 about the stream $1: an open one stays as it is, a resolved one is open again. */
export const raiseTaskSql = `INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ($1, $2, $3)
     ON CONFLICT (stream_id, kind, ref) DO UPDATE SET raised_at = clock_timestamp(), resolved_at = NULL WHERE operator_tasks.resolved_at IS NOT NULL`;

/** Gives operators a task, once while it is open. `ref`: a code or an id, never personal data. */
export async function raiseTask(tx: Pick<Tx, 'query'>, streamId: string, kind: string, ref: string): Promise<void> {
  await tx.query(raiseTaskSql, [streamId, kind, ref]);
}
