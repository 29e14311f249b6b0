import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPasswordFrom } from './database-url';

describe('the URL of a database with its password in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-database-url-'));
  const holding = (text: string) => {
    const file = join(folder, 'password');
    writeFileSync(file, text);
    return file;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the URL itself when there is no file', () => {
    expect(withPasswordFrom(undefined, 'postgres://app:word@db/tenure')).toBe('postgres://app:word@db/tenure');
  });

  it('carries the password without its line end, whatever its letters', () => {
    const url = withPasswordFrom(holding('p@ss/w:rd %41+=#?\n'), 'postgres://app@db:5432/tenure?sslmode=require');
    expect(url).not.toContain('p@ss');
    const { username, password, host, pathname, search } = new URL(url);
    expect({ username, host, pathname, search }).toEqual({
      username: 'app',
      host: 'db:5432',
      pathname: '/tenure',
      search: '?sslmode=require',
    });
    expect(decodeURIComponent(password)).toBe('p@ss/w:rd %41+=#?');
  });

  it('is refused with two passwords, naming neither', () => {
    expect(() => withPasswordFrom(holding('first'), 'postgres://app:second@db/tenure')).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/first|second/) as string }) as Error,
    );
  });

  it('is refused when the file is empty or cannot be read', () => {
    expect(() => withPasswordFrom(holding(' \n'), 'postgres://app@db/tenure')).toThrow('is empty');
    expect(() => withPasswordFrom(join(folder, 'none'), 'postgres://app@db/tenure')).toThrow('cannot be read (ENOENT)');
  });
});
