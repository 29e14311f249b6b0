import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Programs of another commit, in a git worktree of their own in the cache: installed and built once.
 * @returns its folder; undefined, with a line that says why, if it is not available here
 */
export function builtCommit(commit) {
  const [known] = git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`);
  if (known !== 0) return unavailable(`commit ${commit} is not in this git history: a whole clone has it (git fetch --unshallow)`);
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tenure', `commit-${commit}`);
  const mark = join(folder, 'dist', '.built');
  if (existsSync(mark)) return folder;
  console.log(`  building ${commit} in ${folder}`);
  git('worktree', 'prune');
  const built =
    (existsSync(join(folder, 'package.json')) || run('git', ['worktree', 'add', '--force', '--detach', folder, commit])) &&
    run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], folder) &&
    run('npm', ['run', '--silent', 'build'], folder);
  if (!built) return unavailable(`commit ${commit} cannot be built in ${folder}`);
  writeFileSync(mark, '');
  return folder;
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' });
  return [status, stdout];
}

const run = (command, args, cwd) => spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], cwd }).status === 0;

function unavailable(why) {
  console.log(`  ${why}`);
}
