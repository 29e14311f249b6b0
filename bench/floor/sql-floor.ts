import { randomBytes } from 'node:crypto';
import { migrate } from '#event-store';
import { enableApplicationRole, ensureDatabase, freePort, StackFolder, startPostgres } from '#stack';
import type { Workshop } from '../stacks/workshop';
import { Forked } from './forked';
import { usedBetween, type Used } from './meter';
import type { Recording } from './recording';
import type { Replayed } from './replay-sql';
import { clients, readSent } from './sent';

/** What the statements cost alone. */
export interface SqlFloor {
  /** For all of them, by program: PostgreSQL, and those that send them. */
  used: Used;
  statements: number;
  /** Answered with as many rows as in the recording. */
  alike: number;
}

const soonMs = 2_000;
/** Before the first call the stack was quiet for so long. */
const quietMs = 9_000;

/** Sends all that the programs of the recording have sent to another server, from its first table on. */
export async function sqlFloor(recording: Recording, workshop: Workshop): Promise<SqlFloor> {
  const state = StackFolder.at(workshop.state('floor-sql'));
  const server = await startPostgres({
    dataFolder: state.file('pgdata'),
    passwordFile: state.file('postgres-password'),
    logFile: state.log('postgres'),
    pidFile: state.pid('postgres'),
    port: await freePort(),
  });
  const parts: Forked[] = [];
  try {
    const target = await urlsOf(server);
    const { from, to, folder } = recording;
    for (const program of clients) parts.push(await Forked.part('statements', { folder, program, from, to, ...target }));
    const first = Math.min(...clients.map((program) => readSent(folder, program)[0]!.sentAt));
    const laterMs = Date.now() + soonMs - first;
    const pids = { postgres: server.pid, ...Object.fromEntries(clients.map((program, i) => [program, parts[i]!.pid])) };
    const [used, ...replayed] = await Promise.all([
      usedBetween(pids, { quietFrom: from - quietMs + laterMs, from: from + laterMs, to: to + laterMs }),
      ...parts.map((part) => part.run({ laterMs }) as Promise<Replayed>),
    ]);
    const sum = (of: (each: Replayed) => number) => replayed.reduce((all, each) => all + of(each), 0);
    return { used, statements: sum(({ statements }) => statements), alike: sum(({ alike }) => alike) };
  } finally {
    parts.forEach((part) => part.end());
    await server.shutDown('immediate');
  }
}

async function urlsOf(server: Awaited<ReturnType<typeof startPostgres>>): Promise<{ url: string; ownerUrl: string }> {
  await ensureDatabase(server.url(), 'tenure');
  const ownerUrl = server.url('tenure');
  await migrate({ url: ownerUrl, embedded: true });
  return { ownerUrl, url: await enableApplicationRole(ownerUrl, randomBytes(24).toString('base64url')) };
}
