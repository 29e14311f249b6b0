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
