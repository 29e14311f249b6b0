import { millisecondsOf } from '#event-store';
import type { Reader } from '../reader';

/** Returns the account or registration that holds an identifier now; undefined where nobody does. */
export async function readHolder(db: Reader, kind: string, key: string): Promise<string | undefined> {
  const [claim] = await db.query<{ holder: string }>(`SELECT holder::text FROM es.claims WHERE kind = $1 AND key = $2 AND state = 'held'`, [
    kind,
    key,
  ]);
  return claim?.holder;
}

/** Returns how an identifier is claimed, and until when; undefined for a free one. */
export async function readClaim(
  db: Reader,
  kind: string,
  key: string,
): Promise<{ state: 'reserved' | 'held' | 'cooldown'; until: number | null } | undefined> {
  const [claim] = await db.query<{ state: 'reserved' | 'held' | 'cooldown'; until: number | null }>(
    `SELECT state, ${millisecondsOf('until')}::float8 AS until FROM es.claims WHERE kind = $1 AND key = $2`,
    [kind, key],
  );
  return claim;
}
