import { originsOf, type AnyRule, type Process } from '#domain';

/** One accepted command: from which state to which, by their names. */
export interface Edge {
  command: string;
  from: string;
  to: string;
}

/**
 * The commands of callers that lead back to where they were accepted, without a number in the policy: a caller could
 * repeat them without an end. A way back by a command that has a number ends with it.
 */
export function endlessCommands(process: Pick<Process, 'origins'>, edges: readonly Edge[]): readonly string[] {
  const rules = (process as { rules?: Readonly<Record<string, AnyRule>> }).rules ?? {};
  const counted = ({ command }: Edge) => rules[command]?.atMost !== undefined;
  const free = edges.filter((edge) => !counted(edge));
  const next = new Map<string, Set<string>>();
  for (const { from, to } of free) next.set(from, (next.get(from) ?? new Set()).add(to));
  const endless = free.filter(({ command, from, to }) => originsOf(process, command).includes('caller') && reaches(next, to, from));
  return [...new Set(endless.map(({ command }) => command))].sort();
}

function reaches(next: ReadonlyMap<string, ReadonlySet<string>>, from: string, goal: string): boolean {
  const seen = new Set([from]);
  for (const state of seen) {
    if (state === goal) return true;
    next.get(state)?.forEach((each) => seen.add(each));
  }
  return false;
}
