import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleCode } from '#domain';
import { problemEntry, problems, type ProblemCode } from './problems';

const root = join(__dirname, '..', '..', '..');

/** Every quoted word in the sources of these folders. */
function wordsIn(...folders: string[]): ReadonlySet<string> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.spec)\.ts$/.test(file))
      .map((file) => join(root, folder, file)),
  );
  return new Set(files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/'([a-z][a-z-]*)'/g)].map(([, word]) => word!)));
}

describe('the table of problems', () => {
  it('has no entry of a route that neither a route nor the kernel uses; the compiler checks those of rules', () => {
    const used = wordsIn('apps/api/src', 'libs/engine/src', 'libs/domain/src');
    expect(Object.keys(problems).filter((code) => !used.has(code))).toEqual([]);
  });

  it('gives each code an error status and a title', () => {
    for (const [code, { status, title }] of Object.entries(problems)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title).not.toBe('');
    }
  });

  it('says for each code what to do now, in a fixed sentence without input', () => {
    const unfinished = Object.entries(problems).filter(([, { detail }]) => !/^[A-Z][^{}<>$%]+\.$/.test(detail));
    expect(unfinished.map(([code]) => code)).toEqual([]);
  });

  it('repeats no number of the rules: those stand in their policies', () => {
    expect(Object.entries(problems).filter(([, { detail }]) => /\d/.test(detail.replaceAll('/v1/', '')))).toEqual([]);
  });

  it('has no entry for a name that objects inherit', () => {
    expect(problemEntry('constructor')).toBeUndefined();
    expect(problemEntry('toString')).toBeUndefined();
  });
});

/** What must not compile: `npm run types` reads these. */
const doNotCompile = [
  // @ts-expect-error a code without an entry
  (): ProblemCode => 'phone-lost',
  // @ts-expect-error a rule's code that its entries lack
  (): Readonly<Record<RuleCode, unknown>> => ({ 'phone-taken': 1 }),
];
void doNotCompile;
