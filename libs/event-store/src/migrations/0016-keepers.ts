/**
 * Indexes for walks in bites: each bite goes on behind the last row of the one before, also where many rows have one
 * instant.
 * Built beside running programs, one statement each; a build that was broken off is dropped first. The former indexes
 * stay, since release 0.1.0 reads them.
 */
export const keepers = [
  'DROP INDEX CONCURRENTLY IF EXISTS es.streams_due',
  'CREATE INDEX CONCURRENTLY streams_due ON es.streams (next_due_at, stream_id) WHERE next_due_at IS NOT NULL',
  'DROP INDEX CONCURRENTLY IF EXISTS es.effects_open_since',
  `CREATE INDEX CONCURRENTLY effects_open_since ON es.effects (owed_since, effect_id) WHERE state IN ('owed', 'begun')`,
  'DROP INDEX CONCURRENTLY IF EXISTS es.operator_tasks_open',
  'CREATE INDEX CONCURRENTLY operator_tasks_open ON es.operator_tasks (raised_at, task_id) WHERE resolved_at IS NULL',
  'DROP INDEX CONCURRENTLY IF EXISTS vault.subject_keys_kek',
  'CREATE INDEX CONCURRENTLY subject_keys_kek ON vault.subject_keys (kek_id)',
] as const;
