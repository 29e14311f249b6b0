import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPidFile, repositoryRoot, writePidFile } from '#stack';
import { run } from './run';
import { endStack } from './own-stack';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tenure');
const prefix = 'bench-';
const installWithinMs = 600_000;
const gitWithinMs = 60_000;

const git = (...args: string[]) => run('git', args, repositoryRoot, { withinMs: gitWithinMs });

/** The folders of one measurement: worktrees in the cache, and the states of their stacks where PostgreSQL may enter. */
class Workshop {
  private constructor(
    private readonly folder: string,
    private readonly states: string,
  ) {}

  /** Removes what earlier runs left that were killed. */
  static async open(): Promise<Workshop> {
    mkdirSync(cache, { recursive: true });
    for (const name of readdirSync(cache).filter((each) => each.startsWith(prefix))) await clearAbandoned(join(cache, name));
    const workshop = new Workshop(mkdtempSync(join(cache, prefix)), mkdtempSync(join(tmpdir(), 'tenure-bench-')));
    writePidFile(join(workshop.folder, 'owner.json'), process.pid);
    writeFileSync(join(workshop.folder, 'states'), workshop.states);
    return workshop;
  }

  state(side: string): string {
    return join(this.states, side);
  }

  /** A worktree of this commit with its packages. @returns its folder */
  async checkOut(side: string, commit: string, signal: AbortSignal): Promise<string> {
    const folder = join(this.folder, side);
    await git('worktree', 'add', '--force', '--detach', folder, commit);
    const lock = (root: string) => readFileSync(join(root, 'package-lock.json'), 'utf8');
    const link = ['-al', join(repositoryRoot, 'node_modules'), join(folder, 'node_modules')];
    if (lock(folder) === lock(repositoryRoot) && (await run('cp', link, folder, { withinMs: installWithinMs, signal }).then(yes, no)))
      return folder;
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], folder, {
      withinMs: installWithinMs,
      signal,
    });
    return folder;
  }

  /** Ends the stacks and removes everything. */
  close(): Promise<void> {
    return clear(this.folder);
  }
}

/** Runs this in a workshop, and clears it up also when it fails, or when a signal ends it. */
export async function inWorkshop<T>(work: (workshop: Workshop, signal: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort(new Error(`ended by ${signal}`)));
  const workshop = await Workshop.open();
  try {
    return await untilAborted(work(workshop, ended.signal), ended.signal);
  } finally {
    console.error('  removing stacks and their folders');
    await workshop.close();
  }
}

/** What has begun goes on by itself until its next wait; nobody waits for it. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  return Promise.race([
    work,
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })),
  ]);
}

const yes = () => true;
const no = () => false;

async function clearAbandoned(folder: string): Promise<void> {
  if (readPidFile(join(folder, 'owner.json')) === undefined) await clear(folder);
}

async function clear(folder: string): Promise<void> {
  const file = join(folder, 'states');
  const states = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (states !== undefined && existsSync(states)) {
    await Promise.all(readdirSync(states).map((side) => endStack(join(states, side))));
    rmSync(states, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
  await git('worktree', 'prune');
}

export type { Workshop };
