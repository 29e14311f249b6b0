import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stack.json says of a running stack. Its URLs hold passwords, so only our user may read it. */
export interface StackFile {
  apiUrl: string;
  operatorKeyFile: string;
  temporalAddress: string;
  temporalUiUrl: string | undefined;
  databaseUrl: string;
  ownerDatabaseUrl: string;
  simulatorUrl: string;
  workerUrl: string;
  anchorFolder: string;
  signingKeyFile: string;
  /** Whether it is enough to name the person who acts, or whether they must prove it. */
  people: 'named' | 'prove';
  pids: Record<string, number>;
}

/**
 * The stack that runs in this folder, or the one whose stack.json `TENURE_STACK` names.
 * @throws an error that says how to start one.
 */
export function runningStack(): StackFile {
  const file = process.env.TENURE_STACK ?? join(process.cwd(), '.tenure', 'stack.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackFile;
  } catch {
    throw new Error(
      `no stack is running here (${file}): start one with \`npm start\` and leave it running, or name its stack.json in TENURE_STACK`,
    );
  }
}
