import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Prepares a checkout before anything compiled can run. Plain Node: nothing is installed yet. */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sourceFolders = ['apps', 'workflows', 'activities', 'libs', 'scripts', 'bench'];
const buildFiles = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Ends the process with an explanation if Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || (major === 24 && minor >= 11) || major > 24;
  if (supported) return;
  console.error(`Tenure needs Node 20 (from 20.19), Node 22 (from 22.13), or Node 24.11 and newer; this is ${process.version}.`);
  process.exit(1);
}

/** Runs `npm ci` unless every package is there in the version of package-lock.json. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('  installing packages');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  // What the compiler knows of packages is as old as the packages were.
  for (const file of ['.tsbuildinfo', '.build.tsbuildinfo']) rmSync(join(root, 'dist', file), { force: true });
}

/** Builds unless dist was made from exactly these sources. */
export function ensureBuilt() {
  const stampFile = join(root, 'dist/.sources.json');
  const sources = listSources();
  const built = readJson(stampFile);
  if (built && JSON.stringify(built) === JSON.stringify(sources)) return;
  console.log('  building');
  // tsc leaves the output of a deleted source behind, and a deleted migration or workflow would stay active.
  if (built && Object.keys(built).some((file) => !(file in sources))) rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(sources));
}

/** npm writes the second file at the end of every install: it says what lies in node_modules. */
function isInstalled() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  const present = readJson(join(root, 'node_modules/.package-lock.json'))?.packages;
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    if (present[path]) return present[path].version === entry.version;
    return entry.optional === true || entry.devOptional === true || entry.peer === true;
  });
}

function listSources() {
  const sources = {};
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) return readdirSync(join(root, path)).forEach((name) => name !== 'node_modules' && visit(`${path}/${name}`));
    if (buildFiles.includes(path) || (/\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))) sources[path] = `${stat.mtimeMs} ${stat.size}`;
  };
  [...buildFiles, ...sourceFolders].forEach(visit);
  return sources;
}

function readJson(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status === 0) return;
  console.error(`${[command, ...args].join(' ')} failed${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}
