import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, canReach } from './postgres-account';
import type { Binaries } from './postgres-binaries';
import { privateFolder } from './private-folder';
import { commandOf, endProcess, identify } from './process-identity';
import { writeWhole } from './write-whole';

export const superuser = 'postgres';
const stopGraceMs = 20_000;

/** The data folder asked for, or one outside the checkout when the account cannot reach it. */
export function reachableDataFolder(wanted: string, account: Account | undefined): string {
  if (!account || canReach(account, dirname(wanted))) return wanted;
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return join(privateFolder(`tenure-${hash}`), basename(wanted));
}

export const isCluster = (folder: string): boolean => existsSync(join(folder, 'PG_VERSION'));

/**
 * The superuser's password; the first call creates it.
 * @throws when the cluster is there and the file is empty: nobody else knows the password.
 */
export function passwordIn(file: string, folder: string): string {
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (known !== '') return known;
  if (isCluster(folder)) throw new Error(`${file} is empty: restore it, or remove ${folder} with all its data, and start again`);
  const password = randomBytes(24).toString('base64url');
  writeWhole(file, password + '\n');
  return password;
}

/** Creates the cluster once. A killed run leaves nothing that a later run would take for a cluster. */
export async function initialise(
  binaries: Binaries,
  folder: string,
  password: string,
  account: Account | undefined,
  lasting: boolean,
): Promise<void> {
  if (isCluster(folder)) return;
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} holds no cluster of PostgreSQL: remove it, and start again`);
  const unfinished = folder + '.unfinished';
  await endInitdb(unfinished);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const secrets = mkdtempSync(join(tmpdir(), 'tenure-initdb-'));
  const passwordFile = join(secrets, 'password');
  writeFileSync(passwordFile, password + '\n', { mode: 0o600 });
  if (account) for (const path of [unfinished, secrets, passwordFile]) chownSync(path, account.uid, account.gid);
  try {
    const given = [...initdbArguments(unfinished, passwordFile), ...(lasting ? [] : ['--no-sync'])];
    await promisify(execFile)(binaries.initdb, given, { cwd: '/', ...account });
  } catch (error) {
    throw new Error(`initdb failed in ${folder}:\n${(error as { stderr?: string }).stderr || String(error)}`);
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
  renameSync(unfinished, folder);
}

/** Ends the initdb of a killed run, then the server that it used: both would write into the new folder. */
async function endInitdb(unfinished: string): Promise<void> {
  for (const pid of processIds().filter((each) => commandOf(each)?.includes(` --pgdata=${unfinished} `))) await kill(pid);
  if (existsSync(unfinished)) for (const pid of processesIn(unfinished)) await kill(pid);
}

async function kill(pid: number): Promise<void> {
  const identity = identify(pid);
  if (identity) await endProcess(identity, 'SIGKILL', stopGraceMs);
}

function initdbArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    // The same rules of order and case on every machine, whatever its locale.
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
}

/**
 * Clears what a killed run left: ends a server that still serves this folder, and removes a postmaster.pid that
 * names no process, or after a reboot a foreign one.
 */
export async function clearLeftovers(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const postmaster = serves(pid, folder) ? identify(pid) : undefined;
  if (postmaster) await endProcess(postmaster, 'SIGINT', stopGraceMs);
  // Without the pid file a new server would start beside orphaned backends of the old one: end those first.
  for (const orphan of processesIn(folder)) {
    const identity = identify(orphan);
    if (identity) await endProcess(identity, 'SIGQUIT', stopGraceMs);
  }
  rmSync(file, { force: true });
}

function serves(pid: number, folder: string): boolean {
  if (process.platform === 'linux') return workingFolder(pid) === realpathSync(folder);
  return commandOf(pid)?.includes(folder) ?? false;
}

/** The processes of PostgreSQL, found by their working folder, which is the data folder. */
function processesIn(folder: string): number[] {
  const real = realpathSync(folder);
  return processIds().filter((pid) => workingFolder(pid) === real && commandOf(pid)?.includes('postgres'));
}

function processIds(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
