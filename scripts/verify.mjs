import { spawn } from 'node:child_process';
import { ensureInstalled, requireNode } from './bootstrap.mjs';

/**
 * `npm run verify`: every check that needs no server. Runs all of them, then names the failed ones.
 * `-- --tested`: without the fast tests, for a caller that has just run every test.
 */

requireNode();
ensureInstalled();

// The longest first: two run at a time, for two cores.
const checks = ['test:fast', 'lint', 'types', 'format:check', 'imports', 'deadcode'];
const left = process.argv.includes('--tested') ? checks.filter((check) => check !== 'test:fast') : checks;
const failed = [];
await Promise.all([runNext(), runNext()]);
if (failed.length > 0) {
  console.error(`\nverify failed: ${failed.join(', ')}`);
  process.exit(1);
}

async function runNext() {
  for (let check = left.shift(); check !== undefined; check = left.shift()) if (!(await run(check))) failed.push(check);
}

async function run(script) {
  const began = Date.now();
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(5);
  console.log(`  ${code === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${script}`);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0;
}
