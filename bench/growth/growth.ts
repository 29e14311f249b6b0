import { repositoryRoot } from '#stack';
import { People } from '../flow/people';
import { openStack, type BenchStack } from '../measure/bench-stack';
import { startStack } from '../stacks/own-stack';
import { run } from '../stacks/run';
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
  sleepers: number;
}

const fewEvents = 10;
const limitOfAStream = 1.5;
/** Far from the people of the rounds. */
const sleeping = 50_000_000;

/** Measures what should not grow, on stacks of this folder's programs; nothing of a part whose size is 0. */
export const measureGrowth = (size: GrowthSize, seed: number): Promise<Growth[]> =>
  inWorkshop(async (workshop, signal) => {
    const empty = await started(workshop, 'empty', signal);
    const crowds = size.accounts === 0 ? [] : await comparedAccounts(empty, await started(workshop, 'crowded', signal), size, seed, signal);
    // Last: its streams would lie in the tables that should be empty.
    const lengths = size.events === 0 ? [] : await comparedStreams(empty, size.events);
    return [...lengths, ...crowds, ...(size.sleepers === 0 ? [] : await comparedSleepers(empty, seed + sleeping, size.sleepers))];
  });

async function comparedAccounts(
  empty: BenchStack,
  crowded: BenchStack,
  { accounts, rounds }: GrowthSize,
  seed: number,
  signal: AbortSignal,
): Promise<Growth[]> {
  console.error(`  seeding ${accounts} accounts`);
  await seedAccounts(crowded, accounts, new People(seed + sleeping).phone());
  await verify(crowded, signal);
  return comparedCrowds(empty, crowded, seed, rounds);
}

async function comparedStreams(stack: BenchStack, events: number): Promise<Growth[]> {
  const [little, much] = await commandTimes(stack, [fewEvents, events]);
  return [{ what: `a command, ${fewEvents} and ${events} events`, unit: 'ms', little: little!, much: much!, limit: limitOfAStream }];
}

const verifiedWithinMs = 600_000;

/** What was seeded is what the API would have written. @throws where `npm run verify-chain` finds a fault */
async function verify({ file }: BenchStack, signal: AbortSignal): Promise<void> {
  const command = ['dist/scripts/database.js', 'verify-chain'];
  const limits = { withinMs: verifiedWithinMs, signal, env: { OWNER_DATABASE_URL: file.ownerDatabaseUrl } };
  console.error(`  verify-chain: ${await run(process.execPath, command, repositoryRoot, limits)}`);
}

async function started(workshop: Workshop, name: string, signal: AbortSignal): Promise<BenchStack> {
  console.error(`  starting a stack: ${name}`);
  return openStack(await startStack(repositoryRoot, workshop.state(name), signal));
}
