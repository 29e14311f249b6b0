import type { Tx } from '#event-store';
import type { AnchorLine } from './line';

/** The streams that may have changed; only the first of them by name. */
export interface Suspects {
  count: number;
  streams: string[];
}

const namedMax = 20;

type Interval = Pick<AnchorLine, 'from' | 'to'>;

/**
 * The streams of an interval that differs, without those that have an event in a later one that is right: the hash of
 * that event is over all before it. A stream of which nothing is left there cannot be among them.
 * OFFSET 0: asked for each of these streams by the index, however many events there are.
 */
export async function findSuspects(db: Pick<Tx, 'query'>, { from, to }: Interval, right: readonly Interval[]): Promise<Suspects> {
  const later = joined(right.filter((interval) => interval.from >= to));
  const rows = await db.query<{ streamId: string; count: number }>(
    `WITH here AS (SELECT DISTINCT stream_id FROM es.events WHERE global_pos > $1 AND global_pos <= $2)
     SELECT stream_id AS "streamId", count(*) OVER ()::int AS count FROM here
     WHERE NOT EXISTS (SELECT FROM es.events e JOIN unnest($3::bigint[], $4::bigint[]) AS l (after, upto) ON e.global_pos > l.after AND e.global_pos <= l.upto
       WHERE e.stream_id = here.stream_id OFFSET 0)
     ORDER BY stream_id LIMIT ${namedMax}`,
    [from, to, later.map((each) => each.from), later.map((each) => each.to)],
  );
  return { count: rows[0]?.count ?? 0, streams: rows.map(({ streamId }) => streamId) };
}

/** Joins intervals that follow one another. */
function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const { from, to } of intervals) {
    const last = result.at(-1);
    if (last?.to === from) last.to = to;
    else result.push({ from, to });
  }
  return result;
}
