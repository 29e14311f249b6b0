import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CallbackSecret } from './callback-secret';
import { chosenPort } from './choice';
import { addressFile } from './connection-folder';
import { addressIn as addressOf, isEmpty } from './lines';
import type { Provider } from './provider';
import { providers, type CallbackProvider, type Ports } from './providers';

/** The secret of each provider that may call back, by its name. */
export type CallbackSecrets = Readonly<Record<CallbackProvider, CallbackSecret>>;

// One folder configures the providers. It has two parts, so that each program sees only the secrets that it needs;
// in each part a provider has a folder by its name, with files of one line each.
const callsFolder = 'calls';
const callbacksFolder = 'callbacks';
/** Only for providers that may call back. */
const secretFile = 'callback-secret';

const all: readonly Provider<object>[] = Object.values(providers);
const callingBack = all.filter(({ callsBack }) => callsBack);

/**
 * The ports of all providers, as a folder configures them. @throws naming each missing or wrong file, never its
 * content.
 */
export const connectProviders = (folder: string): Ports =>
  readEach(
    Object.keys(providers).map((key) => [key, key as keyof Ports]),
    (key) => connectIn(folder, key),
  ) as Ports;

/** The port of one provider, for a program that sees the files of no other. @throws like {@link connectProviders}. */
export const connectProvider = <Key extends keyof Ports>(folder: string, key: Key): Ports[Key] =>
  readEach([[key, key]], () => connectIn(folder, key))[key] as Ports[Key];

/** Reads what only the program needs that takes callbacks. @throws like {@link connectProviders}. */
export const readCallbackSecrets = (folder: string): CallbackSecrets =>
  readEach(
    callingBack.map((provider) => [provider.name, provider]),
    (provider) => callbackSecretIn(join(folder, callbacksFolder, provider.name), provider),
  ) as CallbackSecrets;

/** The address of this provider in the folder. @throws like {@link connectProviders}. */
export const addressIn = (folder: string, name: string): string => addressOf(join(folder, callsFolder, name, addressFile));

/** For an embedded installation: all providers at one address. An existing callback secret stays. */
export function prepareProviders(folder: string, address: string): void {
  for (const { name, callsBack } of all) {
    write(join(folder, callsFolder, name, addressFile), address);
    const secret = join(folder, callbacksFolder, name, secretFile);
    if (callsBack && isEmpty(secret)) write(secret, randomBytes(32).toString('base64'));
  }
}

function connectIn(folder: string, key: keyof Ports): object {
  const provider: Provider<object> = providers[key];
  const own = join(folder, callsFolder, provider.name);
  return provider.standIn && isMissing(own, provider) ? connectIn(folder, provider.standIn) : chosenPort(own, key, provider);
}

const callbackSecretIn = (folder: string, provider: Provider<object>): CallbackSecret =>
  isMissing(folder, provider) ? CallbackSecret.unknown() : CallbackSecret.fromFile(join(folder, secretFile));

/** An installation that has not heard of a newer provider starts all the same. */
const isMissing = (folder: string, { optional }: Provider<object>): boolean => optional === true && !existsSync(folder);

/** Writes the whole file or nothing, readable for this user alone. */
function write(file: string, line: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${line}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Reads one thing a key. @throws with every problem at once. */
function readEach<T, R>(entries: readonly (readonly [string, T])[], read: (entry: T) => R): Record<string, R> {
  const problems: string[] = [];
  const found = entries.flatMap(([key, entry]) => {
    try {
      return [[key, read(entry)] as const];
    } catch (error) {
      problems.push((error as Error).message);
      return [];
    }
  });
  if (problems.length > 0) throw new Error(`providers: ${[...new Set(problems)].join('; ')}`);
  return Object.fromEntries(found);
}
