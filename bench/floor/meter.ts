import { setTimeout as delay } from 'node:timers/promises';
import { msPerTick, processes, ticksOf } from '../measure/proc';

/** The time on a processor of some programs, by their names. */
export type Used = Record<string, number>;

/** Reads the time of programs at the two ends of a quiet time and of the time that counts. */
export interface Times {
  quietFrom: number;
  from: number;
  to: number;
}

function usedBy(pids: Readonly<Record<string, number>>): Used {
  const all = processes();
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, ticksOf(pid, all) * msPerTick()]));
}

const until = (at: number) => delay(Math.max(0, at - Date.now()));

/** What programs have used between two instants, in milliseconds, without what they use when there is nothing to do. */
export async function usedBetween(pids: Readonly<Record<string, number>>, { quietFrom, from, to }: Times): Promise<Used> {
  await until(quietFrom);
  const atFirst = usedBy(pids);
  await until(from);
  const before = usedBy(pids);
  await until(to);
  const after = usedBy(pids);
  const times = (to - from) / (from - quietFrom);
  return Object.fromEntries(
    Object.keys(pids).map((name) => [name, Math.max(0, after[name]! - before[name]! - times * (before[name]! - atFirst[name]!))]),
  );
}
