import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { BenchStack } from './bench-stack';

/** Where figures were measured. */
export interface Surroundings {
  commit: string;
  node: string;
  postgres: string;
  temporal: string;
  processors: string;
}

export async function surroundingsOf(stack: BenchStack): Promise<Surroundings> {
  const [row] = await stack.database.query<{ server_version: string }>('SHOW server_version');
  const { serverVersion } = await stack.temporal.workflowService.getSystemInfo({});
  const processors = cpus();
  return {
    commit: commitOf(stack.file.pids.api),
    node: process.version,
    postgres: row!.server_version,
    temporal: serverVersion ?? 'unknown',
    processors: `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
  };
}

/** The commit of the folder that a program runs in; `+` where files of it have changed since. */
function commitOf(pid: number | undefined): string {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    const git = (...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}

/** The processes that ran or wanted to run, on average over the last minute. */
export const load = (): number => Number(loadavg()[0]!.toFixed(2));
