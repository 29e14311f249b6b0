import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '#stack';

const patienceMs = 180_000;

describe('the tour', () => {
  it(
    'finds everything as expected, on a stack that is started for it and goes with it',
    async () => {
      const script = join(repositoryRoot, 'scripts/tour-alone.mjs');
      // Rejects with the whole output if it does not end well.
      const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: patienceMs });
      expect(stdout).toMatch(/Everything was as expected: 1\d steps in /);
      expect(stdout).toContain('in Temporal (running): http://');
    },
    patienceMs + 30_000,
  );
});
