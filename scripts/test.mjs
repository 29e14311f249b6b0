import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, requireNode } from './bootstrap.mjs';

/** `npm test`: every level of tests, from a bare checkout. Arguments go to Jest. */

requireNode();
ensureInstalled();
// The end-to-end tests run the built programs.
ensureBuilt();

// Here and not in Jest's set-up, so that a build of several minutes shows its progress.
const { temporalBinary } = await import('#stack');
try {
  await temporalBinary((line) => console.log(`  ${line}`));
} catch (error) {
  console.error(error.message);
  conclude(0, 1, 0, 1);
}

const folder = mkdtempSync(join(tmpdir(), 'tenure-report-'));
const report = join(folder, 'report.json');
const jest = ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, jest, { stdio: ['inherit', 'ignore', 'inherit'] });
const result = read(report);
rmSync(folder, { recursive: true, force: true });
conclude(
  result?.numPassedTests ?? 0,
  // A file that does not load has no test that could fail; Jest without a report has failed as a whole.
  result ? result.numFailedTests + result.numRuntimeErrorTestSuites : 1,
  result ? result.numPendingTests + result.numTodoTests : 0,
  status ?? 1,
);

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function conclude(passed, failed, skipped, code) {
  console.log(`Tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(code === 0 && failed > 0 ? 1 : code);
}
