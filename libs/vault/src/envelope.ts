import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { frame } from './frame';

/** A 256-bit key and the short public name by which envelopes refer to it. */
export interface SealingKey {
  readonly id: Buffer;
  readonly secret: Buffer;
}

/** AES-256-GCM, 12-byte random nonce, 16-byte tag, 6-byte key id. Another suite gets another number. */
const suite = 1;
const keyIdLength = 6;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + keyIdLength;

/**
 * Seals bytes: `suite (1) | key id (6) | nonce (12) | ciphertext | tag (16)`.
 * `associated` is not in the envelope: unsealing needs the same parts in the same order, so a value fits only its
 * place.
 */
export function seal(key: SealingKey, plain: Buffer, associated: readonly (string | Buffer)[]): Buffer {
  const header = Buffer.concat([Buffer.from([suite]), key.id]);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: tagLength });
  cipher.setAAD(frame([header, ...associated]));
  return Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Unseals what `seal` made. @throws for an unknown suite, another key, or any changed bit of envelope or `associated`.
 */
export function unseal(key: SealingKey, envelope: Buffer, associated: readonly (string | Buffer)[]): Buffer {
  if (envelope.length < headerLength + nonceLength + tagLength) throw new Error('the envelope is too short');
  if (envelope[0] !== suite) throw new Error('the envelope is of an unknown suite');
  const header = envelope.subarray(0, headerLength);
  if (!header.subarray(1).equals(key.id)) throw new Error('the envelope was sealed under another key');
  const decipher = createDecipheriv('aes-256-gcm', key.secret, envelope.subarray(headerLength, headerLength + nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(frame([header, ...associated]));
  decipher.setAuthTag(envelope.subarray(-tagLength));
  const plain = decipher.update(envelope.subarray(headerLength + nonceLength, -tagLength));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    throw new Error('the envelope was changed, or does not belong here');
  }
}

/** Creates a key for sealing; its name derives from its secret and reveals nothing of it. */
export const sealingKey = (secret: Buffer): SealingKey => ({ id: keyIdOf(secret), secret });

export const newSealingKey = (): SealingKey => sealingKey(randomBytes(32));

export const keyIdOf = (secret: Buffer): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'tenure/key-id', keyIdLength));
