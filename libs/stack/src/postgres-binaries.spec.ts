import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyForEverybody } from './postgres-binaries';

/** As npm installs them under umask 077. */
describe('the programs of PostgreSQL that npm installed for one user alone', () => {
  let folder: string;
  const mode = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenure binaries '));
    mkdirSync(join(folder, 'native/lib'), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'native/lib/libpq.so'), 'a library', { mode: 0o600 });
    writeFileSync(join(folder, 'native/initdb'), 'a program', { mode: 0o700 });
    for (const part of ['native', 'native/lib']) chmodSync(join(folder, part), 0o700);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are copied so that the account which runs PostgreSQL can read and run them', () => {
    copyForEverybody(join(folder, 'native'), join(folder, 'copy'));
    expect(['copy', 'copy/lib', 'copy/lib/libpq.so', 'copy/initdb'].map(mode)).toEqual(['755', '755', '644', '755']);
  });

  it('are opened where an earlier release has copied them closed', () => {
    mkdirSync(join(folder, 'copy/lib'), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'copy/lib/libpq.so'), 'the library of then', { mode: 0o600 });
    chmodSync(join(folder, 'copy'), 0o700);
    copyForEverybody(join(folder, 'native'), join(folder, 'copy'));
    expect(['copy', 'copy/lib', 'copy/lib/libpq.so'].map(mode)).toEqual(['755', '755', '644']);
    expect(readFileSync(join(folder, 'copy/lib/libpq.so'), 'utf8')).toBe('the library of then');
  });
});
