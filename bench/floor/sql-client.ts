import { readSent, type ClientName } from './sent';
import type { Go } from './forked';
import { replaySql, type Replayed } from './replay-sql';

export interface SqlClient {
  folder: string;
  program: ClientName;
  url: string;
  ownerUrl: string;
  /** The instants of the recording between which answers are compared. */
  from: number;
  to: number;
}

/** Sends what a program has sent. */
export async function client({ folder, program, url, ownerUrl, from, to }: SqlClient): Promise<(go: Go) => Promise<Replayed>> {
  const all = readSent(folder, program).filter(({ sentAt }) => sentAt < to);
  return ({ laterMs }) => replaySql(all, { url, ownerUrl, laterMs }, ({ sentAt }) => sentAt >= from);
}
