/**
 * Registrations of a day that have something in common are counted, and forgotten the day after: found by their age.
 */
export const sightings = [
  'DROP INDEX CONCURRENTLY IF EXISTS es.tallies_sightings',
  `CREATE INDEX CONCURRENTLY tallies_sightings ON es.tallies (at) WHERE kind <> 'device-account'`,
] as const;
