import { millisecondsOf } from '#event-store';
import { hiddenFrom, type Viewer } from '#domain';
import { isSeen, seenParameters } from '../process/seen';
import type { Reader } from '../reader';

/** One event of an account, from any stream. `globalPos` orders them and marks where the next page starts. */
export interface TimelineEntry {
  globalPos: number;
  streamId: string;
  version: number;
  type: string;
  origin: string;
  actor: string;
  at: number;
}

/**
 * Returns the events of an account after a position, of the processes that this viewer sees, oldest first, none
 * recorded later than `asOf`; at most `limit`. Without those that only reviewers and operators are shown.
 */
export async function readTimeline(
  db: Reader,
  viewer: Viewer,
  accountId: string,
  { after, asOf }: { after: number; asOf?: number | undefined },
  limit: number,
): Promise<TimelineEntry[]> {
  return db.query(
    `SELECT global_pos::float8 AS "globalPos", stream_id AS "streamId", version, type, origin, actor, ${millisecondsOf('at')}::float8 AS at
     FROM rm.account_timeline t WHERE account_id = $1 AND global_pos > $2
       AND EXISTS (SELECT FROM rm.process p WHERE p.stream_id = t.stream_id AND ${isSeen(6)})
       AND ($5::float8 IS NULL OR at <= to_timestamp($5 / 1000))
       AND split_part(stream_id, ':', 1) || ':' || type <> ALL ($4)
     ORDER BY global_pos LIMIT $3`,
    [accountId, after, limit, hiddenFrom(viewer), asOf ?? null, ...seenParameters(viewer)],
  );
}
