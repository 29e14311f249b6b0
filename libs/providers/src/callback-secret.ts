import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

/** The minimum of the scheme. */
const secretLengthMin = 24;

/**
 * The secret that Tenure shares with one provider, which signs its callbacks with it (Standard Webhooks, symmetric).
 * No print shows it.
 */
export class CallbackSecret {
  readonly #webhook: Webhook;

  private constructor(secret: string) {
    this.#webhook = new Webhook(secret);
  }

  /** Of a provider that has none: nobody knows it, so that no callback is signed with it. */
  static unknown(): CallbackSecret {
    return new CallbackSecret(randomBytes(secretLengthMin).toString('base64'));
  }

  /**
   * Reads the secret: 24 bytes or more in base64, with or without `whsec_` and a line end.
   * @throws naming the file, never its content.
   */
  static fromFile(path: string): CallbackSecret {
    const secret = readFileSync(path, 'utf8')
      .trim()
      .replace(/^whsec_/, '');
    const fits = /^[A-Za-z0-9+/]+={0,2}$/.test(secret) && Buffer.from(secret, 'base64').length >= secretLengthMin;
    if (!fits) throw new Error(`${path} does not hold ${secretLengthMin} bytes or more in base64`);
    return new CallbackSecret(secret);
  }

  /** The headers of a callback with this body. `id` is the message's own: a repeated one has the same. */
  sign(id: string, at: Date, body: string): Record<string, string> {
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': this.#webhook.sign(id, at, body),
    };
  }

  /** True if these headers sign this body, by the machine's clock within five minutes. Compares in constant time. */
  hasSigned(body: string, headers: Readonly<Record<string, unknown>>): boolean {
    try {
      this.#webhook.verify(body, textsOf(headers), { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  }
}

/** A header that came twice counts as none. */
const textsOf = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => typeof header[1] === 'string'));
