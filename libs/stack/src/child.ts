import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { sendSignal, writePidFile } from './process-identity';

export interface ChildOptions {
  name: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
  logFile: string;
  pidFile: string;
  /** Run as this OS user instead of ours. */
  user?: { uid: number; gid: number } | undefined;
  stopSignal?: NodeJS.Signals;
  graceMs: number;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Settles with words such as "exit code 1" or "SIGKILL" when the process has ended; never rejects. */
  readonly exited: Promise<string>;
  hasExited(): boolean;
  /** Signals the process, and kills it after the grace. Settles when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** The last lines that this process has written. */
  logTail(): string;
}

const logBytesKept = 10_000_000;
const tailLines = 20;

/**
 * Starts a process in its own group: Ctrl-C reaches only the supervisor, which then ends the parts in order.
 * The process writes to a file, not a pipe, so that it survives a killed supervisor until the next start ends it.
 */
export function launch(options: ChildOptions): Child {
  if (existsSync(options.logFile) && statSync(options.logFile).size > logBytesKept) renameSync(options.logFile, options.logFile + '.1');
  const log = openSync(options.logFile, 'a', 0o600);
  const logStart = statSync(options.logFile).size;
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    ...options.user,
  });
  closeSync(log);
  let ended = false;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).then((reason) => {
    ended = true;
    rmSync(options.pidFile, { force: true });
    return reason;
  });
  const pid = child.pid ?? 0;
  if (pid !== 0) writePidFile(options.pidFile, pid);

  return {
    name: options.name,
    pid,
    exited,
    hasExited: () => ended,
    logTail: () => readFileSync(options.logFile).subarray(logStart).toString('utf8').trimEnd().split('\n').slice(-tailLines).join('\n'),
    async stop(signal = options.stopSignal ?? 'SIGTERM') {
      if (ended || pid === 0) return;
      sendSignal(pid, signal);
      const kill = setTimeout(() => sendSignal(-pid, 'SIGKILL'), options.graceMs);
      await exited;
      clearTimeout(kill);
    },
  };
}

/**
 * Waits until the probe succeeds.
 * @throws when the process ends first, or after the deadline with the probe's last error; both carry the log's end.
 */
export async function untilReady(child: Child, probe: () => Promise<unknown>, deadlineMs: number): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  const exited = child.exited.then((reason) => {
    throw new Error(`${child.name} ended while starting (${reason})${quoteLog(child)}`);
  });
  exited.catch(() => undefined);
  for (;;) {
    try {
      await Promise.race([probe(), exited]);
      return;
    } catch (error) {
      if (child.hasExited()) await exited;
      if (Date.now() > deadline)
        throw new Error(`${child.name} is not ready after ${deadlineMs / 1000} s: ${(error as Error).message}${quoteLog(child)}`);
      await Promise.race([new Promise((done) => setTimeout(done, 50)), child.exited]);
    }
  }
}

function quoteLog(child: Child): string {
  const tail = child.logTail();
  return tail === '' ? '' : '\n' + tail.replaceAll(/^/gm, '  | ');
}
