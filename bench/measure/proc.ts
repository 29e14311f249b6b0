import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What one line of `/proc/<pid>/stat` says. */
export interface ProcessStat {
  pid: number;
  parent: number;
  /** Its own time on a processor, and that of its children that have ended, in clock ticks. */
  ticks: number;
}

/** The name in brackets may itself contain brackets and blanks: the fields are counted from the last bracket. */
export function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [parent, ...times] = [fields[1], ...fields.slice(11, 15)].map(Number);
  return { pid: Number.parseInt(line, 10), parent: parent!, ticks: times.reduce((sum, each) => sum + each, 0) };
}

/**
 * The ticks of a process with all its descendants. What has ended meanwhile is counted with its parent, so that the sum
 * never falls.
 */
export function ticksOf(root: number, all: readonly ProcessStat[]): number {
  const own = all.find(({ pid }) => pid === root);
  if (!own) throw new Error(`process ${root} has ended`);
  const children = all.filter(({ parent }) => parent === root);
  return children.reduce((sum, { pid }) => sum + ticksOf(pid, all), own.ticks);
}

/** Every process of the machine. @throws where there is no /proc */
export function processes(): ProcessStat[] {
  if (process.platform !== 'linux') throw new Error('the CPU time of programs is read from /proc: run this bench on Linux');
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))];
    } catch {
      // It has ended since the folder was read.
      return [];
    }
  });
}

let ticksPerSecond: number | undefined;

export const msPerTick = (): number => {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return 1_000 / ticksPerSecond;
};
