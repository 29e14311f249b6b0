import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readPidFile, sendSignal, StackFolder, type StackFile } from '#stack';

/** A first start may have to build the repository, and perhaps Temporal. */
const readyWithinMs = 900_000;
const endsWithinMs = 90_000;

/**
 * Starts the stack of a repository, built if need be, on free ports; `environment`: more of it for its programs.
 * @returns its stack.json @throws after 15 minutes
 */
export async function startStack(
  folder: string,
  state: string,
  signal: AbortSignal,
  environment: Record<string, string> = {},
): Promise<StackFile> {
  mkdirSync(state, { recursive: true });
  const log = openSync(join(state, 'start.log'), 'a', 0o600);
  const child = spawn(process.execPath, ['scripts/start.mjs', `--state=${state}`, '--ports=free'], {
    cwd: folder,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  // Its builder dies with it: only the parts of a stack that runs have groups of their own.
  signal.addEventListener('abort', () => sendSignal(-child.pid!, 'SIGTERM'), { once: true });
  const file = join(state, 'stack.json');
  for (const deadline = performance.now() + readyWithinMs; !existsSync(file); await delay(100, undefined, { signal }))
    if (performance.now() > deadline || child.exitCode !== null)
      throw new Error(`the stack of ${folder} does not start\n${readFileSync(join(state, 'start.log'), 'utf8').slice(-2_000)}`);
  child.unref();
  return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
}

/** Ends the stack that runs in this folder, in whatever way it was left. */
export async function endStack(state: string): Promise<void> {
  const supervisor = () => readPidFile(join(state, 'supervisor.json'));
  const found = supervisor();
  if (found) sendSignal(found.pid, 'SIGTERM');
  for (const deadline = performance.now() + endsWithinMs; supervisor() && performance.now() < deadline;) await delay(100);
  const left = supervisor();
  if (left) sendSignal(left.pid, 'SIGKILL');
  await StackFolder.at(state).endOrphans();
}
