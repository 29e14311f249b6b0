import { repositoryRoot } from '#stack';
import { figuresOf } from '../flow/figures';
import { readFlow, type Reading, type Size } from '../flow/reading';
import { openStack, type BenchStack } from '../measure/bench-stack';
import { compare, type Compared } from './comparison';
import { startStack } from '../stacks/own-stack';
import { run } from '../stacks/run';
import { inWorkshop, type Workshop } from '../stacks/workshop';

const sides = ['against', 'ours'] as const;
type Side = (typeof sides)[number];

export interface Against {
  commits: Record<Side, string>;
  readings: Record<Side, Reading[]>;
  figures: Compared[];
}

/** More people than one reading leads. */
const peopleOfARound = 50_000;

/**
 * Measures another commit and this one in turns, each on its own stack, which is idle meanwhile. The programs of both
 * are built from what is committed; this process, which asks them, is the same for both.
 */
export async function measureAgainst(commit: string, rounds: number, seed: number, size: Size): Promise<Against> {
  const commits = { against: await known(commit), ours: await known('HEAD') };
  return inWorkshop((workshop, signal) => inTurns(workshop, commits, { rounds, seed, size }, signal));
}

interface Plan {
  rounds: number;
  seed: number;
  size: Size;
}

async function inTurns(
  workshop: Workshop,
  commits: Against['commits'],
  { rounds, seed, size }: Plan,
  signal: AbortSignal,
): Promise<Against> {
  const stacks = {} as Record<Side, BenchStack>;
  for (const side of sides) stacks[side] = await started(workshop, side, commits[side], signal);
  const readings: Against['readings'] = { against: [], ours: [] };
  for (let round = 0; round < rounds; round += 1) {
    // Who begins has the colder machine: each side begins every other time.
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      signal.throwIfAborted();
      console.error(`  round ${round + 1} of ${rounds}: ${commits[side]}`);
      readings[side].push(await readFlow(stacks[side], seed + round * peopleOfARound, size));
    }
  }
  await Promise.all(sides.map((side) => stacks[side].close()));
  return { commits, readings, figures: compare(readings.against.map(figuresOf), readings.ours.map(figuresOf)) };
}

async function started(workshop: Workshop, side: Side, commit: string, signal: AbortSignal): Promise<BenchStack> {
  console.error(`  building and starting ${commit}`);
  const folder = await workshop.checkOut(side, commit, signal);
  return openStack(await startStack(folder, workshop.state(side), signal));
}

const known = (commit: string) =>
  run('git', ['rev-parse', '--verify', '--short', `${commit}^{commit}`], repositoryRoot, { withinMs: 10_000 });
