import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from './repository';

const progressEveryMs = 30_000;

/** The programs that tools/temporal pins. */
const packages = {
  cli: { path: 'github.com/temporalio/cli/cmd/temporal', flags: '-X github.com/temporalio/cli/internal/temporalcli.Version=1.8.2' },
  server: { path: 'go.temporal.io/server/cmd/server', flags: '' },
  schemaTool: { path: 'go.temporal.io/server/cmd/tools/sql', flags: '' },
} as const;

/** True when Go is on PATH; a version older than go.mod asks for fetches the right one itself. */
export async function goProgram(): Promise<boolean> {
  return promisify(execFile)('go', ['version']).then(
    () => true,
    () => false,
  );
}

/** Builds a pinned program in its own folder and renames the result, so that simultaneous builds do not collide. */
export async function buildTemporal(program: keyof typeof packages, target: string, say: (line: string) => void): Promise<void> {
  const work = mkdtempSync(join(dirname(target), 'build-'));
  const built = join(work, 'program');
  const began = Date.now();
  const progress = setInterval(() => say(`still building Temporal, ${Math.round((Date.now() - began) / 1000)} s so far`), progressEveryMs);
  try {
    await goBuild(packages[program], built);
    renameSync(built, target);
  } finally {
    clearInterval(progress);
    rmSync(work, { recursive: true, force: true });
  }
}

async function goBuild({ path, flags }: (typeof packages)[keyof typeof packages], built: string): Promise<void> {
  const go = spawn('go', ['build', '-trimpath', '-ldflags', `-s -w ${flags}`, '-o', built, path], {
    cwd: join(repositoryRoot, 'tools/temporal'),
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  go.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4_000)));
  const exit = await new Promise<string>((resolve) => {
    go.once('error', (error) => resolve(error.message));
    go.once('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
  });
  if (exit !== '') throw new Error(`go build of tools/temporal failed (${exit}):\n${stderr.trim()}`);
}
