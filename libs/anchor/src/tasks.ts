import { raiseTaskSql, type Tx } from '#event-store';

type Db = Pick<Tx, 'query'>;

/** The process that the operator's task names: no process, but the anchor itself. */
const anchorStream = 'anchor:00000000-0000-0000-0000-000000000000';

/** `anchor-fails`: it goes on by itself when that is mended. `anchor-stopped`: an operator decides how. */
export type TaskKind = 'anchor-fails' | 'anchor-stopped';

/** Gives operators this task about the anchor, once, and closes others that were true before. */
export async function raiseAnchorTask(db: Db, kind: TaskKind, ref: string): Promise<void> {
  await db.query(
    `WITH closed AS (
       UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE stream_id = $1 AND resolved_at IS NULL AND (kind, ref) <> ($2, $3))
     ${raiseTaskSql}`,
    [anchorStream, kind, ref],
  );
}

export async function closeAnchorTasks(db: Db): Promise<void> {
  await db.query('UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE stream_id = $1 AND resolved_at IS NULL', [
    anchorStream,
  ]);
}
