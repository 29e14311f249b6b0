import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '#stack';

const decisions = readdirSync(join(repositoryRoot, 'docs/decisions')).map((name) => `docs/decisions/${name}`);
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'docs/README.md',
  'docs/changes.md',
  'docs/performance.md',
  'docs/rules.md',
  'docs/runbook.md',
  'docs/providers.md',
  'docs/registration.md',
  ...decisions,
];
const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, hit]) => hit as string);

describe.each(documents)('%s', (path) => {
  it('links only to what is there', () => {
    const links = found(read(path), /\]\(([^)\s#]+)(?:#[^)]*)?\)/g).filter((link) => !link.startsWith('http'));
    expect(links.filter((link) => !existsSync(join(repositoryRoot, dirname(path), link)))).toEqual([]);
  });

  it('links only to headings that are there', () => {
    const headings = found(read(path), /^#+ (.+)$/gm).map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(found(read(path), /\]\(#([^)]+)\)/g).filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });

  it('names only files and commands that are there', () => {
    const files = found(read(path), /`((?:libs|apps|workflows|activities|scripts|tools|docs)\/[\w./-]+)`/g);
    expect(files.filter((file) => !existsSync(join(repositoryRoot, file)))).toEqual([]);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = found(read(path), /npm (?:run )?(?!run |ci\b)([\w:-]+)/g);
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });
});

describe('the documents', () => {
  it('have every decision in their map', () => {
    const map = read('docs/README.md');
    expect(decisions.filter((path) => !map.includes(path.replace('docs/', '')))).toEqual([]);
  });

  it('number the invariants one after the other, and name a guard for each', () => {
    const [, invariants = ''] = read('ARCHITECTURE.md').split('## Invariants');
    const items = invariants.split(/^(?=\d+\. )/m).slice(1);
    expect(items.map((item) => Number.parseInt(item, 10))).toEqual(items.map((_, i) => i + 1));
    expect(items.length).toBeGreaterThanOrEqual(17);
    expect(items.filter((item) => !/`[\w./-]+\.ts`/.test(item))).toEqual([]);
  });
});
