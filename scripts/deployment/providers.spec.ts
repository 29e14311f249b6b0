import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressIn, connectProviders, providers, readCallbackSecrets } from '#providers';
import { repositoryRoot } from '#stack';
import { text } from './compose';

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

  it('changes an address and keeps the secret', () => {
    const secret = () => readFileSync(join(made, 'directory/callback-secret'), 'utf8');
    const before = secret();
    expect(run('directory', 'https://elsewhere.example/api')).toBe('made deploy/secrets/providers/directory/address\n');
    expect([secret(), addressIn(made, 'directory')]).toEqual([before, 'https://elsewhere.example/api']);
  });

  it('keeps others of the host out, and lets the container in', () => {
    const paths = ['..', '.', 'directory', 'directory/address', 'directory/callback-secret'];
    expect(paths.map((path) => (statSync(join(made, path)).mode & 0o777).toString(8))).toEqual(['700', '755', '755', '444', '444']);
  });

  it.each([[], ['directory'], ['directory', 'elsewhere'], ['../directory', 'https://d.example'], ['', 'https://d.example']])(
    'refuses %j %j',
    (...given) => {
      expect(() => run(...given.filter((each) => typeof each === 'string'))).toThrow();
    },
  );
});
