import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readSecretFile } from './secret-file';

/** PKCS #8 of Ed25519 (RFC 8410) up to the 32 bytes of the private key. */
const beforePrivateKey = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Signs by Ed25519 what others must be able to verify: a text that begins with its kind, so that one kind can never
 * pass for another.
 */
export class Signer {
  readonly publicKey: PublicKey;
  readonly #privateKey: KeyObject;

  /** @param secret 32 random bytes, the private key. */
  constructor(secret: Buffer) {
    this.#privateKey = createPrivateKey({ key: Buffer.concat([beforePrivateKey, secret]), format: 'der', type: 'pkcs8' });
    this.publicKey = new PublicKey(createPublicKey(this.#privateKey));
  }

  /** Reads the private key: 32 bytes in base64. @throws naming the file, never its content. */
  static fromFile(path: string): Signer {
    return new Signer(readSecretFile(path));
  }

  /** Returns the signature of the bytes of this text in UTF-8, as base64. */
  sign(text: string): string {
    return sign(null, Buffer.from(text, 'utf8'), this.#privateKey).toString('base64');
  }
}

/** The public half, which verifies what its {@link Signer} signed. */
export class PublicKey {
  /** The first 16 hexadecimal digits of the SHA-256 of the key (DER, SubjectPublicKeyInfo). */
  readonly id: string;
  readonly pem: string;

  constructor(private readonly key: KeyObject) {
    this.id = createHash('sha256')
      .update(key.export({ format: 'der', type: 'spki' }))
      .digest('hex')
      .slice(0, 16);
    this.pem = key.export({ format: 'pem', type: 'spki' }).toString();
  }

  /** @throws for what is no public key of Ed25519. */
  static fromPem(pem: string): PublicKey {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`a key of ${key.asymmetricKeyType}, not of ed25519`);
    return new PublicKey(key);
  }

  verifies(text: string, signature: string): boolean {
    return verify(null, Buffer.from(text, 'utf8'), this.key, Buffer.from(signature, 'base64'));
  }
}
