import { chmodSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A lasting folder outside the checkout that others may pass through and only we may write to.
 * @throws when another user created a folder of this name first, and could put programs into it.
 */
export function privateFolder(name: string): string {
  const lasting = '/var/tmp';
  const folder = join(existsSync(lasting) ? lasting : tmpdir(), name);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0) {
    throw new Error(`${folder} belongs to another user or is writable by others: remove it`);
  }
  // The umask has cut the mode given to mkdir.
  chmodSync(folder, 0o711);
  return folder;
}
