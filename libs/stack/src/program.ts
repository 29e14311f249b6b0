import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type Child, launch, untilReady } from './child';
import { repositoryRoot } from './repository';
import type { StackFolder } from './stack-folder';

const readyDeadlineMs = 60_000;

export interface Program {
  name: string;
  /** Path below dist. */
  script: string;
  /** Answers 2xx when the program is ready. */
  readyUrl: string;
  graceMs: number;
  /** The repository that it belongs to; ours, unless a test runs those of another release. */
  repository?: string;
}

/** Starts a Node program of this repository and waits until it says that it is ready. */
export async function startProgram(program: Program, environment: Record<string, string>, folder: StackFolder): Promise<Child> {
  const { repository = repositoryRoot } = program;
  const child = launch({
    name: program.name,
    command: process.execPath,
    args: ['--enable-source-maps', compiledPath(program.script, repository)],
    cwd: repository,
    env: environment,
    logFile: folder.log(program.name),
    pidFile: folder.pid(program.name),
    graceMs: program.graceMs,
  });
  try {
    await untilReady(child, () => answersOk(program.readyUrl), readyDeadlineMs);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return child;
}

/**
 * Runs a Node program of this repository to its end; `say` hears at once what it writes to stderr, a line each.
 * @returns what it printed. @throws with its error output.
 */
export async function runProgram(
  name: string,
  script: string,
  environment: Record<string, string>,
  folder: StackFolder,
  args: readonly string[] = [],
  say?: (line: string) => void,
): Promise<string> {
  try {
    const running = promisify(execFile)(process.execPath, ['--enable-source-maps', compiledPath(script), ...args], {
      cwd: repositoryRoot,
      env: { ...process.env, ...environment },
    });
    if (say) createInterface({ input: running.child.stderr! }).on('line', say);
    const { stdout, stderr } = await running;
    appendFileSync(folder.log(name), stderr, { mode: 0o600 });
    return stdout.trim();
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new Error(`${name} failed:\n${stderr || messagesOf(stdout ?? '') || String(error)}`, { cause: error });
  }
}

/** Returns what a program says in its log lines, as text for a person; a line of another form as it is. */
export const messagesOf = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => messageOf(line) ?? line)
    .join('\n');

function messageOf(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { message?: string }).message;
  } catch {
    return undefined;
  }
}

function compiledPath(script: string, repository = repositoryRoot): string {
  return join(repository, 'dist', script);
}

async function answersOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status} ${body.slice(0, 500)}`);
}
