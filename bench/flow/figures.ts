import { programs, total, type Cpu } from '../measure/cpu';
import type { OneByOne } from './lifecycles';
import type { Reading } from './reading';

/** One line of a report: a figure with its unit. */
export interface Figure {
  part: string;
  name: string;
  unit: string;
  value: number | undefined;
}

/** Everything that a reading tells, in the order of the report. */
export const figuresOf = ({ idle, oneByOne, atOnce, arrivals }: Reading): Figure[] => [
  ...cpuFigures('CPU a lifecycle, 10 at once', 'ms', atOnce.cpu),
  { part: 'lifecycles', name: '10 at once', unit: '/s', value: atOnce.perSecond },
  { part: 'lifecycles', name: 'transactions of PostgreSQL each', unit: '', value: atOnce.transactions },
  ...callFigures('one after the other', oneByOne),
  ...callFigures('10 at once', atOnce),
  ...workflowFigures('workflows of a lifecycle, one after the other', oneByOne),
  ...workflowFigures('workflows of a lifecycle, 10 at once', atOnce),
  { part: 'accounts taken in, 16 at once', name: 'commands', unit: '/s', value: arrivals.perSecond },
  { part: 'accounts taken in, 16 at once', name: 'wakes sent, while and after', unit: '/s', value: arrivals.wokenPerSecond },
  { part: 'accounts taken in, 16 at once', name: 'wakes left by the last answer', unit: '', value: arrivals.wakesLeft },
  { part: 'accounts taken in, 16 at once', name: 'wakes sent, after it', unit: '/s', value: arrivals.wakesPerSecond },
  ...cpuFigures('CPU an account, until the answer', 'ms', arrivals.cpu),
  ...cpuFigures('CPU an account, until all is quiet', 'ms', arrivals.cpuUntilQuiet),
  ...cpuFigures('idle, CPU a second', 'ms', idle.cpu),
  { part: 'idle', name: 'transactions of PostgreSQL', unit: '/s', value: idle.transactionsPerSecond },
];

const cpuFigures = (part: string, unit: string, cpu: Cpu): Figure[] => [
  ...programs.map((program) => ({ part, name: program, unit, value: cpu[program] })),
  { part, name: 'together', unit, value: total(cpu) },
];

const callFigures = (how: string, { calls }: OneByOne): Figure[] =>
  (['p50', 'p95'] as const).flatMap((percentile) =>
    Object.entries(calls).map(([name, times]) => ({ part: `${percentile}, ${how}`, name, unit: 'ms', value: times[percentile] })),
  );

function workflowFigures(part: string, { workflows }: OneByOne): Figure[] {
  const kinds = ['transitions', 'events', 'runs'] as const;
  const types = Object.entries(workflows).sort(([a], [b]) => (a < b ? -1 : 1));
  return kinds.flatMap((kind) => [
    ...types.map(([type, cost]) => ({ part, name: `${kind}: ${type}`, unit: '', value: cost[kind] })),
    { part, name: `${kind}: together`, unit: '', value: types.reduce((sum, [, cost]) => sum + cost[kind], 0) },
  ]);
}
