/**
 * What the keeper looks for: unfinished streams whose state another domain has folded, those behind their state, and
 * those that only lack their end.
 * Built beside running programs, one statement each; a build that was broken off is dropped first.
 */
export const streamsToDerive = [
  'DROP INDEX CONCURRENTLY IF EXISTS es.streams_shape',
  'CREATE INDEX CONCURRENTLY streams_shape ON es.streams (shape, next_due_at) WHERE finished_at IS NULL',
  'DROP INDEX CONCURRENTLY IF EXISTS es.streams_behind',
  'CREATE INDEX CONCURRENTLY streams_behind ON es.streams (next_due_at) WHERE finished_at IS NULL AND state_version IS DISTINCT FROM version',
  'DROP INDEX CONCURRENTLY IF EXISTS es.streams_without_end',
  'CREATE INDEX CONCURRENTLY streams_without_end ON es.streams (stream_id) WHERE ended_at IS NOT NULL AND finished_at IS NULL AND next_due_at IS NULL',
] as const;
