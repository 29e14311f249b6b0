import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '#stack';
import { rulesDocument } from './rules/document';

const file = join(repositoryRoot, 'docs', 'rules.md');

/** Writes docs/rules.md; with `--check` it writes nothing and fails when the file is not what it would write. */
function main(check: boolean): void {
  const document = rulesDocument();
  if (!check) return writeFileSync(file, document);
  if (readFileSync(file, 'utf8') === document) return;
  console.error('docs/rules.md is not what the policies say: run `npm run rules`');
  process.exitCode = 1;
}

main(process.argv.includes('--check'));
