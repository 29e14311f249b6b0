/**
 * A task that its assignee has delegated by itself stands in the inbox of its delegate: a row `lent.<task>` beside that
 * of the task.
 */
export const lentTasks = `
ALTER TABLE rm.pending_approvals ADD COLUMN IF NOT EXISTS lent_until timestamptz(3);
COMMENT ON COLUMN rm.pending_approvals.lent_until IS 'of lent.<task>: not at this instant any more; null: as long as the task waits';
`;

/**
 * Those that are lent already; and the index, built beside running programs. A build that was broken off is dropped.
 */
export const lentTasksOfOldRows = [
  `INSERT INTO rm.pending_approvals (stream_id, task_id, approval_id, assignee, requested_by, due_at, overdue_at, lent_until)
   SELECT w.stream_id, 'lent.' || w.task_id, w.approval_id, (lent.value ->> 'to')::uuid, w.requested_by, w.due_at, w.overdue_at,
     to_timestamp((lent.value ->> 'until')::float8 / 1000)
   FROM rm.process p CROSS JOIN LATERAL jsonb_each(p.state -> 'lent') AS lent JOIN rm.pending_approvals w ON w.stream_id = p.stream_id AND w.task_id = lent.key
   WHERE p.type = 'approval' AND p.closed_at IS NULL ON CONFLICT DO NOTHING`,
  'DROP INDEX CONCURRENTLY IF EXISTS rm.pending_approvals_lent',
  `CREATE INDEX CONCURRENTLY pending_approvals_lent ON rm.pending_approvals (assignee, due_at, approval_id) WHERE task_id LIKE 'lent.%'`,
] as const;
