import { raiseTaskSql, type Tx } from '#event-store';

/** The operator's task for an effect that fails repeatedly; resolved when the effect has ended. */
export const effectKeepsFailing = 'effect-keeps-failing';
/** For an effect that was refused for good and that no rule reads; resolved when it is tried again and done. */
export const effectFailed = 'effect-failed';
/** For a deadline or an effect that a workflow has tried in vain. */
export const stuck = 'stuck';
/** For a process that the sweeper has woken in vain. */
const overdue = 'overdue';
export const atRest = 'at-rest';

/** Tasks about one effect or deadline, which `ref` names: one of them is enough. */
const particular: readonly string[] = [effectKeepsFailing, effectFailed, stuck];

/** SQL: an operator has an open task of this kind about the process of this column. */
export const isToldOf = (kind: string, streamId: string) =>
  `EXISTS (SELECT FROM es.operator_tasks p WHERE p.stream_id = ${streamId} AND p.kind = '${kind}' AND p.resolved_at IS NULL)`;

/** The effect or command of a task. Release 0.1.0 wrote a reason behind the effect. */
const refOf = (ref: string): string => ref.split(' ')[0]!;

export const isAbout = ({ kind, ref }: { kind: string; ref: string }, effectId: string): boolean =>
  particular.includes(kind) && refOf(ref) === effectId;

/**
 * Raises a task about one effect or deadline. One trouble is one task: not where another one about it is open, and in
 * place of the one that only says that the process is late.
 */
export async function raiseParticular(tx: Pick<Tx, 'query'>, streamId: string, kind: string, ref: string): Promise<void> {
  await tx.query(
    `WITH same AS (SELECT FROM es.operator_tasks WHERE stream_id = $1 AND kind = ANY ($4) AND kind <> $2 AND ref = $3 AND resolved_at IS NULL),
       late AS (UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE stream_id = $1 AND kind = '${overdue}' AND resolved_at IS NULL)
     ${raiseTaskSql.replace('VALUES ($1, $2, $3)', 'SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM same)')}`,
    [streamId, kind, ref, particular],
  );
}

/** Resolves the tasks about an effect that has ended. */
export async function resolveAbout(tx: Pick<Tx, 'query'>, streamId: string, effectId: string): Promise<void> {
  await tx.query(
    `UPDATE es.operator_tasks SET resolved_at = clock_timestamp()
     WHERE stream_id = $1 AND kind = ANY ($3) AND split_part(ref, ' ', 1) = $2 AND resolved_at IS NULL`,
    [streamId, effectId, particular],
  );
}
