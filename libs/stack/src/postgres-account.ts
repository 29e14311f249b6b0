import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface Account {
  uid: number;
  gid: number;
}

/**
 * The OS user that runs PostgreSQL, which refuses root: undefined (our own user) unless we are root; then `postgres`,
 * created when missing.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return lookUp() ?? create();
}

/** True when this account may enter this folder and every folder above it. */
export function canReach(account: Account, folder: string): boolean {
  const path = resolve(folder);
  const parent = dirname(path);
  if (parent !== path && !canReach(account, parent)) return false;
  return !existsSync(path) || mayEnter(account, path);
}

function mayEnter({ uid, gid }: Account, path: string): boolean {
  const stat = statSync(path);
  if (!stat.isDirectory()) return true;
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}

function lookUp(): Account | undefined {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function create(): Account {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres'], { stdio: 'pipe' });
  } catch (error) {
    // Another start may just have created it.
    const raced = lookUp();
    if (raced) return raced;
    throw new Error(
      'PostgreSQL does not run as root and the OS user "postgres" cannot be created. ' +
        'Start as an ordinary user, or create that user, or give DATABASE_URL.\n' +
        String((error as { stderr?: Buffer }).stderr ?? error),
    );
  }
  const account = lookUp();
  if (!account) throw new Error('the OS user "postgres" was created but cannot be found');
  return account;
}
