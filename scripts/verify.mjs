import { spawn } from 'node:child_process';
import { ensureInstalled, requireNode } from './bootstrap.mjs';

/** `npm run verify`: every check that needs no server. Runs all of them, then names the failed ones. */

requireNode();
ensureInstalled();

// Two lanes of about the same length, for two cores.
const lanes = [
  ['types', 'lint'],
  ['format:check', 'imports', 'deadcode', 'test:fast'],
];
const failed = (await Promise.all(lanes.map(runLane))).flat();
if (failed.length > 0) {
  console.error(`\nverify failed: ${failed.join(', ')}`);
  process.exit(1);
}

async function runLane(scripts) {
  const failures = [];
  for (const script of scripts) if (!(await run(script))) failures.push(script);
  return failures;
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
