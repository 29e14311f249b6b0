import { Injectable } from '@nestjs/common';
import type { Role } from '#contracts';
import { codeIn } from '#log';
import { Database } from '#event-store';
import { findKey, insertKey, noteUse, type NewKey, type StoredKey } from '#iam';
import type { Authority } from './authority';
import { secretHash, secretMatches, type BearerKey } from './bearer';
import { TtlCache } from './ttl-cache';
import { PartLog } from '../http/log';

/** A changed key counts as before for at most this time where its change is not heard of; else not at all. */
const cachedMs = 10_000;
const cachedMax = 1_000;
/** `last_used_at` is for people: exact to the minute, and written off the caller's path. */
const usedEveryMs = 60_000;

@Injectable()
export class ApiKeys {
  private readonly log = new PartLog('api-keys');
  private readonly known = new TtlCache<StoredKey>(cachedMs, cachedMax);
  private readonly usedAt = new Map<string, number>();

  constructor(private readonly database: Database) {}

  /** Authenticates a key; undefined for an unknown, wrong, expired or revoked one, after the same comparison. */
  async authorityOf({ keyId, secret }: BearerKey): Promise<Authority | undefined> {
    const stored = await this.known.get(keyId, () => findKey(this.database, keyId));
    if (!stored) this.usedAt.delete(keyId);
    if (!secretMatches(secret, stored?.secretHash) || !stored) return undefined;
    if (stored.expiresAt !== null && stored.expiresAt.getTime() <= Date.now()) return undefined;
    this.recordUse(keyId);
    const { client, companies, principalId, scopes } = stored;
    return { keyId, client, companies, principalId, roles: rolesOf(stored), scopes };
  }

  /** True if this process has accepted a key of that id before; it is still checked each time. */
  isInUse({ keyId }: BearerKey): boolean {
    return this.usedAt.has(keyId);
  }

  /** Looks this key up anew, or every key: it may have changed. */
  forget(keyId?: string): void {
    this.known.forget(keyId);
  }

  private recordUse(keyId: string): void {
    const now = Date.now();
    if (now - (this.usedAt.get(keyId) ?? 0) < usedEveryMs) return;
    this.usedAt.set(keyId, now);
    noteUse(this.database, keyId).catch((error: unknown) => this.log.warn('last use not noted', { client: keyId, code: codeIn(error) }));
  }
}

/**
 * Without an approval an operator's key is the installation's own, or of a release before these rights were told apart:
 * it also keeps keys and appoints reviewers.
 */
const rolesOf = ({ roles, approvalId }: StoredKey): readonly Role[] =>
  approvalId === null && roles.includes('operator') ? [...new Set<Role>([...roles, 'key-maker', 'reviewer-appointer'])] : roles;

/** Inserts a key; keeps only the hash of its secret. @returns false if the key is there already. */
export const insertApiKey = (
  db: Parameters<typeof insertKey>[0],
  { keyId, secret }: BearerKey,
  grant: Omit<NewKey, 'keyId' | 'secretHash'>,
): Promise<boolean> => insertKey(db, { keyId, secretHash: secretHash(secret), ...grant });
