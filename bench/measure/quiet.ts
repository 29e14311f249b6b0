import { setTimeout as delay } from 'node:timers/promises';
import type { BenchStack } from './bench-stack';
import { since, total } from './cpu';

const lookEveryMs = 25;
const drainedWithinMs = 300_000;
/** All programs of an idle stack together use less of a second than this, with 20,000 sleepers too. */
const quietMsPerSecond = 150;

export const unsentWakes = async ({ database }: BenchStack): Promise<number> =>
  (await database.query<{ unsent: number }>('SELECT count(*)::int AS unsent FROM es.wakes'))[0]!.unsent;

/** Waits until no wake is unsent. @throws after five minutes */
export async function drained(stack: BenchStack): Promise<void> {
  const deadline = performance.now() + drainedWithinMs;
  while ((await unsentWakes(stack)) > 0) {
    if (performance.now() > deadline) throw new Error(`after ${drainedWithinMs / 1_000} s there are still unsent wakes`);
    await delay(lookEveryMs);
  }
}

/** Waits until the stack has done all that follows from what it was asked. @throws after five minutes */
export async function quiet(stack: BenchStack): Promise<void> {
  await drained(stack);
  const deadline = performance.now() + drainedWithinMs;
  for (let before = stack.cpu(); ;) {
    await delay(1_000);
    const after = stack.cpu();
    if (total(since(before, after)) < quietMsPerSecond) return;
    if (performance.now() > deadline) throw new Error(`after ${drainedWithinMs / 1_000} s the stack is still busy`);
    before = after;
  }
}
