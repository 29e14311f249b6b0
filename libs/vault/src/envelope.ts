import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { framed } from './framed';

/** A 256-bit key and the short public name by which envelopes know it. */
export interface SealingKey {
  readonly id: Buffer;
  readonly secret: Buffer;
}

/** AES-256-GCM, 12-byte random nonce, 16-byte tag, 6-byte key id. Another suite takes another number. */
const suite = 1;
const keyIdLength = 6;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + keyIdLength;

/**
 * Seals bytes: `suite (1) | key id (6) | nonce (12) | ciphertext | tag (16)`.
 * `associated` is not in the envelope: it must be told again to open, in the same order, so that a sealed value cannot be moved to another place.
 */
export function seal(key: SealingKey, plain: Buffer, associated: readonly (string | Buffer)[]): Buffer {
  const header = Buffer.concat([Buffer.from([suite]), key.id]);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: tagLength });
  cipher.setAAD(framed([header, ...associated]));
  return Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made. @throws when the suite is unknown, the key is another one, or one bit of the envelope or of `associated` differs. */
export function unseal(key: SealingKey, envelope: Buffer, associated: readonly (string | Buffer)[]): Buffer {
  if (envelope.length < headerLength + nonceLength + tagLength) throw new Error('the envelope is too short');
  if (envelope[0] !== suite) throw new Error('the envelope is of an unknown suite');
  const header = envelope.subarray(0, headerLength);
  if (!header.subarray(1).equals(key.id)) throw new Error('the envelope was sealed under another key');
  const decipher = createDecipheriv('aes-256-gcm', key.secret, envelope.subarray(headerLength, headerLength + nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(framed([header, ...associated]));
  decipher.setAuthTag(envelope.subarray(-tagLength));
  const plain = decipher.update(envelope.subarray(headerLength + nonceLength, -tagLength));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    throw new Error('the envelope was changed, or does not belong here');
  }
}

/** A key for sealing, named after its own secret: one name a key, and nothing of the secret in it. */
export const sealingKey = (secret: Buffer): SealingKey => ({ id: keyIdOf(secret), secret });

export const newSealingKey = (): SealingKey => sealingKey(randomBytes(32));

export const keyIdOf = (secret: Buffer): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'tenure/key-id', keyIdLength));
