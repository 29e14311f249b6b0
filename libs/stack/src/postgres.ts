import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
  /** The data folder, closed to all others, where the server listens also on a socket; undefined where it cannot. */
  readonly socketFolder: string | undefined;
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
  const socketFolder = holdsSocket(folder, options.port) ? folder : undefined;

  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: socketFolder ?? '',
    // The account that runs the server, and root.
    unix_socket_permissions: '0700',
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
  const shutDown = (mode: StopMode = 'fast') => child.stop(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  return { ...child, folder, port: options.port, socketFolder, url, shutDown };
}

/** The path of a socket is limited: to 104 bytes, its end included, on the strictest of the systems that have them. */
const holdsSocket = (folder: string, port: number): boolean =>
  process.platform !== 'win32' && Buffer.byteLength(join(folder, `.s.PGSQL.${port}`)) < 104;

/**
 * The same database through the socket in this folder: programs on one machine write to it with less work than to
 * TCP. Who knows only the host and port of a URL goes by TCP.
 */
export function throughSocket(url: string, socketFolder: string | undefined): string {
  if (socketFolder === undefined) return url;
  const through = new URL(url);
  through.searchParams.set('host', socketFolder);
  return through.href;
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
