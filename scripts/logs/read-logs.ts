import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inOneSchema, type Told } from './in-one-schema';

/** A log that had grown large at a start of its part was put aside under this ending. */
const log = /\.log(\.1)?$/;

/** Returns the lines of all parts of a stack, by time. */
export const readLogs = (folder: string): Told[] =>
  readdirSync(folder)
    .filter((file) => log.test(file))
    .flatMap((file) => inOneSchema(file.replace(log, ''), readFileSync(join(folder, file), 'utf8')))
    .sort((a, b) => a.time.localeCompare(b.time));
