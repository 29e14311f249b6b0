import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackFolder } from './stack-folder';

describe('a secret of a stack', () => {
  let path: string;
  let folder: StackFolder;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'tenure folder '));
    folder = StackFolder.at(path);
  });
  afterEach(() => rmSync(path, { recursive: true }));

  it('is made once, for one user alone', () => {
    const made = folder.secret('master-key');
    expect(folder.secret('master-key')).toBe(made);
    expect(Buffer.from(made, 'base64')).toHaveLength(32);
    expect(statSync(folder.file('master-key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(path).sort()).toEqual(['logs', 'master-key', 'pids']);
  });

  it('is made again where a power cut or a full disk left an empty file', () => {
    writeFileSync(folder.file('master-key'), '\n');
    const made = folder.secret('master-key');
    expect(Buffer.from(made, 'base64')).toHaveLength(32);
    expect(readFileSync(folder.file('master-key'), 'utf8')).toBe(`${made}\n`);
  });

  it('is known not to be there while its file is empty', () => {
    expect(folder.holds('operator-key')).toBe(false);
    writeFileSync(folder.file('operator-key'), '');
    expect(folder.holds('operator-key')).toBe(false);
    folder.write('operator-key', 'a key\n');
    expect(folder.holds('operator-key')).toBe(true);
  });
});
