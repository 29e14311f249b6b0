import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureBuilt, ensureInstalled, requireNode } from './bootstrap.mjs';
import { builtCommit } from './former-release.mjs';

/**
 * `npm run record-release -- <commit> <release>`: builds the commit, starts its own stack, leads lives into every phase
 * over its HTTP, and writes libs/testing/former/<release>.
 */

const readyWithinMs = 120_000;

requireNode();
ensureInstalled();
ensureBuilt();
const [commit, release] = process.argv.slice(2);
if (!commit || !release) {
  console.error('say which: npm run record-release -- <commit> <release>');
  process.exit(1);
}
const folder = builtCommit(commit);
if (folder === undefined) process.exit(1);
const state = mkdtempSync(join(tmpdir(), 'tenure-release-'));
const stack = spawn(process.execPath, ['scripts/start.mjs', `--state=${state}`, '--ports=free'], {
  cwd: folder,
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await ready(join(state, 'stack.json'));
  const record = ['--enable-source-maps', 'dist/scripts/record-release.js', release, commit];
  const { status } = spawnSync(process.execPath, record, {
    stdio: 'inherit',
    env: { ...process.env, TENURE_STACK: join(state, 'stack.json') },
  });
  process.exitCode = status ?? 1;
} finally {
  stack.kill('SIGTERM');
  await new Promise((ended) => (stack.exitCode === null ? stack.once('exit', ended) : ended()));
  if (process.exitCode === 0) rmSync(state, { recursive: true, force: true });
  else console.error(`the logs of the stack are in ${state}`);
}

async function ready(file) {
  for (const deadline = Date.now() + readyWithinMs; !existsSync(file); await delay(100))
    if (Date.now() > deadline || stack.exitCode !== null) throw new Error('the stack of the former release does not start');
}
