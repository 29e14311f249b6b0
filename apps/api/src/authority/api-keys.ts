import { Injectable, Logger } from '@nestjs/common';
import type { Role, Scope } from '#contracts';
import { Database } from '#event-store';
import type { Authority } from './authority';
import { secretHash, secretMatches, type BearerKey } from './bearer';
import { Recent } from './recent';

interface Queryable {
  query<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
}

interface StoredKey {
  keyId: string;
  secretHash: Buffer;
  principalId: string;
  roles: Role[];
  scopes: Scope[];
  expiresAt: Date | null;
}

/** A key that is withdrawn or changed is told so within this time. */
const cachedMs = 10_000;
const cachedMax = 1_000;
/** `last_used_at` is for people: exact to the minute, and off the caller's path. */
const usedEveryMs = 60_000;

@Injectable()
export class ApiKeys {
  private readonly log = new Logger('api-keys');
  private readonly known = new Recent<StoredKey>(cachedMs, cachedMax);
  private readonly usedAt = new Map<string, number>();

  constructor(private readonly database: Database) {}

  /** What a key proves; undefined for an unknown, wrong, expired or revoked one, after the same comparison. */
  async authorityOf({ keyId, secret }: BearerKey): Promise<Authority | undefined> {
    const stored = await this.known.get(keyId, () => this.find(keyId));
    if (!stored) this.usedAt.delete(keyId);
    if (!secretMatches(secret, stored?.secretHash) || !stored) return undefined;
    if (stored.expiresAt !== null && stored.expiresAt.getTime() <= Date.now()) return undefined;
    this.used(keyId);
    return { keyId, principalId: stored.principalId, roles: stored.roles, scopes: stored.scopes };
  }

  /** Whether this process has let a key of that id in; whether it does so again is asked. */
  isInUse({ keyId }: BearerKey): boolean {
    return this.usedAt.has(keyId);
  }

  private async find(keyId: string): Promise<StoredKey | undefined> {
    const [stored] = await this.database.query<StoredKey>(
      `SELECT key_id AS "keyId", secret_hash AS "secretHash", principal_id AS "principalId", roles, scopes, expires_at AS "expiresAt"
       FROM iam.api_keys WHERE key_id = $1 AND revoked_at IS NULL`,
      [keyId],
    );
    return stored;
  }

  private used(keyId: string): void {
    const now = Date.now();
    if (now - (this.usedAt.get(keyId) ?? 0) < usedEveryMs) return;
    this.usedAt.set(keyId, now);
    this.database
      .query('UPDATE iam.api_keys SET last_used_at = clock_timestamp() WHERE key_id = $1', [keyId])
      .catch((error: unknown) => this.log.warn({ what: 'last use not noted', keyId, code: (error as { code?: unknown }).code }));
  }
}

/** Inserts a key, of which only the hash of the secret is kept, and the principal that stands for its owner. */
export async function insertApiKey(
  tx: Queryable,
  key: BearerKey,
  { name, roles, scopes, expiresAt }: { name: string; roles: readonly Role[]; scopes: readonly Scope[]; expiresAt?: Date },
): Promise<void> {
  await tx.query(
    `WITH principal AS (INSERT INTO iam.principals (external_id) VALUES ($1) RETURNING principal_id)
     INSERT INTO iam.api_keys (key_id, secret_hash, client, principal_id, roles, scopes, expires_at)
     SELECT $2, $3, $4, principal_id, $5, $6, $7 FROM principal`,
    [`key:${key.keyId}`, key.keyId, secretHash(key.secret), name, roles, scopes, expiresAt ?? null],
  );
}
