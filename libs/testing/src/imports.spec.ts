import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfigFile } from 'typescript';
import { repositoryRoot } from '#stack';

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const { imports } = JSON.parse(read('package.json')) as { imports: Record<string, { source: string; default: string }> };
const pathsIn = (file: string) => (readConfigFile(file, read).config as { compilerOptions: { paths?: object } }).compilerOptions.paths;

describe('the imports of a test', () => {
  it('lead to the sources, not to what was built', () => {
    expect(require.resolve('#domain')).toBe(require.resolve('../../domain/src/index'));
  });
});

describe('the names of the libraries', () => {
  it.each(Object.entries(imports))(
    'lead to a source, and at run time to what it is compiled to: %s',
    (_name, { source, default: built }) => {
      expect(existsSync(join(repositoryRoot, source))).toBe(true);
      expect(built).toBe(source.replace('./', './dist/').replace(/\.ts$/, '.js'));
    },
  );

  it('are the same in tsconfig.json, for editors and tools that read only that file', () => {
    expect(pathsIn('tsconfig.json')).toEqual(Object.fromEntries(Object.entries(imports).map(([name, { source }]) => [name, [source]])));
  });

  it('stay names in what is built: Nest would replace them by paths', () => {
    expect(pathsIn('tsconfig.build.json')).toEqual({});
  });
});
