import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The programs that send statements. */
export const clients = ['api', 'worker'] as const;
export type ClientName = (typeof clients)[number];

/** One statement as a program sent it. */
export interface Sent {
  connection: number;
  /** Sent with the rights of the owner of the database. */
  owner: boolean;
  /** Settings of the session. */
  options: string;
  /** Those that a program sent in one write have one number. */
  trip: number;
  /** Milliseconds since 1970. */
  sentAt: number;
  answeredAt: number;
  text: string;
  name?: string;
  values: (string | null | { base64: string })[];
  /** How many rows the answer has; -1 for a failure. */
  rows: number;
}

/** @param script the path of the program that runs */
export function programOf(script: string): ClientName | undefined {
  if (script.endsWith('/apps/worker/src/main.js')) return 'worker';
  return /\/apps\/api\/src\/(main|create-operator-key)\.js$/.test(script) ? 'api' : undefined;
}

/** What a program has sent, in order; each connection of each of its processes has a number of its own. */
export function readSent(folder: string, program: ClientName): Sent[] {
  const files = readdirSync(folder).filter((name) => name.startsWith(`${program}.`));
  const all = files.flatMap((name, place) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Sent)
      .map((sent) => ({ ...sent, connection: sent.connection * files.length + place })),
  );
  return all.sort((a, b) => a.sentAt - b.sentAt);
}
