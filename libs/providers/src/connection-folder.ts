import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ZodError } from 'zod';
import { addressIn, lineOf, tokenIn } from './lines';
import { connect, type Provider } from './provider';
import type { Ports } from './providers';
import { vendors } from './vendors';

export const addressFile = 'address';
/** Only if the provider wants a bearer token. */
const credentialFile = 'credential';
/** Names the vendor whose own protocol is spoken; without it the provider speaks ours. */
const vendorFile = 'vendor';
/** The key pair that signs calls to a vendor, and what else it wants to know, as JSON. */
const [secretIdFile, secretKeyFile, settingsFile] = ['secret-id', 'secret-key', 'settings.json'];

/** True if this folder says how to reach a provider; it may also hold folders of companies and channels alone. */
export const isConnected = (folder: string): boolean => [addressFile, vendorFile].some((file) => existsSync(join(folder, file)));

/**
 * The port of a provider as the files of one folder configure it. @throws naming a missing or wrong file, never its
 * content.
 */
export function portIn(folder: string, key: keyof Ports, provider: Provider<object>): object {
  const address = addressIn(join(folder, addressFile));
  const vendor = optionally(join(folder, vendorFile), lineOf);
  if (vendor === undefined) return connect(provider, { address, credential: optionally(join(folder, credentialFile), tokenIn) });
  const serve = Object.hasOwn(vendors, vendor) ? vendors[vendor]![key] : undefined;
  if (serve === undefined) throw new Error(`${join(folder, vendorFile)} names no vendor that serves ${provider.name}`);
  const pair = { secretId: tokenIn(join(folder, secretIdFile)), secretKey: tokenIn(join(folder, secretKeyFile)) };
  return fitting(join(folder, settingsFile), (settings) => serve(provider.name, { address, ...pair }, settings));
}

const optionally = (file: string, read: (file: string) => string): string | undefined => (existsSync(file) ? read(file) : undefined);

/** @throws naming the settings that are missing, wrong or unknown, never a value. */
function fitting<T>(file: string, use: (settings: unknown) => T): T {
  const text = optionally(file, lineOf) ?? '{}';
  try {
    return use(JSON.parse(text));
  } catch (error) {
    const wrong = error instanceof ZodError ? error.issues.map(({ path, code }) => [...path, code].join('.')).join(', ') : 'no JSON';
    throw new Error(`${file} does not hold the settings of this vendor (${wrong})`, { cause: undefined });
  }
}
