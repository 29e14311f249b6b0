import { createHash, timingSafeEqual } from 'node:crypto';

/** The parts of `tnr_<key id>_<secret>`: the id is public, the secret 256 bits in base64url. */
export interface BearerKey {
  keyId: string;
  secret: string;
}

const bearer = /^Bearer +tnr_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/i;
const person = /^user:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** The key in an `Authorization` header; undefined where there is none that has the shape of one. */
export function bearerOf(header: unknown): BearerKey | undefined {
  const [, keyId, secret] = (typeof header === 'string' && bearer.exec(header)) || [];
  return keyId === undefined || secret === undefined ? undefined : { keyId: keyId.toLowerCase(), secret };
}

/** The id of the person that `On-Behalf-Of: user:<id>` names; undefined where it names none. */
export const personOf = (header: string): string | undefined => person.exec(header.trim())?.[1]?.toLowerCase();

export const keyText = ({ keyId, secret }: BearerKey): string => `tnr_${keyId}_${secret}`;

export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** In constant time, also for a key that nobody has: then against nothing. */
export function secretMatches(secret: string, stored: Buffer | undefined): boolean {
  const given = secretHash(secret);
  return timingSafeEqual(given, stored ?? Buffer.alloc(given.length)) && stored !== undefined;
}
