import type { Role, Scope } from '#contracts';
import type { Companies } from '#domain';
import type { Queryable } from './queryable';

/** What a key lets its client do, and until when. */
export interface Grant {
  roles: Role[];
  scopes: Scope[];
  companies: Companies;
  /** Null: a key of a release that gave keys no end. */
  expiresAt: Date | null;
}

/** A stored key: only the hash of its secret. */
export interface StoredKey extends Grant {
  keyId: string;
  secretHash: Buffer;
  /** The calling system. All its keys have one principal. */
  client: string;
  principalId: string;
  /** By which a second operator agreed; null: nobody was asked, since the installation or an older release made it. */
  approvalId: string | null;
}

/** A key as operators see it. */
export interface ListedKey extends Grant {
  keyId: string;
  name: string;
  client: string;
  createdAt: Date;
  /** The principal of the caller who made it; null: the installation did, or an older release. */
  createdBy: string | null;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
  /** The key that takes its place. */
  rotatedTo: string | null;
  /** Where it stands in lists: when it was made, in microseconds. */
  position: string;
}

export interface NewKey extends Omit<Grant, 'roles' | 'scopes'> {
  keyId: string;
  secretHash: Buffer;
  /** Left out: the key is a client of its own. */
  client?: string | undefined;
  /** A note for people: the purpose of the key. */
  name: string;
  roles: readonly Role[];
  scopes: readonly Scope[];
  createdBy?: string;
  /** Makes one key. */
  approvalId?: string | undefined;
}

/** Every process that knows keys hears on this channel the id of one that has changed. */
export const keysChannel = 'tenure_api_keys';

const clientOf = 'coalesce(client_id, key_id)';
const grantColumns = `key_id AS "keyId", ${clientOf} AS client, roles, scopes, coalesce(to_jsonb(companies), '"platform"') AS companies, expires_at AS "expiresAt"`;
const listedColumns = `${grantColumns}, client AS name, created_at AS "createdAt", created_by AS "createdBy", revoked_at AS "revokedAt",
  last_used_at AS "lastUsedAt", rotated_to AS "rotatedTo", (extract(epoch FROM created_at) * 1000000)::bigint::text AS position`;

/** Returns a key that was not revoked. */
export async function findKey(db: Queryable, keyId: string): Promise<StoredKey | undefined> {
  const [stored] = await db.query<StoredKey>(
    `SELECT ${grantColumns}, secret_hash AS "secretHash", principal_id AS "principalId", approval_id AS "approvalId"
     FROM iam.api_keys WHERE key_id = $1 AND revoked_at IS NULL`,
    [keyId],
  );
  return stored;
}

/**
 * Inserts a key, and the principal of its client if this is the first one.
 * @returns false if the key is there already, or its approval has made another one
 */
export async function insertKey(db: Queryable, key: NewKey): Promise<boolean> {
  const { keyId, secretHash, client = keyId, name, roles, scopes, companies, expiresAt, createdBy, approvalId } = key;
  const inserted = await db.query(
    `WITH known AS (SELECT principal_id FROM iam.api_keys WHERE ${clientOf} = $3 ORDER BY created_at, key_id LIMIT 1),
     made AS (
       INSERT INTO iam.principals (external_id) SELECT $1 WHERE NOT EXISTS (SELECT FROM known)
       ON CONFLICT (external_id) DO UPDATE SET external_id = excluded.external_id RETURNING principal_id)
     INSERT INTO iam.api_keys (key_id, client_id, secret_hash, client, principal_id, roles, scopes, companies, expires_at, created_by, approval_id)
     SELECT $2, $3, $4, $5, principal_id, $6, $7, $8, $9, $10, $11 FROM (SELECT principal_id FROM known UNION ALL SELECT principal_id FROM made) p
     ON CONFLICT DO NOTHING RETURNING 1`,
    [
      ...[client === keyId ? `key:${keyId}` : `client:${client}`, keyId, client, secretHash, name, roles, scopes],
      ...[companies === 'platform' ? null : companies, expiresAt, createdBy ?? null, approvalId ?? null],
    ],
  );
  return inserted.length > 0;
}

/** Returns the keys after a position, newest first; at most `limit`. */
export function listKeys(
  db: Queryable,
  { client }: { client?: string | undefined },
  after: { position: string; keyId: string } | undefined,
  limit: number,
): Promise<ListedKey[]> {
  return db.query(
    `SELECT ${listedColumns} FROM iam.api_keys WHERE ($1::text IS NULL OR ${clientOf} = $1)
       AND ($2::bigint IS NULL OR (created_at, key_id) < (timestamptz 'epoch' + $2 * interval '1 microsecond', $3))
     ORDER BY created_at DESC, key_id DESC LIMIT $4`,
    [client ?? null, after?.position ?? null, after?.keyId ?? null, limit],
  );
}

/** Returns a key with all that is known of it, locked where it is about to change. */
export async function showKey(db: Queryable, keyId: string, { lock = false } = {}): Promise<ListedKey | undefined> {
  const [found] = await db.query<ListedKey>(
    `SELECT ${listedColumns} FROM iam.api_keys WHERE key_id = $1${lock ? ' FOR NO KEY UPDATE' : ''}`,
    [keyId],
  );
  return found;
}

/** Whether the approval has made its key. */
export async function hasMadeKey(db: Queryable, approvalId: string): Promise<boolean> {
  return (await db.query('SELECT FROM iam.api_keys WHERE approval_id = $1', [approvalId])).length > 0;
}

/** Ends a key at once, in every process. */
export const revokeKey = (db: Queryable, keyId: string): Promise<unknown> =>
  changeKey(db, 'UPDATE iam.api_keys SET revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE key_id = $1', [keyId]);

/** Names the key that takes the place of this one, which ends at an instant. */
export const replaceKey = (db: Queryable, keyId: string, rotatedTo: string, endsAt: Date): Promise<unknown> =>
  changeKey(db, 'UPDATE iam.api_keys SET rotated_to = $2, expires_at = least(expires_at, $3) WHERE key_id = $1', [
    keyId,
    rotatedTo,
    endsAt,
  ]);

/** Ends what a key may do in one company: it serves its other companies still, and without any it is revoked. */
export const endKeyFor = (db: Queryable, keyId: string, companyId: string): Promise<unknown> =>
  changeKey(
    db,
    `UPDATE iam.api_keys SET revoked_at = CASE WHEN companies <@ ARRAY[$2::uuid] THEN coalesce(revoked_at, clock_timestamp()) ELSE revoked_at END,
       companies = CASE WHEN companies <@ ARRAY[$2::uuid] THEN companies ELSE array_remove(companies, $2::uuid) END
     WHERE key_id = $1 AND companies @> ARRAY[$2::uuid]`,
    [keyId, companyId],
  );

async function changeKey(db: Queryable, sql: string, [keyId, ...others]: readonly [string, ...unknown[]]): Promise<void> {
  await db.query(sql, [keyId, ...others]);
  await db.query('SELECT pg_notify($1, $2)', [keysChannel, keyId]);
}

/** Records, for people, that the key is in use. */
export const noteUse = (db: Queryable, keyId: string): Promise<unknown> =>
  db.query('UPDATE iam.api_keys SET last_used_at = clock_timestamp() WHERE key_id = $1', [keyId]);
