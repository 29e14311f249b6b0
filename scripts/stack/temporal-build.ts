import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const progressEveryMs = 30_000;
const cliVersion = '1.8.2';

/** True when a Go is on PATH; an older one than go.mod asks for fetches the right one itself. */
export async function goProgram(): Promise<boolean> {
  return promisify(execFile)('go', ['version']).then(
    () => true,
    () => false,
  );
}

/** Builds the pinned CLI. Two builds at once do not meet: each works in a folder of its own and renames its result into place. */
export async function buildTemporal(module: string, target: string, say: (line: string) => void): Promise<void> {
  const work = mkdtempSync(join(dirname(target), 'build-'));
  const built = join(work, 'temporal');
  const began = Date.now();
  const progress = setInterval(() => say(`still building Temporal, ${Math.round((Date.now() - began) / 1000)} s so far`), progressEveryMs);
  try {
    await goBuild(module, built);
    renameSync(built, target);
  } finally {
    clearInterval(progress);
    rmSync(work, { recursive: true, force: true });
  }
}

async function goBuild(module: string, built: string): Promise<void> {
  const flags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${cliVersion}`;
  const go = spawn('go', ['build', '-trimpath', '-ldflags', flags, '-o', built, 'github.com/temporalio/cli/cmd/temporal'], {
    cwd: module,
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
