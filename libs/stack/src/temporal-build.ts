import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
// A relative path: Jest's set-up loads this library before anything resolves `#progress`.
import { reportProgress } from '../../progress/src/index';
import { repositoryRoot } from './repository';

const askEveryMs = 1_000;
const errorCharactersMax = 4_000;

/** The programs that tools/temporal pins. */
const packages = {
  cli: { path: 'github.com/temporalio/cli/cmd/temporal', flags: '-X github.com/temporalio/cli/internal/temporalcli.Version=1.8.2' },
  server: { path: 'go.temporal.io/server/cmd/server', flags: '' },
  schemaTool: { path: 'go.temporal.io/server/cmd/tools/sql', flags: '' },
} as const;
type Pinned = (typeof packages)[keyof typeof packages];

/** True when Go is on PATH; a version older than go.mod asks for fetches the right one itself. */
export async function goProgram(): Promise<boolean> {
  return promisify(execFile)('go', ['version']).then(
    () => true,
    () => false,
  );
}

/**
 * Builds a pinned program in its own folder and renames the result, so that simultaneous builds do not collide. Go keeps
 * each module that it has fetched and each package that it has compiled: a build that was broken off goes on there.
 */
export async function buildTemporal(program: keyof typeof packages, target: string, say: (line: string) => void): Promise<void> {
  const work = mkdtempSync(join(dirname(target), 'build-'));
  const built = join(work, 'program');
  const far = new HowFar((line) => say(`building Temporal: ${line}`));
  try {
    await far.fetching(packages[program]);
    await far.compiling(packages[program], built);
    renameSync(built, target);
  } finally {
    far.end();
    rmSync(work, { recursive: true, force: true });
  }
}

/** Counts what Go does, and says it every few seconds, also while Go is silent. */
class HowFar {
  private step: { what: string; done: number; total?: number } = { what: `of at most ${modulesPinned()} modules fetched`, done: 0 };
  private readonly timer: NodeJS.Timeout;

  constructor(say: (line: string) => void) {
    const report = reportProgress(say);
    this.timer = setInterval(() => report(this.step.what, this.step.done, this.step.total), askEveryMs);
  }

  /** Fetches the modules that are missing, and counts the packages that are compiled already. */
  async fetching({ path }: Pinned): Promise<void> {
    const listed: string[] = [];
    await go(['list', '-trimpath', '-deps', '-f', '{{.ImportPath}} {{.Stale}}', path], {
      out: (line) => listed.push(line),
      error: (line) => this.countIf(line.startsWith('go: downloading ')),
    });
    const stale = listed.filter((line) => line.endsWith(' true')).length;
    this.step = { what: 'packages compiled', done: listed.length - stale, total: listed.length };
  }

  /** `go build -v` names each package when it compiles it, and none that it finds compiled. */
  async compiling({ path, flags }: Pinned, built: string): Promise<void> {
    const aPackage = /^[\w.~/-]+$/;
    await go(['build', '-v', '-trimpath', '-ldflags', `-s -w ${flags}`, '-o', built, path], {
      error: (line) => this.countIf(aPackage.test(line)),
    });
  }

  end(): void {
    clearInterval(this.timer);
  }

  private countIf(counts: boolean): boolean {
    if (counts) this.step.done += 1;
    return counts;
  }
}

const folder = join(repositoryRoot, 'tools/temporal');

/** All that go.mod requires; a program needs most of them, and fetches those that are not there yet. */
const modulesPinned = (): number => readFileSync(join(folder, 'go.mod'), 'utf8').match(/^\t\S+ v\S+/gm)?.length ?? 0;

/** Takes a line; true: it is no error, and not repeated where Go fails. */
interface Lines {
  out?(line: string): unknown;
  error(line: string): boolean;
}

/** @throws with the end of what Go said. */
async function go(args: readonly string[], { out, error }: Lines): Promise<void> {
  const child = spawn('go', args, { cwd: folder, env: { ...process.env, CGO_ENABLED: '0' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  createInterface({ input: child.stdout }).on('line', (line) => out?.(line));
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!error(line)) said = `${said}${line}\n`.slice(-errorCharactersMax);
  });
  const exit = await new Promise<string>((resolve) => {
    child.once('error', (failure) => resolve(failure.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
  });
  if (exit !== '') throw new Error(`go ${args[0]} of tools/temporal failed (${exit}):\n${said.trim()}`);
}
