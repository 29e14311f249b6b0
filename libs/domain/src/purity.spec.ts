import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { preProcessFile } from 'typescript';

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .map((file) => ({ file, text: readFileSync(join(__dirname, file), 'utf8') }));

describe('the domain', () => {
  it('has files to look at', () => {
    expect(sources.map(({ file }) => file)).toContain(`account${sep}account.policy.ts`);
  });

  it.each(sources)('imports nothing but itself: $file', ({ file, text }) => {
    const { importedFiles, referencedFiles, typeReferenceDirectives } = preProcessFile(text, true, true);
    const outside = importedFiles.map(({ fileName }) => fileName).filter((name) => !name.startsWith('.') || leavesTheDomain(file, name));
    expect([...outside, ...referencedFiles, ...typeReferenceDirectives]).toEqual([]);
  });

  it.each(sources)('takes neither time nor chance nor anything else of its surroundings: $file', ({ text }) => {
    const surroundings =
      /\b(new Date|Date\.|performance\.|Math\.random|crypto\.|setTimeout|setInterval|globalThis|process\.(env|exit|nextTick)|console\.|fetch\(|async |await )/;
    expect(surroundings.exec(text)?.[0]).toBeUndefined();
  });
});

describe('a count of days, hours or minutes', () => {
  const root = resolve(__dirname, '../../..');
  const outside = ['apps', 'activities', 'workflows', 'libs']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => /(?<!\.spec|\.policy)\.ts$/.test(file) && !file.startsWith(join('libs', 'testing')));

  it('stands in a policy and nowhere else, whichever folder reads it', () => {
    const count = /\w*(days|hours|minutes)\b *[:=] *\d/i;
    expect(outside.filter((file) => count.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});

const leavesTheDomain = (file: string, name: string) => relative(__dirname, resolve(__dirname, file, '..', name)).startsWith('..');
