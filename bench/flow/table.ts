import type { Figure } from './figures';

/** A number as people read it: three digits that tell something. */
export function written(value: number | undefined): string {
  if (value === undefined) return '–';
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** Lines with equal columns, the first one to the left. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((known, row) => row.map((cell, i) => Math.max(known[i] ?? 0, cell.length)), []);
  return rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '));
}

/** The report of one reading: its figures under their parts. */
export function tableOf(figures: readonly Figure[]): string {
  const lines = columns(figures.map(({ name, unit, value }) => [`  ${name}`, `${written(value)} ${unit}`.trimEnd()]));
  return figures.flatMap(({ part }, i) => (part === figures[i - 1]?.part ? [lines[i]!] : ['', part, lines[i]!])).join('\n');
}
