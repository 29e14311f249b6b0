import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The sources, or what they are compiled to: both stand beside this library in the same way. */
const folder = join(__dirname, '../../domain/src');
const isProgram = (file: string) => /(?<!\.d|\.spec)\.[jt]s$/.test(file);

/**
 * Tells the domain of this program from any other by the content of its files, so that nobody can forget to.
 * A state that another domain has folded is not read as one of ours: its events are folded anew.
 */
export const domainShape: string = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(isProgram)
  .sort()
  .reduce(
    (hash, file) =>
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(folder, file)))
        .update('\0'),
    createHash('sha256'),
  )
  .digest('hex')
  .slice(0, 16);
