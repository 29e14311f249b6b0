import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { keyIdOf, type SealingKey } from './envelope';
import { frame, uuidBytes } from './frame';
import { readSecretFile } from './secret-file';

const masterLength = 32;

/**
 * Derives every key from the master key, which is kept outside the database.
 * Each purpose has its own sub-key (HKDF-SHA256 by label), so that one reveals nothing about another.
 * Labels are constants of the code, never input.
 */
export class Keys {
  /** The short public name of the master key, in blind indexes and envelopes: it says which key they need. */
  readonly id: string;
  readonly #master: Buffer;
  readonly #keyEncryptionKey: SealingKey;
  readonly #subKeys = new Map<string, Buffer>();

  /** @param master 32 random bytes. */
  constructor(master: Buffer) {
    if (master.length !== masterLength) throw new Error(`the master key has ${master.length} bytes, not ${masterLength}`);
    this.#master = Buffer.from(master);
    const id = keyIdOf(this.#master);
    this.id = id.toString('base64url');
    this.#keyEncryptionKey = { id, secret: this.#derive('tenure/key-encryption') };
  }

  /**
   * Reads the master key: 32 bytes in base64, with or without a line end. @throws naming the file, never its content.
   */
  static fromFile(path: string): Keys {
    return new Keys(readSecretFile(path));
  }

  /** Wraps the keys of subjects; like the master key, no print of this object shows it. */
  get keyEncryptionKey(): SealingKey {
    return this.#keyEncryptionKey;
  }

  /** Returns 32 bytes that only a holder of the master key can compute; different lists of parts never collide. */
  hmac(label: string, ...parts: (string | Buffer)[]): Buffer {
    return createHmac('sha256', this.#subKey(label)).update(frame(parts)).digest();
  }

  /** Derives the same uuid from the same parts: version 8 (RFC 9562), 122 bits of HMAC. */
  uuid(label: string, ...parts: (string | Buffer)[]): string {
    const bytes = this.hmac(label, ...parts).subarray(0, 16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x80;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** Derives the scope of an idempotency key: the client and the person it acts for. */
  commandId(client: string, onBehalfOf: string | undefined, idempotencyKey: string): Buffer {
    return this.hmac('command-id', client, onBehalfOf === undefined ? 'self' : `for:${onBehalfOf}`, idempotencyKey);
  }

  /**
   * Returns a blind index for finding equal values: `<key id>.<base64url HMAC>`.
   * The value must be in its canonical form (a number as E.164).
   */
  blindIndex(kind: string, value: string): string {
    return `${this.id}.${this.hmac('blind-index', kind, value).toString('base64url')}`;
  }

  /**
   * R24: stands for an answer to a security question, of one subject and one question. However it is written: case,
   * width and spaces do not count.
   */
  answerHash(subjectId: string, question: string, answer: string): string {
    const plain = answer.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
    return this.hmac('security-answer', subjectId, question, plain).toString('base64url');
  }

  /**
   * Derives the one-time code of a challenge: six digits, never stored.
   * 2^48 mod 10^6 favours no code by more than 1 in 2^28.
   */
  code(challengeId: string): string {
    const number = this.hmac('one-time-code', uuidBytes(challengeId)).readUIntBE(0, 6) % 1_000_000;
    return number.toString().padStart(6, '0');
  }

  /** Compares in constant time; anything but six bytes is no code. */
  codeMatches(challengeId: string, code: string): boolean {
    const given = Buffer.from(code, 'utf8');
    const right = Buffer.from(this.code(challengeId), 'utf8');
    return given.length === right.length && timingSafeEqual(given, right);
  }

  #subKey(label: string): Buffer {
    const known = this.#subKeys.get(label);
    if (known !== undefined) return known;
    const derived = this.#derive(`tenure/hmac/${label}`);
    this.#subKeys.set(label, derived);
    return derived;
  }

  #derive(info: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#master, '', info, 32));
  }
}
