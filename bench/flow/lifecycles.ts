import type { BenchStack } from '../measure/bench-stack';
import { share, since, type Cpu } from '../measure/cpu';
import { quiet } from '../measure/quiet';
import { allTold, transactionsOf } from '../measure/transactions';
import { eachOf, workflowCosts, type WorkflowCost } from '../measure/workflows';
import type { Members } from './members';
import type { Percentiles } from './times';

const atOnce = 10;
const warmUps = 10;

/** Lifecycles one after the other. */
export interface OneByOne {
  lifecycles: number;
  calls: Record<string, Percentiles>;
  workflows: Record<string, WorkflowCost>;
}

/** Lifecycles ten at once; what each of them costs includes all that follows until the stack is quiet again. */
export interface AtOnce extends OneByOne {
  perSecond: number;
  cpu: Cpu;
  transactions: number;
}

export async function warmUp(members: Members): Promise<void> {
  for (let i = 0; i < warmUps; i += 1) await members.join();
  members.taken();
}

export async function oneByOne(stack: BenchStack, members: Members, lifecycles: number): Promise<OneByOne> {
  const beganAt = new Date();
  for (let i = 0; i < lifecycles; i += 1) await members.join();
  await quiet(stack);
  return costOf(stack, members, beganAt);
}

export async function tenAtOnce(stack: BenchStack, members: Members, forMs: number): Promise<AtOnce> {
  await allTold();
  const [began, cpu, transactions, beganAt] = [new Date(), stack.cpu(), await transactionsOf(stack), performance.now()];
  const until = beganAt + forMs;
  const one = async () => {
    while (performance.now() < until) await members.join();
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - beganAt) / 1_000;
  await quiet(stack);
  const used = since(cpu, stack.cpu());
  await allTold();
  const committed = (await transactionsOf(stack)) - transactions;
  const cost = await costOf(stack, members, began);
  const { lifecycles } = cost;
  return { ...cost, perSecond: lifecycles / seconds, cpu: share(used, lifecycles), transactions: committed / lifecycles };
}

async function costOf(stack: BenchStack, members: Members, since: Date): Promise<OneByOne> {
  const { lifecycles, times, workflowIds } = members.taken();
  const workflows = eachOf(await workflowCosts(stack, workflowIds, since), lifecycles);
  return { lifecycles, calls: times.percentiles(), workflows };
}
