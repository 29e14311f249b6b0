import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '#stack';

const patienceMs = 180_000;

describe('the tour', () => {
  it.each([
    ['one life', [], /Everything was as expected: 1\d steps in /],
    ['approvals', ['approvals'], /Everything was as expected: 16 steps in /],
    ['registration', ['registration'], /Everything was as expected: 10 steps in /],
    ['verification', ['verification'], /Everything was as expected: 14 steps in /],
  ] as const)(
    'of %s finds everything as expected, on a stack that is started for it and goes with it',
    async (_, words, ending) => {
      const script = join(repositoryRoot, 'scripts/tour-alone.mjs');
      // Rejects with the whole output if it does not end well.
      const { stdout } = await promisify(execFile)(process.execPath, [script, ...words], { timeout: patienceMs });
      expect(stdout).toMatch(ending);
      expect(stdout).toContain('in Temporal (running): http://');
    },
    patienceMs + 30_000,
  );
});
