import type { JSONWebKeySet } from 'jose';
import { assertionPolicy } from '#domain';
import type { AskKeys } from './issuer-keys';

const bytesMax = 65_536;

/** Asks at the address that the installation names; no token ever names one. */
export const keysAt =
  (address: string): AskKeys =>
  async () => {
    const answer = await fetch(address, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(assertionPolicy.keysTimeoutSeconds * 1_000),
    });
    if (!answer.ok) throw new Error(`the keys answer ${answer.status}`);
    return JSON.parse(await textOf(answer)) as JSONWebKeySet;
  };

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error('the keys are too many');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
