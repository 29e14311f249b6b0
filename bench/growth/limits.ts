import { columns, written } from '../flow/table';

/** Something that should cost the same however much there is. */
export interface Growth {
  what: string;
  unit: string;
  little: number;
  much: number;
  /** The largest ratio of the two; undefined where the figure is told and not judged. */
  limit: number | undefined;
}

export const ratioOf = ({ little, much }: Growth): number => much / little;

export const isMissed = (growth: Growth): boolean => growth.limit !== undefined && !(ratioOf(growth) <= growth.limit);

export function growthTable(all: readonly Growth[]): string {
  const rows = all.map((growth) => {
    const verdict = growth.limit === undefined ? '' : isMissed(growth) ? `MISSED (≤ ${growth.limit})` : `≤ ${growth.limit}`;
    return [growth.what, growth.unit, written(growth.little), written(growth.much), written(ratioOf(growth)), verdict];
  });
  return columns([['what', '', 'little', 'much', 'ratio', 'limit'], ...rows]).join('\n');
}
