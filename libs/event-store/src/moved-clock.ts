import { millisecondsOf } from './clock';
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

/** Not as a timestamp: the sum may be one that PostgreSQL cannot write. */
const movedNow = `(offset_ms + ${millisecondsOf('clock_timestamp()')})`;

/** True where the moved clock stands past this instant. */
export async function isClockPast(database: Pick<Database, 'query'>, last: number): Promise<boolean> {
  const [clock] = await database.query<{ past: boolean }>(`SELECT ${movedNow} > $1 AS past FROM dev.clock`, [last]);
  return clock!.past;
}

/**
 * Brings a clock that stands past this instant back to that of the machine. What processes have recorded stays, and
 * their deadlines wait until the clock comes to them.
 * @returns true if it did.
 */
export async function bringBackClock(database: Pick<Database, 'query'>, last: number): Promise<boolean> {
  const changed = await database.query(
    `WITH back AS (UPDATE dev.clock SET offset_ms = 0 WHERE ${movedNow} > $1 RETURNING 1) SELECT FROM back`,
    [last],
  );
  return changed.length > 0;
}
