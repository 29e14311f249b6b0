import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runningStack } from '#stack';
import { figuresOf } from './flow/figures';
import { readFlow } from './flow/reading';
import { tableOf } from './flow/table';
import { openStack } from './measure/bench-stack';

/**
 * What the whole way of a member costs, from the invite to the active account, over HTTP: `npm run bench:flow` on a
 * running stack that nobody else uses.
 */
const usage = `npm run bench:flow -- [options]

  --json=<file>      write the figures there too
  --seed=<number>    the first person; by default at random, since a stack knows those of earlier runs
  --lifecycles=<n>   so many one after the other (50)
  --seconds=<n>      so long 10 at once (20)
  --accounts=<n>     so many are taken in 16 at once (400)`;

const seeds = 10_000_000;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    json: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * seeds)) },
    lifecycles: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    accounts: { type: 'string', default: '400' },
  },
});

async function main(): Promise<void> {
  if (values.help) return console.log(usage);
  const size = { lifecycles: Number(values.lifecycles), seconds: Number(values.seconds), accounts: Number(values.accounts) };
  const stack = await openStack(runningStack());
  try {
    const reading = await readFlow(stack, Number(values.seed), size);
    const { surroundings, load, seed } = reading;
    console.log(tableOf(figuresOf(reading)));
    console.log(`\n${JSON.stringify({ ...surroundings, load, seed })}`);
    if (values.json === undefined) return;
    writeFileSync(values.json, JSON.stringify({ ...reading, size }, null, 2) + '\n');
    console.log(`as JSON: ${values.json}`);
  } finally {
    await stack.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
