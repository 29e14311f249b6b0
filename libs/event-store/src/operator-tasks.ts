import type { Tx } from './database';

/** SQL: an operator has resolved the task of this row; otherwise its trouble was over. */
export const isSettled = (task: string) => `(${task}.decided_at IS NOT NULL AND ${task}.resolved_at = ${task}.decided_at)`;

/** Raises the task $3 of kind $2 about the stream $1: an open one stays as it is, a resolved one is open again. */
export const raiseTaskSql = `INSERT INTO es.operator_tasks (stream_id, kind, ref) VALUES ($1, $2, $3)
     ON CONFLICT (stream_id, kind, ref) DO UPDATE SET raised_at = clock_timestamp(), resolved_at = NULL WHERE operator_tasks.resolved_at IS NOT NULL`;

/** Gives operators a task, once while it is open. `ref`: a code or an id, never personal data. */
export async function raiseTask(tx: Pick<Tx, 'query'>, streamId: string, kind: string, ref: string): Promise<void> {
  await tx.query(raiseTaskSql, [streamId, kind, ref]);
}

/** As {@link raiseTask}; not where an operator has settled it. */
export async function raiseUnsettledTask(tx: Pick<Tx, 'query'>, streamId: string, kind: string, ref: string): Promise<void> {
  await tx.query(`${raiseTaskSql} AND NOT ${isSettled('operator_tasks')}`, [streamId, kind, ref]);
}

/** Locks a task until the commit. @returns undefined where there is none of this id. */
export async function lockTask(tx: Tx, taskId: string): Promise<{ resolved: boolean } | undefined> {
  const [task] = await tx.query<{ resolved: boolean }>(
    'SELECT resolved_at IS NOT NULL AS resolved FROM es.operator_tasks WHERE task_id = $1 FOR UPDATE',
    [taskId],
  );
  return task;
}

/** Resolves an open task: because its trouble is over, or by an operator with their reason, which is a code. */
export async function resolveTask(tx: Tx, taskId: string, decided?: { by: string; decision: string }): Promise<void> {
  await tx.query(
    `UPDATE es.operator_tasks SET resolved_at = now.at, decided_at = CASE WHEN $2::text IS NOT NULL THEN now.at END, decided_by = $2, decision = $3
     FROM (SELECT clock_timestamp() AS at) now WHERE task_id = $1 AND resolved_at IS NULL`,
    [taskId, decided?.by ?? null, decided?.decision ?? null],
  );
}
