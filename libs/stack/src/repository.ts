import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the root package.json, the same whether this file runs from TypeScript or from dist. */
export const repositoryRoot = nearestPackage(__dirname);

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('no package.json above ' + __dirname);
  return nearestPackage(parent);
}
