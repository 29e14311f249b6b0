import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '#stack';
import { mountsOf, readCompose } from './compose';

const { services, secrets } = readCompose({});
const sources = [
  ...Object.values(services)
    .flatMap(mountsOf)
    .map(({ source }) => source),
  ...Object.values(secrets).map(({ file }) => file),
];

/** The files and folders in this path, itself included, that another user cannot read. */
function closedIn(path: string): string[] {
  const { mode } = statSync(path);
  const isFolder = statSync(path).isDirectory();
  const needed = isFolder ? 0o005 : 0o004;
  const inside = isFolder ? readdirSync(path).flatMap((name) => closedIn(join(path, name))) : [];
  return [...((mode & needed) === needed ? [] : [path]), ...inside];
}

/** The scripts run in a clone that a careful user has made, in a folder whose name has a space. */
describe('what docker-compose.yml mounts, of a clone under umask 077', () => {
  let folder: string;
  const strictly = (command: string, ...given: string[]) =>
    execFileSync('sh', ['-c', `umask 077; ${command}`, 'sh', ...given], { cwd: folder, encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenure mounts '));
    cpSync(join(repositoryRoot, 'deploy'), join(folder, 'deploy'), {
      recursive: true,
      filter: (path) => path !== join(repositoryRoot, 'deploy/secrets'),
    });
    strictly('chmod -R go-rwx .');
    strictly('deploy/make-secrets.sh');
    for (const name of ['messaging', 'directory']) strictly('deploy/provider.sh "$1" https://p.example', name);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([...new Set(sources)])('%s is readable for the user of a container', (source) => {
    expect(existsSync(join(folder, source))).toBe(true);
    expect(closedIn(join(folder, source))).toEqual([]);
  });

  it('is made whole where a run of a script was ended half-way', () => {
    const [password, secret] = ['deploy/secrets/postgres-password', 'deploy/secrets/providers/callbacks/directory/callback-secret'];
    for (const file of [password, secret]) {
      strictly('rm -f "$1"; : > "$1"; : > "$1.new"; chmod 444 "$1" "$1.new"', file);
    }
    strictly('deploy/make-secrets.sh');
    strictly('deploy/provider.sh directory https://p.example');
    for (const file of [password, secret]) expect(strictly('cat "$1"', file)).toMatch(/^\S{44}\n$/);
  });

  it('stays so after a change that was fetched under umask 077, once the script runs again; secrets stay closed to this host', () => {
    strictly('cp deploy/temporal/start-server.sh new; rm deploy/temporal/start-server.sh; cp new deploy/temporal/start-server.sh');
    expect(closedIn(join(folder, 'deploy/temporal'))).not.toEqual([]);
    expect(strictly('deploy/make-secrets.sh')).toBe('');
    expect(closedIn(join(folder, 'deploy/temporal'))).toEqual([]);
    expect(statSync(join(folder, 'deploy/secrets')).mode & 0o777).toBe(0o700);
  });
});
