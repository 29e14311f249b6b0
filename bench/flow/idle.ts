import { setTimeout as delay } from 'node:timers/promises';
import type { BenchStack } from '../measure/bench-stack';
import { share, since, type Cpu } from '../measure/cpu';
import { quiet } from '../measure/quiet';
import { allTold, transactionsOf } from '../measure/transactions';

/** What a stack costs that nobody asks anything. */
export interface Idle {
  /** Milliseconds of a processor in a second. */
  cpu: Cpu;
  transactionsPerSecond: number;
}

const forMs = 15_000;

export async function idle(stack: BenchStack): Promise<Idle> {
  await quiet(stack);
  await allTold();
  const [cpu, transactions, beganAt] = [stack.cpu(), await transactionsOf(stack), performance.now()];
  await delay(forMs);
  const seconds = (performance.now() - beganAt) / 1_000;
  const used = share(since(cpu, stack.cpu()), seconds);
  return { cpu: used, transactionsPerSecond: ((await transactionsOf(stack)) - transactions) / seconds };
}
