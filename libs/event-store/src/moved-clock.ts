import type { Database } from './database';

/**
 * Refuses in production a database whose clock was ever moved, because its deadlines are wrong. @throws for such a one.
 */
export async function refuseMovedClock(database: Database): Promise<void> {
  const [dev] = await database.query<{ readable: boolean }>(`SELECT has_schema_privilege('dev', 'USAGE') AS readable`);
  if (!dev?.readable) return;
  const [clock] = await database.query<{ moved: boolean }>('SELECT offset_ms > 0 AS moved FROM dev.clock');
  if (clock?.moved) throw new Error('the clock of this database was moved: it is no production database');
}
