import type { Queryable } from './queryable';

/** A key that acts in a company, and the principal of its client. */
export interface CompanyKey {
  keyId: string;
  principalId: string;
}

/** Returns the keys that work and are for this company, by their ids, behind one: not those of the whole platform. */
export const keysOfCompany = (db: Queryable, companyId: string, after: string | undefined, limit: number): Promise<CompanyKey[]> =>
  db.query(
    `SELECT key_id AS "keyId", principal_id AS "principalId" FROM iam.api_keys
     WHERE companies @> ARRAY[$1::uuid] AND revoked_at IS NULL AND coalesce(expires_at > clock_timestamp(), true)
       AND ($2::text IS NULL OR key_id > $2) ORDER BY key_id LIMIT $3`,
    [companyId, after ?? null, limit],
  );
