import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * The system reuses process ids; together with the start time one names a process for ever. A pid file that outlived a
 * crash or a reboot therefore never makes us end a foreign process.
 */
export interface ProcessIdentity {
  pid: number;
  birth: string;
}

/** The identity of a running process; undefined when none has this pid (a zombie counts as ended). */
export function identify(pid: number): ProcessIdentity | undefined {
  const birth = process.platform === 'linux' ? birthFromProc(pid) : birthFromPs(pid);
  return birth === undefined ? undefined : { pid, birth };
}

function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.birth === identity.birth;
}

/** The command line of a process, for messages; undefined when it cannot be read. */
export function commandOf(pid: number): string | undefined {
  try {
    const text =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Writes down a process of ours; does nothing when it has already ended. */
export function writePidFile(file: string, pid: number): void {
  const identity = identify(pid);
  if (identity) writeFileSync(file, JSON.stringify(identity) + '\n', { mode: 0o600 });
}

/** The running process that a pid file names; removes the file when there is none. */
export function readPidFile(file: string): ProcessIdentity | undefined {
  let identity: ProcessIdentity;
  try {
    identity = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch (error) {
    // A process was killed while writing it: it names no process.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') rmSync(file, { force: true });
    return undefined;
  }
  if (isAlive(identity)) return identity;
  rmSync(file, { force: true });
  return undefined;
}

/** Signals a process that is not our child, and kills it after the grace. */
export async function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  for (const [next, waitMs] of [
    [signal, graceMs],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isAlive(identity)) return;
    sendSignal(identity.pid, next);
    const deadline = Date.now() + waitMs;
    while (isAlive(identity) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 25));
  }
  if (isAlive(identity)) throw new Error(`process ${identity.pid} does not end, not even by SIGKILL`);
}

/** Sends a signal; a process that has just ended is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

let bootId: string | undefined;

function birthFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may itself contain brackets and blanks: count the fields from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticksSinceBoot] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return undefined;
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${bootId} ${ticksSinceBoot}`;
  } catch {
    return undefined;
  }
}

function birthFromPs(pid: number): string | undefined {
  try {
    const [state, ...birth] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') ? undefined : birth.join(' ');
  } catch {
    return undefined;
  }
}
