import { raiseTask } from './operator-tasks';
import { millisecondsOf } from './clock';
import type { Tx } from './database';

type Db = Pick<Tx, 'query'>;

/** What the database knows of its own clock, read in one statement. Instants in milliseconds of machine time. */
export interface Marks {
  now: number;
  /** The last agreement on this machine. */
  own: { at: number; uptimeMs: number } | null;
  /** The last agreement on any other machine. */
  others: number | null;
  /** When an operator last confirmed the clock. */
  confirmed: number | null;
}

const operator = 'operator';

/** The process that the operator's task names: no process, but the database itself. */
const clockStream = 'clock:00000000-0000-0000-0000-000000000000';

const now = `${millisecondsOf('clock_timestamp()')}::float8`;
const at = `${millisecondsOf('at')}::float8`;
const newestOf = (which: string) => `(SELECT max(${at}) FROM es.clock_marks WHERE ${which})`;

export async function readMarks(db: Db, machine: string): Promise<Marks> {
  const [row] = await db.query<Marks>(
    `SELECT ${now} AS now, ${newestOf(`machine = '${operator}'`)} AS confirmed, ${newestOf(`machine NOT IN ($1, '${operator}')`)} AS others,
       (SELECT json_build_object('at', ${at}, 'uptimeMs', uptime_ms) FROM es.clock_marks WHERE machine = $1) AS own`,
    [machine],
  );
  return row!;
}

/** Writes the mark of a machine, and closes the operator's tasks about the clock. Marks of a boot long over go. */
export async function writeMark(db: Db, machine: string, mark: { at: number; uptimeMs: number }): Promise<void> {
  await db.query(
    `WITH closed AS (
       UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE stream_id = '${clockStream}' AND resolved_at IS NULL),
     gone AS (
       DELETE FROM es.clock_marks WHERE machine <> $1 AND at < (SELECT max(at) FROM es.clock_marks) - interval '30 days')
     INSERT INTO es.clock_marks (machine, at, uptime_ms) VALUES ($1, to_timestamp($2::numeric / 1000), $3)
     ON CONFLICT (machine) DO UPDATE SET at = excluded.at, uptime_ms = excluded.uptime_ms`,
    [machine, mark.at, Math.round(mark.uptimeMs)],
  );
}

/**
 * An operator says that the database's clock is right: every program that sees it within half a minute goes on by it.
 * Marks that lie in the future go, or they would say for ever that the clock is behind.
 * @returns the clock, in milliseconds.
 */
export async function confirmClock(db: Db): Promise<number> {
  const [row] = await db.query<{ at: number }>(
    `WITH gone AS (DELETE FROM es.clock_marks WHERE at > clock_timestamp() AND machine <> '${operator}')
     INSERT INTO es.clock_marks (machine, at, uptime_ms) VALUES ('${operator}', clock_timestamp(), 0)
     ON CONFLICT (machine) DO UPDATE SET at = excluded.at RETURNING ${at} AS at`,
  );
  return row!.at;
}

/** Gives operators a task about the clock, once. */
export const raiseClockTask = (db: Db, kind: string): Promise<void> => raiseTask(db, clockStream, kind, '');
