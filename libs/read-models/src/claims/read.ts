import { millisecondsOf } from '#event-store';
import type { Reader } from '../reader';

interface Claimed {
  state: 'reserved' | 'held' | 'cooldown';
  /** An account holds it, a registration has reserved it. */
  holder: string;
  until: number | null;
}

/** Returns the account or registration that holds an identifier now; undefined where nobody does. */
export async function readHolder(db: Reader, kind: string, key: string): Promise<string | undefined> {
  const [claim] = await db.query<{ holder: string }>(`SELECT holder::text FROM es.claims WHERE kind = $1 AND key = $2 AND state = 'held'`, [
    kind,
    key,
  ]);
  return claim?.holder;
}

/** Returns how an identifier is claimed, by whom and until when; undefined for a free one. */
export async function readClaim(db: Reader, kind: string, key: string): Promise<Claimed | undefined> {
  const [claim] = await db.query<Claimed>(
    `SELECT state, holder, ${millisecondsOf('until')}::float8 AS until FROM es.claims WHERE kind = $1 AND key = $2`,
    [kind, key],
  );
  return claim;
}
