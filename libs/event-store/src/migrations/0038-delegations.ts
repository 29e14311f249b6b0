/**
 * Finds the delegations of a person that are not over: those that they have been given (`asked`) and those that they
 * have given. Built beside running programs; a build that was broken off is dropped first.
 */
export const delegations = [
  'DROP INDEX CONCURRENTLY IF EXISTS rm.process_delegations',
  `CREATE INDEX CONCURRENTLY process_delegations ON rm.process USING gin (asked, principals) WITH (fastupdate = off)
     WHERE type = 'delegation' AND closed_at IS NULL`,
] as const;
