import type { Queryable } from './queryable';

/** A refusal that denied an authority, or an act of an operator: random ids, codes and route templates only. */
export interface SecurityEntry {
  /** The code of the problem, or the name of the act. */
  what: string;
  /** Method, route template, and the stream or id of the request. */
  target: string;
  principalId?: string | undefined;
  /** The service that acted for the person. */
  via?: string | undefined;
}

export const writeSecurityEntry = (db: Queryable, { what, target, principalId, via }: SecurityEntry): Promise<unknown> =>
  db.query('INSERT INTO iam.security_log (principal_id, via, what, target) VALUES ($1, $2, $3, $4)', [
    principalId ?? null,
    via ?? null,
    what,
    target,
  ]);

/** An entry as operators and auditors read it. */
export interface ListedEntry {
  entryId: string;
  at: Date;
  what: string;
  target: string | null;
  principalId: string | null;
  via: string | null;
  /** Where it stands in the list: its instant, in microseconds. */
  position: string;
}

/** Returns the entries after a position, newest first; at most `limit`. */
export const listSecurityEntries = (
  db: Queryable,
  after: { position: string; entryId: string } | undefined,
  limit: number,
): Promise<ListedEntry[]> =>
  db.query(
    `SELECT entry_id AS "entryId", at, what, target, principal_id AS "principalId", via,
       (extract(epoch FROM at) * 1000000)::bigint::text AS position
     FROM iam.security_log
     WHERE at <= coalesce(timestamptz 'epoch' + $1::bigint * interval '1 microsecond', 'infinity')
       AND ($1 IS NULL OR (at, entry_id) < (timestamptz 'epoch' + $1 * interval '1 microsecond', $2::uuid))
     ORDER BY at DESC, entry_id DESC LIMIT $3`,
    [after?.position ?? null, after?.entryId ?? null, limit],
  );
