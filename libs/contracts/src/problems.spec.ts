import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemEntry, problems } from './problems';

const folder = (library: string) => join(__dirname, '..', '..', library, 'src');

/** Every code that a library's sources refuse with, as literals. */
function codesOf(library: string): string[] {
  const files = readdirSync(folder(library), { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.spec)\.ts$/.test(file));
  const sources = files.map((file) => readFileSync(join(folder(library), file), 'utf8')).join('\n');
  return [...new Set([...sources.matchAll(/(?:\b(?:refuse|refused)\(|\bcode: )'([a-z][a-z-]*)'/g)].map(([, code]) => code!))];
}

describe('the table of problems', () => {
  it.each(['domain', 'engine'])('knows every code that libs/%s refuses with', (library) => {
    const codes = codesOf(library);
    expect(codes.length).toBeGreaterThan(2);
    expect(codes.filter((code) => !problemEntry(code))).toEqual([]);
  });

  it('gives each code an error status and a title', () => {
    for (const [code, { status, title }] of Object.entries(problems)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title).not.toBe('');
    }
  });

  it('tells for each code what to do now, in a fixed sentence without a place for input', () => {
    const unfinished = Object.entries(problems).filter(([, { detail }]) => !/^[A-Z][^{}<>$%]+\.$/.test(detail));
    expect(unfinished.map(([code]) => code)).toEqual([]);
  });

  it('names no number of the rules in it: those stand in their policies', () => {
    expect(Object.entries(problems).filter(([, { detail }]) => /\d/.test(detail.replaceAll('/v1/', '')))).toEqual([]);
  });

  it('knows no code by what objects inherit', () => {
    expect(problemEntry('constructor')).toBeUndefined();
    expect(problemEntry('toString')).toBeUndefined();
  });
});
