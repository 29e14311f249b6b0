import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { approvalsTable, isTooSlow, measureApprovals } from './approvals/approvals';
import { checksTable, isTooSlowToCheck, measureCapabilities } from './capabilities/capabilities';
import { measureCommands } from './commands/commands';
import { measureGrowth } from './growth/growth';
import { growthTable, isMissed, ratioOf } from './growth/limits';
import { load } from './measure/surroundings';

const usage = `npm run bench -- [commands | growth | approvals | capabilities] [options]

  commands          how long a running stack takes to answer, one call after the other (usual)
  growth            that a command costs the same on a long stream and with many accounts; on two stacks of its own.
                    Ends with 1 where a limit is missed
  approvals         the inbox of an approver and a decision with a million approvals, on a PostgreSQL of its own.
                    Ends with 1 where a limit is missed

  capabilities      what accounts may do, asked of a running stack at a steady rate, one by one and a hundred at once.
                    Ends with 1 where a limit is missed

  Of capabilities:
  --rate=<n>        so many accounts are asked about each second (1000)
  --seconds=<n>     for so long, each way (30)
  --asked=<n>       so many accounts are taken in for it (1000)
  --json=<file>     write the figures there too

  Of approvals:
  --approvals=<n>   so many lie in the tables (1000000)
  --json=<file>     write the figures there too

  Of growth:
  --json=<file>     write the figures there too
  --events=<n>      the long stream has so many (20000); 0: without this part
  --accounts=<n>    so many lie in the tables (100000); 0: without this part
  --rounds=<n>      so many with empty and with full tables, in turns (3)
  --sleepers=<n>    also an idle second with so many accounts that sleep; 20000 take half an hour (0)
  --seed=<number>   the first person (at random)`;

const seeds = 10_000_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    json: { type: 'string' },
    approvals: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    asked: { type: 'string', default: '1000' },
    events: { type: 'string', default: '20000' },
    accounts: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    sleepers: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * seeds)) },
  },
});

async function growth(): Promise<void> {
  const size = {
    ...{ events: Number(values.events), accounts: Number(values.accounts) },
    ...{ rounds: Number(values.rounds), sleepers: Number(values.sleepers) },
  };
  const before = load();
  const all = await measureGrowth(size, Number(values.seed));
  console.log(growthTable(all));
  const report = { size, seed: Number(values.seed), load: { before, after: load() }, node: process.version };
  console.log(`\n${JSON.stringify(report)}`);
  const figures = all.map((each) => ({ ...each, ratio: ratioOf(each), missed: isMissed(each) }));
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ ...report, figures }, null, 2) + '\n');
  process.exitCode = all.some(isMissed) ? 1 : 0;
}

async function approvals(): Promise<void> {
  const many = Number(values.approvals);
  const before = load();
  const figures = await measureApprovals(many);
  console.log(approvalsTable(figures));
  const report = { approvals: many, load: { before, after: load() }, node: process.version };
  console.log(`\n${JSON.stringify(report)}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ ...report, ...figures }, null, 2) + '\n');
  process.exitCode = isTooSlow(figures) ? 1 : 0;
}

async function capabilities(): Promise<void> {
  const size = { rate: Number(values.rate), seconds: Number(values.seconds), accounts: Number(values.asked) };
  const before = load();
  const figures = await measureCapabilities(size);
  console.log(checksTable(figures));
  const report = { size, load: { before, after: load() }, node: process.version };
  console.log(`\n${JSON.stringify(report)}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ ...report, figures }, null, 2) + '\n');
  process.exitCode = isTooSlowToCheck(figures) ? 1 : 0;
}

const measurements: Readonly<Record<string, () => Promise<void>>> = { commands: measureCommands, growth, approvals, capabilities };

async function main([what = 'commands', ...more]: readonly string[]): Promise<void> {
  if (values.help) return console.log(usage);
  const measure = Object.hasOwn(measurements, what) ? measurements[what] : undefined;
  if (more.length > 0 || measure === undefined) throw new Error(usage);
  await measure();
}

main(positionals).then(
  // What an ended measurement has begun may still wait for a stack that is gone.
  () => process.exit(),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
