import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '#stack';
import { readDocument, writtenDocuments } from './rules/documents';

/** Writes the generated pages; with `--check` writes nothing and fails if one is out of date. */
function main(check: boolean): void {
  for (const { file, text } of writtenDocuments()) {
    if (!check) writeFileSync(join(repositoryRoot, file), text);
    else if (readDocument(file) !== text) {
      console.error(`${file} is not what the rules say: run \`npm run rules\``);
      process.exitCode = 1;
    }
  }
}

main(process.argv.includes('--check'));
