import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import {
  enableApplicationRole,
  ensureDatabase,
  freePort,
  StackFolder,
  startPostgres,
  startTemporal,
  temporalBinary,
  temporalNamespace,
} from '#stack';
import type { FreshDatabase } from './database';

/** A PostgreSQL server for one test file, which may break it. Unlike the shared one it survives a power cut. */
export interface OwnPostgres {
  database: FreshDatabase;
  /** Ends it at once, without a checkpoint: the next start recovers from the log. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** What the server wrote to its log. */
  log(): string;
  close(): Promise<void>;
}

export async function ownPostgres(): Promise<OwnPostgres> {
  const folder = await ownFolder();
  const options = {
    dataFolder: folder.file('pgdata'),
    passwordFile: folder.file('postgres-password'),
    logFile: folder.log('postgres'),
    pidFile: folder.pid('postgres'),
    port: await freePort(),
  };
  let server = await startPostgres(options);
  await ensureDatabase(server.url(), 'tenure');
  const ownerUrl = server.url('tenure');
  const { migrate } = await import('#event-store');
  await migrate({ url: ownerUrl, embedded: true });
  const url = await enableApplicationRole(ownerUrl, randomBytes(24).toString('base64url'));
  const crash = () => server.shutDown('immediate');
  return {
    database: { url, ownerUrl, drop: async () => undefined },
    crash,
    start: async () => void (server = await startPostgres(options)),
    log: () => readFileSync(options.logFile, 'utf8'),
    close: async () => {
      await crash();
      folder.remove();
    },
  };
}

/** A Temporal server for one test file, which may lose all its data. */
export interface OwnTemporal {
  address: string;
  namespace: string;
  /** Kills it, deletes its database, and starts it empty on the same port. */
  loseEverything(): Promise<void>;
  close(): Promise<void>;
}

export async function ownTemporal(): Promise<OwnTemporal> {
  const folder = await ownFolder();
  const options = {
    binary: await temporalBinary(() => undefined),
    databaseFile: folder.file('temporal.db'),
    logFile: folder.log('temporal'),
    pidFile: folder.pid('temporal'),
    port: await freePort(),
  };
  let server = await startTemporal(options);
  return {
    address: server.address,
    namespace: temporalNamespace,
    loseEverything: async () => {
      await server.stop('SIGKILL');
      for (const suffix of ['', '-wal', '-shm']) rmSync(options.databaseFile + suffix, { force: true });
      server = await startTemporal(options);
    },
    close: async () => {
      await server.stop('SIGKILL');
      folder.remove();
    },
  };
}

/** Locked, so that no other run removes it as abandoned. */
async function ownFolder(): Promise<StackFolder> {
  const folder = await StackFolder.temporary();
  folder.lock();
  return folder;
}
