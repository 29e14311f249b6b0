import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const downloadVersion = '1.9.1';
const answerWithinMs = 10_000;

/**
 * Lets the SDK download the official CLI, in a child process because the SDK's download cannot be interrupted.
 * @returns 'done', or why it failed: no answer or no progress within ten seconds, or the SDK's error.
 */
export async function downloadTemporal(cache: string, target: string): Promise<string> {
  const work = mkdtempSync(join(cache, 'download-'));
  // Node's own options, such as a debugger's port, belong to the parent.
  const child = fork(join(__dirname, 'temporal-downloader.js'), [work, downloadVersion], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    const outcome = await Promise.race([answerOf(child), noProgress(child, work)]);
    const file = readdirSync(work).find((name) => !name.endsWith('.downloading'));
    if (file === undefined) return outcome;
    renameSync(join(work, file), target);
    return 'done';
  } finally {
    child.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
}

async function answerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(JSON.stringify(message)));
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) => resolve(`the downloader ended with exit code ${code}`));
  });
}

async function noProgress(child: ChildProcess, work: string): Promise<string> {
  for (let before = -1; child.exitCode === null;) {
    await new Promise((done) => setTimeout(done, answerWithinMs).unref());
    const now = sizeOf(work);
    if (now <= Math.max(before, 0)) return `no answer from the download site within ${answerWithinMs / 1000} s`;
    before = now;
  }
  return new Promise(() => undefined);
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}
