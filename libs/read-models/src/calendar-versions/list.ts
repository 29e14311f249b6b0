import { millisecondsOf } from '#event-store';
import type { Reader } from '../reader';

/** A version of a calendar as it was recorded. */
export interface CalendarVersion {
  version: number;
  at: number;
  actor: string;
  content: Readonly<Record<string, unknown>>;
}

/** The versions of a calendar before one of them, newest first, at most `limit`: each event of its stream is one. */
export const listCalendarVersions = (db: Reader, id: string, before: number | undefined, limit: number): Promise<CalendarVersion[]> =>
  db.query(
    `SELECT version, ${millisecondsOf('recorded_at')}::float8 AS at, meta ->> 'actor' AS actor, data -> 'content' AS content
     FROM es.events WHERE stream_id = 'calendar:' || $1::uuid AND ($2::integer IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`,
    [id, before ?? null, limit],
  );
