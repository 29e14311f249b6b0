import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

type SigningKey = JWK & { kid: string };

/** The private keys of the identity provider, the newest first; in memory alone. */
export class SigningKeys {
  private keys: Promise<readonly SigningKey[]> | undefined;

  all(): Promise<readonly SigningKey[]> {
    return (this.keys ??= newKey().then((key) => [key]));
  }

  /** Signs with a new key from now on; `keep`: the former ones stay published. */
  async rotate({ keep }: { keep: boolean }): Promise<void> {
    const former = await this.all();
    const key = await newKey();
    this.keys = Promise.resolve([key, ...(keep ? former : [])]);
  }
}

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
}
