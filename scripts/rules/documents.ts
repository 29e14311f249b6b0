import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '#stack';
import { rulesDocument } from './document';
import { livesOfProcesses } from './lives';

/** A page that is generated, whole or in part. */
export interface Written {
  file: string;
  text: string;
}

const [begin, end] = ['<!-- Made by `npm run rules` -->\n', '<!-- / -->\n'];

/** Every generated page, from the current rules. */
export function writtenDocuments(): readonly Written[] {
  const map = readDocument('ARCHITECTURE.md');
  const [before, rest] = map.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error('ARCHITECTURE.md lacks the place that npm run rules writes');
  return [
    { file: 'docs/rules.md', text: rulesDocument() },
    { file: 'ARCHITECTURE.md', text: `${before}${begin}\n${livesOfProcesses('###')}\n${end}${after}` },
  ];
}

export const readDocument = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
