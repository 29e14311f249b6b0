import { folding } from '#engine';
import { openDatabase, verifyChain } from '#event-store';
import { repositoryRoot } from '#stack';
import { People } from '../flow/people';
import { openStack, type BenchStack } from '../measure/bench-stack';
import { startStack } from '../stacks/own-stack';
import { inWorkshop, type Workshop } from '../stacks/workshop';
import { comparedCrowds } from './crowded';
import type { Growth } from './limits';
import { commandTimes } from './long-stream';
import { seedAccounts } from './seed-accounts';
import { comparedSleepers } from './sleepers';

export interface GrowthSize {
  events: number;
  accounts: number;
  rounds: number;
  /** None: this part is left out. */
  sleepers: number;
}

const fewEvents = 10;
const limitOfAStream = 1.5;
/** Far from the people of the rounds. */
const sleeping = 50_000_000;

/** Measures what should not grow, on two stacks of this folder's programs. */
export const measureGrowth = (size: GrowthSize, seed: number): Promise<Growth[]> =>
  inWorkshop(async (workshop, signal) => {
    const [empty, crowded] = [await started(workshop, 'empty', signal), await started(workshop, 'crowded', signal)];
    console.error(`  seeding ${size.accounts} accounts`);
    await seedAccounts(crowded, size.accounts, new People(seed + sleeping).phone());
    await verify(crowded);
    const crowds = await comparedCrowds(empty, crowded, seed, size.rounds);
    // Last: its streams would lie in the tables that should be empty.
    const lengths = await comparedStreams(empty, size.events);
    return [...lengths, ...crowds, ...(size.sleepers === 0 ? [] : await comparedSleepers(empty, seed + sleeping, size.sleepers))];
  });

async function comparedStreams(stack: BenchStack, events: number): Promise<Growth[]> {
  const [little, much] = await commandTimes(stack, [fewEvents, events]);
  return [{ what: `a command, ${fewEvents} and ${events} events`, unit: 'ms', little: little!, much: much!, limit: limitOfAStream }];
}

/** What was seeded is what the API would have written. @throws where `verify-chain` finds a fault */
async function verify({ file }: BenchStack): Promise<void> {
  const database = await openDatabase({ url: file.databaseUrl, applicationName: 'tenure-bench', poolSize: 1, unhurried: true });
  try {
    const { events, faults } = await verifyChain(database, folding);
    console.error(`  verify-chain: ${events} events verified, ${faults.length} faults`);
    if (faults[0]) throw new Error(`${faults[0].fault} at ${faults[0].streamId}@${faults[0].version}`);
  } finally {
    await database.close();
  }
}

async function started(workshop: Workshop, name: string, signal: AbortSignal): Promise<BenchStack> {
  console.error(`  starting a stack: ${name}`);
  return openStack(await startStack(repositoryRoot, workshop.state(name), signal));
}
