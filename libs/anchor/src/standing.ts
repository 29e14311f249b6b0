import { millisecondsOf, type Tx } from '#event-store';

type Db = Pick<Tx, 'query'>;

/** What the database knows of the newest line. */
export interface Standing {
  n: number;
  hash: string;
  position: number;
  at: number;
  caughtUp: boolean;
}

/** Any constant, in a family of its own: two-part locks never meet those of the feed. */
const writerLock = `0x616e6368, 0`;

/** Makes this transaction the only writer of lines until its end. False: another one is at it. */
export async function becomeWriter(tx: Db): Promise<boolean> {
  const [row] = await tx.query<{ ours: boolean }>(`SELECT pg_try_advisory_xact_lock(${writerLock}) AS ours`);
  return row!.ours;
}

/** The machine clock, in milliseconds, and the newest line that the database knows. */
export async function readStanding(db: Db): Promise<{ now: number; standing: Standing | undefined }> {
  const [row] = await db.query<{ now: number; standing: Standing | null }>(
    `SELECT ${millisecondsOf('clock_timestamp()')}::float8 AS now,
       (SELECT json_build_object('n', n, 'hash', hash, 'position', position, 'at', ${millisecondsOf('at')}, 'caughtUp', caught_up) FROM es.anchor) AS standing`,
  );
  return { now: Math.floor(row!.now), standing: row!.standing ?? undefined };
}

export async function noteLine(tx: Db, { n, hash, position, at, caughtUp }: Standing): Promise<void> {
  await tx.query(
    `INSERT INTO es.anchor (n, hash, position, at, caught_up) VALUES ($1, $2, $3, to_timestamp($4::numeric / 1000), $5)
     ON CONFLICT (one) DO UPDATE SET n = excluded.n, hash = excluded.hash, position = excluded.position, at = excluded.at, caught_up = excluded.caught_up`,
    [n, hash, position, at, caughtUp],
  );
}

/** Seconds since the oldest event was recorded that no line covers; 0 where all are covered. */
export async function readLagSeconds(db: Db): Promise<number> {
  const [row] = await db.query<{ lag: number }>(
    `SELECT coalesce(greatest(0, extract(epoch FROM clock_timestamp() - (SELECT recorded_at FROM es.events
       WHERE global_pos > coalesce((SELECT position FROM es.anchor), 0) ORDER BY global_pos LIMIT 1))), 0)::float8 AS lag`,
  );
  return row!.lag;
}
