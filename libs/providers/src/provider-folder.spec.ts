import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addressIn, connectProvider, connectProviders, prepareProviders, readCallbackSecrets } from './provider-folder';
import type { Provider } from './provider';
import { providers } from './providers';

const address = 'http://127.0.0.1:3100';
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tenure-providers-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (path: string) => join(folder, path);
function holds(path: string, text: string): void {
  mkdirSync(dirname(fileOf(path)), { recursive: true });
  writeFileSync(fileOf(path), text);
}
const names = Object.values(providers).map(({ name }) => name);
const all: readonly Provider<unknown>[] = Object.values(providers);
const needed = all.filter(({ optional }) => !optional);
const optional = all.filter((provider) => provider.optional);
const callingBack = Object.values(providers).flatMap(({ name, callsBack }) => (callsBack ? [name] : []));

describe('the folder of the providers', () => {
  it('has a folder for each of them, with unique names that fit into a URL', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('returns every port, and a secret for each provider that may call back', () => {
    prepareProviders(folder, address);
    expect(Object.keys(connectProviders(folder))).toEqual(Object.keys(providers));
    expect(Object.keys(readCallbackSecrets(folder))).toEqual(callingBack);
    expect(addressIn(folder, 'messaging')).toBe(address);
  });

  it('prepared again, has the new address and the old secrets, readable for its user alone', () => {
    prepareProviders(folder, address);
    const file = fileOf('callbacks/directory/callback-secret');
    const secret = readFileSync(file, 'utf8');
    prepareProviders(folder, 'https://elsewhere.example');
    expect(readFileSync(file, 'utf8')).toBe(secret);
    expect(addressIn(folder, 'directory')).toBe('https://elsewhere.example');
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it('gets a secret again whose file a power cut left empty', () => {
    holds('callbacks/directory/callback-secret', '');
    prepareProviders(folder, address);
    expect(readFileSync(fileOf('callbacks/directory/callback-secret'), 'utf8')).toMatch(/^\S{44}\n$/);
  });

  it('may hold one provider alone for a program that calls no other', () => {
    holds('calls/messaging/address', address);
    expect(connectProvider(folder, 'messaging')).toHaveProperty('send');
    expect(() => connectProvider(folder, 'directory')).toThrow(`providers: ${fileOf('calls/directory/address')} cannot be read (ENOENT)`);
  });

  it('has the secrets of callbacks apart from what calls need', () => {
    prepareProviders(folder, address);
    rmSync(fileOf('callbacks'), { recursive: true });
    expect(Object.keys(connectProviders(folder))).toEqual(Object.keys(providers));
    prepareProviders(folder, address);
    rmSync(fileOf('calls'), { recursive: true });
    expect(Object.keys(readCallbackSecrets(folder))).toEqual(callingBack);
  });

  it('names every file that is missing, at once', () => {
    expect(() => connectProviders(folder)).toThrow(
      new Error(`providers: ${needed.map(({ name }) => `${fileOf(`calls/${name}`)}/address cannot be read (ENOENT)`).join('; ')}`),
    );
    for (const { name } of needed.filter(({ callsBack }) => callsBack))
      expect(() => readCallbackSecrets(folder)).toThrow(`${fileOf(`callbacks/${name}`)}/callback-secret`);
  });

  it('lacks a provider that not every installation has: its calls wait, and nobody signs its callbacks', async () => {
    prepareProviders(folder, address);
    for (const { name } of optional)
      for (const part of ['calls', 'callbacks']) rmSync(fileOf(`${part}/${name}`), { recursive: true, force: true });
    const asked = connectProviders(folder).faceCheck.check({ result: 'live:recording-1', subject: 'verification:1', idempotencyKey: 'a' });
    await expect(asked).rejects.toEqual(expect.objectContaining({ name: 'ProviderUnavailable', reason: 'not-configured' }) as Error);
    const headers = readCallbackSecrets(folder).directory.sign('message-1', new Date(), '{}');
    expect(readCallbackSecrets(folder)['face-check'].hasSigned('{}', headers)).toBe(false);
  });

  it('has the registry ask for passports where it has no authority of passports yet, as before', async () => {
    prepareProviders(folder, address);
    rmSync(fileOf('calls/passport-check'), { recursive: true });
    holds('calls/identity-registry/address', 'http://127.0.0.1:1');
    const asked = { name: 'Zhang Wei', document: { kind: 'residence-permit', number: 'P1' }, idempotencyKey: 'a' } as const;
    await expect(connectProviders(folder).passports.check(asked)).rejects.toThrow('identity-registry gave no answer');
  });

  it('with half of such a provider is refused', () => {
    prepareProviders(folder, address);
    for (const { name, callsBack } of optional) {
      rmSync(fileOf(`calls/${name}/address`));
      expect(() => connectProviders(folder)).toThrow(`${fileOf(`calls/${name}/address`)} cannot be read (ENOENT)`);
      if (!callsBack) continue;
      rmSync(fileOf(`callbacks/${name}/callback-secret`));
      expect(() => readCallbackSecrets(folder)).toThrow(fileOf(`callbacks/${name}/callback-secret`));
    }
  });

  it.each([
    ['calls/messaging/address', 'secret'],
    ['calls/messaging/address', ''],
    ['calls/messaging/address', 'file:///etc/secret'],
    ['calls/messaging/address', 'https://user:secret@provider.example'],
    ['calls/directory/credential', 'two secret words'],
    ['calls/directory/credential', ''],
  ])('with a wrong %s is refused without telling it: %j', (path, text) => {
    prepareProviders(folder, address);
    holds(path, text);
    const read = () => connectProviders(folder);
    expect(read).toThrow(`providers: ${fileOf(path)} does not hold`);
    expect(read).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret') }) as Error);
  });

  it('with a secret that is too short is refused, and the error does not show it', () => {
    prepareProviders(folder, address);
    holds('callbacks/directory/callback-secret', 'c2hvcnQ=');
    expect(() => readCallbackSecrets(folder)).toThrow(
      `${fileOf('callbacks/directory/callback-secret')} does not hold 24 bytes or more in base64`,
    );
  });

  it('may hold more than this program knows: a newer or an older one reads it too', () => {
    prepareProviders(folder, address);
    holds('calls/a-provider-to-come/address', 'https://later.example');
    expect(Object.keys(connectProviders(folder))).toEqual(Object.keys(providers));
  });
});
