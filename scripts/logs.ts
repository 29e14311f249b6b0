import { dirname, join } from 'node:path';
import { readOptions } from '#progress';
import type { Told } from './logs/in-one-schema';
import { readLogs } from './logs/read-logs';

const usage = `npm run logs -- [options]

  The lines of all parts of a stack, in one schema and by time: of the stack that TENURE_STACK names, else that of this folder.

  --trace=<id>      those of this trace
  --process=<id>    those of this process, as in account:<uuid>
  --effect=<id>     those of this effect
  --level=<level>   those that are as grave: debug, info, warn or error`;

const options = { trace: { type: 'string' }, process: { type: 'string' }, effect: { type: 'string' }, level: { type: 'string' } } as const;

type Asked = ReturnType<typeof readOptions<typeof options>>;

const graveness = ['debug', 'info', 'warn', 'error'];

const isAsked = (asked: Asked, line: Told): boolean =>
  (['trace', 'process', 'effect'] as const).every((name) => asked[name] === undefined || line[name] === asked[name]) &&
  graveness.indexOf(line.level) >= graveness.indexOf(asked.level ?? 'debug');

/** A reader such as `head` has what it wants. */
const endWithReader = (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1);

function main(): void {
  const asked = readOptions(usage, options);
  process.stdout.on('error', endWithReader);
  if (asked.level !== undefined && !graveness.includes(asked.level)) throw new Error(`--level is one of ${graveness.join(', ')}`);
  const folder = join(dirname(process.env.TENURE_STACK ?? join(process.cwd(), '.tenure', 'stack.json')), 'logs');
  for (const line of readLogs(folder).filter((each) => isAsked(asked, each))) process.stdout.write(JSON.stringify(line) + '\n');
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
