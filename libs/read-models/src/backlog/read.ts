import { businessNow, type ClockMode } from '#event-store';
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

export async function readBacklog(db: Reader, clock: ClockMode): Promise<Backlog> {
  const [found] = await db.query<Backlog>(
    `SELECT (SELECT count(*) FROM es.streams WHERE next_due_at <= ${businessNow(clock)})::int AS overdue,
       (SELECT count(*) FROM es.wakes)::int AS wakes,
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(written_at)), 0) FROM es.wakes)::float8 AS "wakeAge",
       (SELECT count(*) FROM es.operator_tasks WHERE resolved_at IS NULL)::int AS tasks`,
  );
  return found!;
}
