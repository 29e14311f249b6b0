import { countRows, readNow, type ClockMode } from '#event-store';
import type { Reader } from '../reader';

/** Counts what waits in the whole installation. */
export interface Backlog {
  /** Processes with a deadline that has passed. */
  overdue: number;
  /** Wakes that have not reached Temporal. */
  wakes: number;
  /** Age of the oldest of them, in seconds. */
  wakeAge: number;
  /** Processes that wait for an operator. */
  tasks: number;
}

/** Reads what waits; counts are exact up to 10,000 and estimates beyond. */
export async function readBacklog(db: Reader, clock: ClockMode): Promise<Backlog> {
  const { now } = await readNow(db, clock);
  const [oldest] = await db.query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(written_at)), 0)::float8 AS age FROM es.wakes`,
  );
  return {
    overdue: await countRows(db, 'SELECT 1 FROM es.streams WHERE next_due_at <= to_timestamp($1::float8 / 1000)', [now]),
    wakes: await countRows(db, 'SELECT 1 FROM es.wakes'),
    wakeAge: oldest!.age,
    tasks: await countRows(db, 'SELECT 1 FROM es.operator_tasks WHERE resolved_at IS NULL'),
  };
}
