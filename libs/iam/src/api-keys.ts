import type { Role, Scope } from '#contracts';
import type { Queryable } from './queryable';

/** A stored key: only the hash of its secret. */
export interface StoredKey {
  keyId: string;
  secretHash: Buffer;
  principalId: string;
  roles: Role[];
  scopes: Scope[];
  expiresAt: Date | null;
}

export interface NewKey {
  keyId: string;
  secretHash: Buffer;
  /** A note for people: the purpose of the key. */
  name: string;
  roles: readonly Role[];
  scopes: readonly Scope[];
  expiresAt?: Date;
}

/** Returns a key that was not revoked. */
export async function findKey(db: Queryable, keyId: string): Promise<StoredKey | undefined> {
  const [stored] = await db.query<StoredKey>(
    `SELECT key_id AS "keyId", secret_hash AS "secretHash", principal_id AS "principalId", roles, scopes, expires_at AS "expiresAt"
     FROM iam.api_keys WHERE key_id = $1 AND revoked_at IS NULL`,
    [keyId],
  );
  return stored;
}

/** Inserts a key and the principal of its owner. @returns false if the key is there already. */
export async function insertKey(db: Queryable, { keyId, secretHash, name, roles, scopes, expiresAt }: NewKey): Promise<boolean> {
  const inserted = await db.query(
    `WITH principal AS (INSERT INTO iam.principals (external_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING principal_id)
     INSERT INTO iam.api_keys (key_id, secret_hash, client, principal_id, roles, scopes, expires_at)
     SELECT $2, $3, $4, principal_id, $5, $6, $7 FROM principal RETURNING 1`,
    [`key:${keyId}`, keyId, secretHash, name, roles, scopes, expiresAt ?? null],
  );
  return inserted.length > 0;
}

/** Records, for people, that the key is in use. */
export const noteUse = (db: Queryable, keyId: string): Promise<unknown> =>
  db.query('UPDATE iam.api_keys SET last_used_at = clock_timestamp() WHERE key_id = $1', [keyId]);
