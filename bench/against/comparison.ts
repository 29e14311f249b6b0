import type { Figure } from '../flow/figures';
import { columns, written } from '../flow/table';
import { median } from '../measure/quantile';

/** What several readings of one figure tell. */
interface Spread {
  median: number;
  least: number;
  most: number;
}

/** One figure of two commits; without a spread where no reading of that side has it. */
export interface Compared {
  part: string;
  name: string;
  unit: string;
  against: Spread | undefined;
  ours: Spread | undefined;
  /** Our median to that of the other commit. */
  ratio: number | undefined;
}

const keyOf = ({ part, name }: Figure) => `${part}: ${name}`;

/** @param against the figures of each reading of the other commit; `ours`: of this one, in the same order of parts */
export function compare(against: readonly (readonly Figure[])[], ours: readonly (readonly Figure[])[]): Compared[] {
  const all = new Map([...ours.flat(), ...against.flat()].map((figure) => [keyOf(figure), figure]));
  const inOrder = [...all.values()].sort((a, b) => partsOf(ours).indexOf(a.part) - partsOf(ours).indexOf(b.part));
  return inOrder.map(({ part, name, unit }) => {
    const [theirs, mine] = [against, ours].map((readings) => spreadOf(readings, `${part}: ${name}`));
    const ratio = theirs && mine && theirs.median !== 0 ? mine.median / theirs.median : undefined;
    return { part, name, unit, against: theirs, ours: mine, ratio };
  });
}

const partsOf = (readings: readonly (readonly Figure[])[]) => [...new Set(readings.flat().map(({ part }) => part))];

function spreadOf(readings: readonly (readonly Figure[])[], key: string): Spread | undefined {
  const values = readings.flat().flatMap((figure) => (keyOf(figure) === key && figure.value !== undefined ? [figure.value] : []));
  if (values.length === 0) return undefined;
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

const cell = (spread: Spread | undefined) =>
  spread === undefined ? '–' : `${written(spread.median)} (${written(spread.least)}–${written(spread.most)})`;

/** Both commits beside each other: the median and the range of each figure, and the ratio of the medians. */
export function comparisonTable(compared: readonly Compared[], names: { against: string; ours: string }): string {
  const [heading, ...lines] = columns([
    ['median (range)', '', names.against, names.ours, 'ratio'],
    ...compared.map(({ name, unit, against, ours, ratio }) => [`  ${name}`, unit, cell(against), cell(ours), written(ratio)]),
  ]);
  const body = compared.flatMap(({ part }, i) => (part === compared[i - 1]?.part ? [lines[i]!] : ['', part, lines[i]!]));
  return [heading!, ...body].join('\n');
}
