import { chmodSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A lasting folder outside the checkout that others may pass through but only we may write to.
 * @throws when somebody else made a folder of this name before us: they could put programs of theirs into it.
 */
export function privateFolder(name: string): string {
  const lasting = '/var/tmp';
  const folder = join(existsSync(lasting) ? lasting : tmpdir(), name);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0) {
    throw new Error(`${folder} belongs to somebody else or is writable by others: remove it`);
  }
  // The mode given to mkdir is cut by the umask.
  chmodSync(folder, 0o711);
  return folder;
}
