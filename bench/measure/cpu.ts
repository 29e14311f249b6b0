import { msPerTick, processes, ticksOf } from './proc';

/** The programs of a stack, as its stack.json names their processes. */
export const programs = ['api', 'worker', 'temporal', 'postgres', 'simulator'] as const;

export type Program = (typeof programs)[number];
/** Milliseconds on a processor, by program. */
export type Cpu = Record<Program, number>;

const eachProgram = (of: (program: Program) => number): Cpu => Object.fromEntries(programs.map((program) => [program, of(program)])) as Cpu;

export const total = (cpu: Cpu): number => programs.reduce((sum, program) => sum + cpu[program], 0);

/** What the programs with these pids have used since they began; a program that this stack does not run used nothing. */
export function cpuOf(pids: Readonly<Record<string, number>>): Cpu {
  const all = processes();
  return eachProgram((program) => (pids[program] === undefined ? 0 : ticksOf(pids[program], all) * msPerTick()));
}

export const since = (before: Cpu, after: Cpu): Cpu => eachProgram((program) => after[program] - before[program]);

export const share = (cpu: Cpu, parts: number): Cpu => eachProgram((program) => cpu[program] / parts);
