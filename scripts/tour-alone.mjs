import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run tour:alone`: a tour on a stack of its own that ends with it, as `-- approvals`; left out: one life.
 * Its options are those of `npm start`, such as `-- --temporal=postgres`.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'tenure-tour-'));
const stackFile = join(folder, 'stack.json');

const asked = process.argv.slice(2);
const isOption = (word) => word.startsWith('--');
const began = Date.now();
const start = [join(root, 'scripts/start.mjs'), `--state=${folder}`, '--ports=free', ...asked.filter(isOption)];
const stack = spawn(process.execPath, start, { stdio: ['ignore', 'inherit', 'inherit'] });
const ended = endOf(stack);
// A signal to this process ends the stack too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stack.kill('SIGTERM'));
let code = 1;
try {
  if (await ready()) {
    const readySeconds = seconds(began);
    const set = Date.now();
    const tour = spawn(process.execPath, [join(root, 'dist/scripts/tour/main.js'), ...asked.filter((word) => !isOption(word))], {
      env: { ...process.env, TENURE_STACK: stackFile },
      stdio: 'inherit',
    });
    code = await endOf(tour);
    console.log(`\n  stack ready after ${readySeconds} s, tour ${code === 0 ? 'passed' : 'FAILED'} after ${seconds(set)} s`);
  }
} finally {
  stack.kill('SIGTERM');
  const stopped = await ended;
  code ||= stopped;
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = code;

function endOf(child) {
  return new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
}

/** False if the stack ended instead. */
async function ready() {
  let running = true;
  void ended.then(() => (running = false));
  while (running && !existsSync(stackFile)) await new Promise((done) => setTimeout(done, 100));
  return running;
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}
