import type { BenchStack } from './bench-stack';

/** The same small work, timed before and after a reading: where the two differ, the machine was not the same. */
export interface Yardstick {
  before: number;
  after: number;
}

const transactions = 300;
const mayDifferBy = 0.15;

/** How long PostgreSQL takes for a fixed number of transactions, one after the other, in milliseconds. */
export async function yardstick({ database }: BenchStack): Promise<number> {
  const beganAt = performance.now();
  for (let i = 0; i < transactions; i += 1) await database.query('SELECT count(*) FROM pg_catalog.pg_class');
  return performance.now() - beganAt;
}

export const isSteady = ({ before, after }: Yardstick): boolean => Math.abs(after - before) / Math.min(before, after) <= mayDifferBy;
