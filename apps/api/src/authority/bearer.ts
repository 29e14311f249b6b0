import { createHash, timingSafeEqual } from 'node:crypto';

/** The parts of `tnr_<key id>_<secret>`: the id is public, the secret 256 bits in base64url. */
export interface BearerKey {
  keyId: string;
  secret: string;
}

const bearer = /^Bearer +tnr_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/i;
const person = /^user:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** Returns the key in an `Authorization` header; undefined if the header has another shape. */
export function bearerOf(header: unknown): BearerKey | undefined {
  const [, keyId, secret] = (typeof header === 'string' && bearer.exec(header)) || [];
  return keyId === undefined || secret === undefined ? undefined : { keyId: keyId.toLowerCase(), secret };
}

/** Returns the id of the person in `On-Behalf-Of: user:<id>`; undefined if it names none. */
export const personOf = (header: string): string | undefined => person.exec(header.trim())?.[1]?.toLowerCase();

export const keyText = ({ keyId, secret }: BearerKey): string => `tnr_${keyId}_${secret}`;

export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** In constant time, also for an unknown key: then it compares with nothing. */
export function secretMatches(secret: string, stored: Buffer | undefined): boolean {
  const given = secretHash(secret);
  return timingSafeEqual(given, stored ?? Buffer.alloc(given.length)) && stored !== undefined;
}
