import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Child, launch, untilReady } from './child';
import { postgresAccount } from './postgres-account';
import { postgresBinaries } from './postgres-binaries';
import { clearLeftovers, initialise, isCluster, passwordIn, reachableDataFolder, superuser } from './postgres-data';

export interface PostgresOptions {
  /** Where the cluster should be; `folder` of the result says where it is. */
  dataFolder: string;
  passwordFile: string;
  logFile: string;
  pidFile: string;
  port: number;
  /** Further settings, such as `fsync: 'off'` in tests. */
  settings?: Record<string, string>;
}

export type StopMode = 'fast' | 'immediate';

export interface Postgres extends Child {
  readonly folder: string;
  readonly port: number;
  /** The superuser's URL of a database. */
  url(database?: string): string;
  /** `fast` rolls back open transactions and writes a checkpoint; `immediate` acts like a power cut. */
  shutDown(mode?: StopMode): Promise<void>;
}

const graceMs = 20_000;
const readyDeadlineMs = 60_000;

/** Starts a PostgreSQL server on the loopback interface, with a new cluster if need be, and waits until it answers. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = postgresAccount();
  const binaries = postgresBinaries(account);
  const folder = reachableDataFolder(options.dataFolder, account);
  mkdirSync(dirname(folder), { recursive: true });
  if (!existsSync(options.passwordFile) && existsSync(folder)) await forget(folder, options);
  const password = passwordIn(options.passwordFile, folder);
  await initialise(binaries, folder, password, account, options.settings?.fsync !== 'off');
  await clearLeftovers(folder);

  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    // No socket file: it needs a folder with a short path that the account may write to.
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Without the detail of an error, which quotes the row.
    log_error_verbosity: 'terse',
    ...options.settings,
  };
  const child = launch({
    name: 'PostgreSQL',
    command: binaries.postgres,
    args: ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: '/',
    env: { LC_ALL: 'C' },
    logFile: options.logFile,
    pidFile: options.pidFile,
    ...(account && { user: account }),
    stopSignal: 'SIGINT',
    graceMs,
  });
  const url = (database = 'postgres') => `postgres://${superuser}:${password}@127.0.0.1:${options.port}/${database}`;
  try {
    await untilReady(child, () => pingPostgres(url()), readyDeadlineMs);
  } catch (error) {
    await child.stop('SIGQUIT');
    throw error;
  }
  return { ...child, folder, port: options.port, url, shutDown: (mode = 'fast') => child.stop(mode === 'fast' ? 'SIGINT' : 'SIGQUIT') };
}

/** Removes data whose password is gone: it stays outside the state folder when a person removes that folder. */
async function forget(folder: string, options: PostgresOptions): Promise<void> {
  if (folder === options.dataFolder) {
    if (!isCluster(folder)) return;
    throw new Error(`${options.passwordFile} is missing: restore it, or remove ${folder} with all its data`);
  }
  await clearLeftovers(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Makes one round trip as this user. @throws when the server refuses or does not answer. */
export async function pingPostgres(url: string): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}
