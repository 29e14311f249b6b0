/**
 * The pending approvals that have dates beyond the days of a calendar, by the calendar and its version: found when it
 * gets further days. By the state of the row, which every release writes. Built beside running programs; a build that
 * was broken off is dropped first.
 */
export const provisional = [
  'DROP INDEX CONCURRENTLY IF EXISTS rm.process_provisional',
  `CREATE INDEX CONCURRENTLY process_provisional ON rm.process (
     coalesce(state #>> '{workingDays,storedId}', state #>> '{workingDays,calendarId}'), (state #>> '{workingDays,version}'), id)
   WHERE type = 'approval' AND closed_at IS NULL AND state @> '{"workingDays": {"provisional": true}}'`,
] as const;
