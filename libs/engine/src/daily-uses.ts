import type { Tx } from '#event-store';

interface DailyUse {
  streamId: string;
  counter: string;
  /** Days since 1970-01-01 by the clock of the person. */
  day: number;
  amount: number;
  /** None: nothing bounds it. */
  limit?: number;
}

/**
 * Counts a use, where the day has room for it. Two at once wait for one row, so that the last unit is given once.
 * @returns how much the day has now; undefined if it had no room
 */
export async function addDailyUse(tx: Pick<Tx, 'query'>, { streamId, counter, day, amount, limit }: DailyUse): Promise<number | undefined> {
  const [row] = await tx.query<{ used: number }>(
    `INSERT INTO es.daily_uses AS own (stream_id, counter, day, used)
     SELECT $1, $2, $3, $4::bigint WHERE $5::bigint IS NULL OR $4 <= $5
     ON CONFLICT (stream_id, counter, day) DO UPDATE SET used = own.used + excluded.used, changed_at = clock_timestamp()
       WHERE $5::bigint IS NULL OR own.used + excluded.used <= $5
     RETURNING used::float8 AS used`,
    [streamId, counter, day, amount, limit ?? null],
  );
  return row?.used;
}
