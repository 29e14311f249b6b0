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

/** An entry as operators and auditors read it, and of their company its administrators. */
export interface ListedEntry {
  entryId: string;
  at: Date;
  what: string;
  target: string | null;
  principalId: string | null;
  via: string | null;
  /** The company that it concerns, where it concerns one. */
  companyId: string | null;
  /** The principal of the person who got or lost something. */
  about: string | null;
  /** Of a role that was given: what the person was to the company, or to the platform. */
  belonging: string | null;
  /** Where it stands in the list: its instant, in microseconds. */
  position: string;
}

/** `companies`: only entries that concern one of them. */
interface EntryFilter {
  companies?: readonly string[] | undefined;
}

const listed = `entry_id AS "entryId", at, what, target, principal_id AS "principalId", via, company_id AS "companyId", about, belonging,
  (extract(epoch FROM at) * 1000000)::bigint::text AS position`;

const behind = `at <= coalesce(timestamptz 'epoch' + $1::bigint * interval '1 microsecond', 'infinity')
  AND ($1 IS NULL OR (at, entry_id) < (timestamptz 'epoch' + $1 * interval '1 microsecond', $2::uuid))`;

const newest = 'ORDER BY at DESC, entry_id DESC LIMIT $3';

/** Returns the entries after a position, newest first; at most `limit`. */
export const listSecurityEntries = (
  db: Queryable,
  { companies }: EntryFilter,
  after: { position: string; entryId: string } | undefined,
  limit: number,
): Promise<ListedEntry[]> =>
  companies === undefined
    ? db.query(`SELECT ${listed} FROM iam.security_log WHERE ${behind} ${newest}`, [after?.position ?? null, after?.entryId ?? null, limit])
    : db.query(
        `SELECT ${listed} FROM unnest($4::uuid[]) AS named (company)
           CROSS JOIN LATERAL (SELECT * FROM iam.security_log WHERE company_id = named.company AND ${behind} ${newest}) entry
         ${newest}`,
        [after?.position ?? null, after?.entryId ?? null, limit, companies],
      );
