import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoot } from '#stack';

const startsWithinMs = 120_000;
const endsWithinMs = 60_000;

/** A bench that starts stacks of its own, and whose first part lasts for minutes. */
const startBench = (): ChildProcess =>
  spawn(process.execPath, ['dist/bench/command.js', 'growth', '--events=0', '--accounts=100000'], { cwd: repositoryRoot, stdio: 'ignore' });

const statesNow = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('tenure-bench-'));

/** The processes that name this folder in their command lines. */
const processesOf = (state: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(state);
    } catch {
      return false; // It has ended meanwhile.
    }
  });

/** The folder of the stacks that the bench has begun, once a server of them runs. */
async function stacksOf(before: readonly string[]): Promise<string> {
  for (const deadline = performance.now() + startsWithinMs; performance.now() < deadline; await delay(100)) {
    const begun = statesNow().find((name) => !before.includes(name));
    if (begun !== undefined && processesOf(begun).length > 1) return begun;
  }
  throw new Error('the bench has started no stack');
}

describe('a bench with stacks of its own', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('that %s ends leaves neither a process nor a folder', async (signal) => {
    const before = statesNow();
    const bench = startBench();
    const begun = await stacksOf(before);
    const ended = once(bench, 'exit', { signal: AbortSignal.timeout(endsWithinMs) });
    bench.kill(signal);
    const [code] = (await ended) as [number];
    const left = { processes: processesOf(begun), folders: statesNow().filter((name) => name === begun) };
    expect({ code, left }).toEqual({ code: 1, left: { processes: [], folders: [] } });
  });
});
