/**
 * A recording of a face serves once, over all processes: what was used stays for longer than what a day is counted by,
 * and each is found by its age. The index before them goes, since the deletes of today do not use it.
 */
export const recordings = [
  'DROP INDEX CONCURRENTLY IF EXISTS es.tallies_counted',
  `CREATE INDEX CONCURRENTLY tallies_counted ON es.tallies (at) WHERE kind NOT IN ('device-account', 'recording')`,
  'DROP INDEX CONCURRENTLY IF EXISTS es.tallies_recordings',
  `CREATE INDEX CONCURRENTLY tallies_recordings ON es.tallies (at) WHERE kind = 'recording'`,
  'DROP INDEX CONCURRENTLY IF EXISTS es.tallies_sightings',
] as const;
