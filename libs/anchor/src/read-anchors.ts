import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PublicKey } from '#vault';
import { linesFile, wholeLines } from './anchor-folder';
import { readLine, type WrittenLine } from './line';

/**
 * Reads the lines of a folder of the anchor, or of a file that was copied from it, and the public keys beside them.
 * `keyFiles`: trusts these keys alone. @throws naming the file that cannot be read, or has no line.
 */
export function readAnchors(path: string, keyFiles: readonly string[]): { lines: (WrittenLine | undefined)[]; keys: PublicKey[] } {
  const file = statSync(path).isDirectory() ? join(path, linesFile) : path;
  const texts = wholeLines(readFileSync(file, 'utf8'));
  if (texts.length === 0) throw new Error(`${file} has no line that ends`);
  const folder = dirname(file);
  const beside = readdirSync(folder).filter((name) => /^key-.+\.pem$/.test(name));
  const files = keyFiles.length > 0 ? keyFiles : beside.map((name) => join(folder, name));
  return { lines: texts.map(readLine), keys: files.map(readKey) };
}

function readKey(file: string): PublicKey {
  try {
    return PublicKey.fromPem(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is no public key: ${(error as Error).message}`, { cause: error });
  }
}
