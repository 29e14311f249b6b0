import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runningStack } from '#stack';
import { measureAgainst } from './against/against';
import { comparisonTable } from './against/comparison';
import { figuresOf } from './flow/figures';
import { readFlow, type Reading } from './flow/reading';
import { floorFigures } from './floor/figures';
import { measureFloor } from './floor/floor';
import { tableOf } from './flow/table';
import { openStack } from './measure/bench-stack';
import { isSteady } from './measure/yardstick';

const usage = `npm run bench:flow -- [options]

  What the way of a member costs, from the invite to the active account, on a running stack that nobody else uses.

  --against=<commit>  build this commit and HEAD, start a stack of each, and measure them in turns
  --rounds=<n>        so many readings of each (3)
  --floor             also what such a lifecycle would cost where no program does anything of its own: the same calls
                      to a bare server, the same statements, bare workflows with the same turns; on servers of its own
  --json=<file>       write the figures there too
  --seed=<number>     the first person; by default at random, since a stack knows those of earlier runs
  --lifecycles=<n>    so many one after the other (50)
  --seconds=<n>       so long 10 at once (20)
  --accounts=<n>      so many are taken in 16 at once (400)`;

const seeds = 10_000_000;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    against: { type: 'string' },
    floor: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * seeds)) },
    lifecycles: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    accounts: { type: 'string', default: '400' },
  },
});

const size = { lifecycles: Number(values.lifecycles), seconds: Number(values.seconds), accounts: Number(values.accounts) };
const seed = Number(values.seed);

/** Where and when a reading was made; with a mark where the machine was not the same from its begin to its end. */
const circumstances = ({ surroundings, load, yardstick, seed: first }: Reading): string =>
  JSON.stringify({ ...surroundings, load, seed: first }) + (isSteady(yardstick) ? '' : '   NOT STEADY: the machine was busier at one end');

function write(report: object): void {
  if (values.json === undefined) return;
  writeFileSync(values.json, JSON.stringify({ ...report, size }, null, 2) + '\n');
  console.log(`as JSON: ${values.json}`);
}

async function onRunningStack(): Promise<void> {
  const stack = await openStack(runningStack());
  try {
    const reading = await readFlow(stack, seed, size);
    const floor = values.floor ? await measureFloor(seed, size.seconds) : undefined;
    const figures = [...figuresOf(reading), ...(floor ? floorFigures(floor, reading.atOnce.cpu) : [])];
    console.log(`${tableOf(figures)}\n\n${circumstances(reading)}`);
    write({ ...reading, ...(floor && { floor, figures }) });
  } finally {
    await stack.close();
  }
}

async function inTurns(commit: string): Promise<void> {
  const result = await measureAgainst(commit, Number(values.rounds), seed, size);
  const { readings, commits, figures } = result;
  console.log(`${comparisonTable(figures, commits)}\n`);
  for (const reading of [...readings.against, ...readings.ours]) console.log(circumstances(reading));
  write(result);
}

async function main(): Promise<void> {
  if (values.help) return console.log(usage);
  await (values.against === undefined ? onRunningStack() : inTurns(values.against));
}

main().then(
  // What an ended comparison has begun may still wait for a stack that is gone.
  () => process.exit(),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
