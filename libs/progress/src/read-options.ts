import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads the options of a command; `--help` prints how it is used and ends the program with 0, before anything is done.
 * @throws for an option that is none
 */
export function readOptions<const T extends Options>(usage: string, options: T, args: readonly string[] = process.argv.slice(2)) {
  if (args.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  return parseArgs({ args: [...args], options }).values;
}
