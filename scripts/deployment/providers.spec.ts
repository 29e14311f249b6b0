import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressIn, connectProvider, connectProviders, providers, readCallbackSecrets } from '#providers';
import { repositoryRoot } from '#stack';
import { mountsOf, readCompose, type Service, text } from './compose';

const folder = mkdtempSync(join(tmpdir(), 'tenure-provider-script-'));
const script = join(folder, 'provider.sh');
const made = join(folder, 'secrets/providers');
const run = (...given: string[]) => execFileSync('sh', [script, ...given], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const names = Object.values(providers).map(({ name }) => name);

beforeAll(() => copyFileSync(join(repositoryRoot, 'deploy/provider.sh'), script));
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/providers.md', () => {
  it.each(names)('tells what %s is asked for', (name) => {
    expect(text('docs/providers.md')).toContain(`\n| \`${name}\` | \``);
  });
});

describe('deploy/provider.sh', () => {
  it('makes for each provider what API and worker need to start', () => {
    for (const name of names) run(name, `https://${name}.example`);
    expect(Object.keys(connectProviders(made))).toEqual(Object.keys(providers));
    expect(readCallbackSecrets(made)).toHaveProperty('directory');
    expect(addressIn(made, 'directory')).toBe('https://directory.example');
  });

  /** What the container of a service has of the folder that the script made. */
  function seenBy(name: string): string {
    const seen = join(folder, name);
    const mounts = mountsOf(readCompose({}).services[name] as Service);
    for (const { source, target } of mounts.filter((mount) => mount.source.startsWith('./deploy/secrets/')))
      cpSync(join(folder, source.replace('./deploy/', '')), join(seen, target), { recursive: true });
    return join(seen, readCompose({}).services[name]?.environment?.PROVIDERS_DIR ?? '');
  }

  it('makes enough for the API with what docker-compose.yml shows it, and no credential of others', () => {
    const seen = seenBy('api');
    expect(connectProvider(seen, 'messaging')).toHaveProperty('send');
    expect(readCallbackSecrets(seen)).toHaveProperty('directory');
    expect(() => connectProviders(seen)).toThrow('calls/directory/address cannot be read');
  });

  it('makes enough for the worker with what docker-compose.yml shows it, and no secret of a callback', () => {
    const seen = seenBy('worker');
    expect(Object.keys(connectProviders(seen))).toEqual(Object.keys(providers));
    expect(() => readCallbackSecrets(seen)).toThrow('callbacks/directory/callback-secret');
  });

  it('changes an address and keeps the secret', () => {
    const secret = () => readFileSync(join(made, 'callbacks/directory/callback-secret'), 'utf8');
    const before = secret();
    expect(run('directory', 'https://elsewhere.example/api')).toBe('made deploy/secrets/providers/calls/directory/address\n');
    expect([secret(), addressIn(made, 'directory')]).toEqual([before, 'https://elsewhere.example/api']);
  });

  it('keeps others of the host out, and lets the container in', () => {
    const mode = (path: string) => (statSync(join(made, path)).mode & 0o777).toString(8);
    expect(mode('..')).toBe('700');
    for (const path of ['.', 'calls', 'callbacks', 'calls/directory', 'callbacks/directory'])
      expect([path, mode(path)]).toEqual([path, '755']);
    for (const path of ['calls/directory/address', 'callbacks/directory/callback-secret'])
      expect([path, mode(path)]).toEqual([path, '444']);
  });

  it.each([[], ['directory'], ['directory', 'elsewhere'], ['../directory', 'https://d.example'], ['', 'https://d.example']])(
    'refuses %j %j',
    (...given) => {
      expect(() => run(...given.filter((each) => typeof each === 'string'))).toThrow();
    },
  );
});
