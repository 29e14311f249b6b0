import { createHash, timingSafeEqual } from 'node:crypto';

/** The parts of `tnr_<key id>_<secret>`: the id is public, the secret 256 bits in base64url. */
export interface BearerKey {
  keyId: string;
  secret: string;
}

const bearer = /^Bearer +tnr_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/i;
const person = /^user:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;
const assertion = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*)$/i;

/** Returns the key in an `Authorization` header; undefined if the header has another shape. */
export function bearerOf(header: unknown): BearerKey | undefined {
  const [, keyId, secret] = (typeof header === 'string' && bearer.exec(header)) || [];
  return keyId === undefined || secret === undefined ? undefined : { keyId: keyId.toLowerCase(), secret };
}

/** Returns the token of a person in an `Authorization` header; undefined if it has another shape. */
export const tokenIn = (header: unknown): string | undefined =>
  typeof header === 'string' ? assertion.exec(header.trim())?.[1] : undefined;

/** A person as a header says them. */
export type OnBehalfOf = { userId: string } | { token: string };

/**
 * Returns what `On-Behalf-Of` says: the id of a person (`user:<id>`), or the token that proves who they are
 * (`Bearer <jwt>`); undefined if it says neither.
 */
export function onBehalfOf(header: string): OnBehalfOf | undefined {
  const userId = person.exec(header.trim())?.[1]?.toLowerCase();
  if (userId !== undefined) return { userId };
  const token = tokenIn(header);
  return token === undefined ? undefined : { token };
}

export const keyText = ({ keyId, secret }: BearerKey): string => `tnr_${keyId}_${secret}`;

export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** In constant time, also for an unknown key: then it compares with nothing. */
export function secretMatches(secret: string, stored: Buffer | undefined): boolean {
  const given = secretHash(secret);
  return timingSafeEqual(given, stored ?? Buffer.alloc(given.length)) && stored !== undefined;
}
