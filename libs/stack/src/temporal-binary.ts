import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { buildTemporal, goProgram } from './temporal-build';
import { downloadTemporal, downloadVersion } from './temporal-download';
import { repositoryRoot } from './repository';

const run = promisify(execFile);
const leastCli = [1, 8, 2] as const;
const leastServer = [1, 32, 0] as const;
const abandonedAfterMs = 24 * 60 * 60_000;

/**
 * The Temporal CLI with its development server, from the first place that has one new enough: PATH, our cache, the
 * official download, a build of tools/temporal.
 * @throws an error that lists the remedies when no place has one.
 */
export async function temporalBinary(say: (line: string) => void): Promise<string> {
  const installed = await onPath();
  if (installed) return installed;

  const folder = cacheFolder();
  const cached = join(folder, program);
  if (await isNewEnough(cached)) return cached;

  mkdirSync(folder, { recursive: true });
  clearAbandoned(folder);
  say(`fetching Temporal ${downloadVersion}, once`);
  const download = await downloadTemporal(folder, cached);
  if (download === 'done' && (await isNewEnough(cached))) return cached;

  if (!(await goProgram())) throw new Error(remedies(folder, download));
  say('building Temporal from source, about 5 minutes, once; one that is broken off goes on where it was');
  await buildTemporal('cli', cached, say);
  if (!(await isNewEnough(cached))) throw new Error(`the Temporal that was built at ${cached} does not run`);
  return cached;
}

/**
 * The full server, and the tool that creates its tables: from our cache, else built from tools/temporal.
 * @throws an error that says what to do when the cache lacks them and there is no Go to build them.
 */
export async function temporalServerBinaries(say: (line: string) => void): Promise<{ server: string; schemaTool: string }> {
  const folder = cacheFolder();
  const binaries = { server: join(folder, 'temporal-server'), schemaTool: join(folder, 'temporal-sql-tool') };
  mkdirSync(folder, { recursive: true });
  clearAbandoned(folder);
  for (const program of ['server', 'schemaTool'] as const) {
    if ((await versionOf(binaries[program])) !== undefined) continue;
    if (!(await goProgram()))
      throw new Error(
        'the full Temporal server is built from source: install Go 1.26.8 or newer and try again, or leave out --temporal=postgres',
      );
    say(`building Temporal's ${program === 'server' ? 'full server' : 'schema tool'} from source, once`);
    await buildTemporal(program, binaries[program], say);
  }
  return binaries;
}

const program = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

function cacheFolder(): string {
  const pinned = readFileSync(join(repositoryRoot, 'tools/temporal/go.sum'));
  const hash = createHash('sha256').update(pinned).digest('hex').slice(0, 16);
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tenure', `temporal-${hash}`);
}

async function onPath(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(folder, program);
    if (await isNewEnough(candidate)) return candidate;
  }
  return undefined;
}

async function isNewEnough(candidate: string): Promise<boolean> {
  // "temporal version 1.8.2 (Server 1.32.1, UI 2.54.1)"
  const [, cli, server] = /version (\d+\.\d+\.\d+).*Server (\d+\.\d+\.\d+)/.exec((await versionOf(candidate)) ?? '') ?? [];
  return cli !== undefined && server !== undefined && atLeast(cli, leastCli) && atLeast(server, leastServer);
}

/** What a program says of its version; undefined when it does not run, as a file that was written half. */
async function versionOf(candidate: string): Promise<string | undefined> {
  try {
    accessSync(candidate, constants.X_OK);
    const { stdout } = await run(candidate, ['--version'], { timeout: 10_000 });
    return / version \d/.test(stdout) ? stdout : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the folders of builds and downloads that were killed; those of today may still be at work. */
function clearAbandoned(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => /^(build|download)-/.test(each))) {
    const path = join(folder, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (mtimeMs < Date.now() - abandonedAfterMs) rmSync(path, { recursive: true, force: true });
  }
}

function atLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  const difference = least.map((wanted, index) => (parts[index] ?? 0) - wanted).find((part) => part !== 0);
  return (difference ?? 0) >= 0;
}

function remedies(folder: string, download: string): string {
  return [
    'no Temporal server: none on PATH (1.8.2 or newer), none cached, the download failed, and there is no Go to build it.',
    `The download said: ${download}`,
    'Any one of these helps:',
    '  - start a Temporal server (1.32 or newer) and give TEMPORAL_ADDRESS=host:port',
    `  - put the Temporal CLI 1.8.2 or newer on PATH, or at ${join(folder, program)}`,
    '  - allow HTTPS to temporal.download and try again',
    '  - install Go 1.26.8 or newer and try again: tools/temporal is then built once, in about 5 minutes',
  ].join('\n');
}
