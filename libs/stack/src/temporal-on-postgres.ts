import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { msToTs } from '@temporalio/common/lib/time';
import { launch, untilReady } from './child';
import { withClient } from './database';
import { freePort } from './ports';
import { askTemporal, type Temporal, temporalNamespace } from './temporal';

export interface TemporalOnPostgresOptions {
  binaries: { server: string; schemaTool: string };
  /** The owner's URL of any database on the server. */
  databaseUrl: string;
  /** Where the server's dynamic configuration may be written. */
  configFile: string;
  logFile: string;
  pidFile: string;
  port: number;
}

/** Lets tests and developers move the clock of a single workflow, as the development server does. */
const dynamicConfig = 'frontend.WorkflowTimeSkippingEnabled:\n  - value: true\n';
const databases = { main: 'temporal', visibility: 'temporal_visibility' } as const;
const graceMs = 20_000;
const readyDeadlineMs = 120_000;
const retention = '7 days';
const callWithinMs = 5_000;
/** gRPC codes. */
const [notFound, alreadyThere] = [5, 6];

/** Starts the full Temporal server on databases in this PostgreSQL, and waits until all its services answer. */
export async function startTemporalOnPostgres(options: TemporalOnPostgresOptions): Promise<Temporal> {
  const address = `127.0.0.1:${options.port}`;
  await setUpSchema(options.binaries, options.databaseUrl);
  await forgetFormerServers(options.databaseUrl);
  writeFileSync(options.configFile, dynamicConfig);
  const child = launch({
    name: 'Temporal',
    command: options.binaries.server,
    args: ['--allow-no-auth', 'start'],
    env: { ...serverEnvironment(new URL(options.databaseUrl), options.configFile), ...(await portsOf(options.port)) },
    logFile: options.logFile,
    pidFile: options.pidFile,
    graceMs,
  });
  try {
    await untilReady(child, () => registerNamespace(address), readyDeadlineMs);
    await untilReady(child, () => everyServiceAnswers(address), readyDeadlineMs);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { ...child, address, uiUrl: undefined };
}

/** The variables that the server's built-in configuration template reads; docker-compose.yml sets the same. */
export function serverEnvironment(database: URL, configFile: string): Record<string, string> {
  return {
    DB: 'postgres12_pgx',
    DB_PORT: database.port || '5432',
    POSTGRES_SEEDS: database.hostname,
    POSTGRES_USER: decodeURIComponent(database.username),
    POSTGRES_PWD: decodeURIComponent(database.password),
    DBNAME: databases.main,
    VISIBILITY_DBNAME: databases.visibility,
    // Few: there is one server, and each shard costs work even when idle.
    NUM_HISTORY_SHARDS: '4',
    BIND_ON_IP: '127.0.0.1',
    TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
    DYNAMIC_CONFIG_FILE_PATH: configFile,
    LOG_LEVEL: 'warn',
  };
}

/** A port for each service; only the frontend's gRPC port is for others. */
async function portsOf(frontend: number): Promise<Record<string, string>> {
  const inner = [
    'FRONTEND_HTTP_PORT',
    ...['FRONTEND', 'MATCHING', 'HISTORY', 'WORKER'].map((service) => `${service}_MEMBERSHIP_PORT`),
    ...['MATCHING', 'HISTORY', 'WORKER'].map((service) => `${service}_GRPC_PORT`),
  ];
  const chosen = new Set([frontend]);
  while (chosen.size <= inner.length) chosen.add(await freePort());
  return Object.fromEntries(['FRONTEND_GRPC_PORT', ...inner].map((name, index) => [name, String([...chosen][index])]));
}

/** Creates both databases and migrates them to this server's schema. Safe to repeat, also where it was ended half-way. */
export async function setUpSchema(binaries: TemporalOnPostgresOptions['binaries'], databaseUrl: string): Promise<void> {
  const { DB, DB_PORT, POSTGRES_SEEDS, POSTGRES_USER, POSTGRES_PWD } = serverEnvironment(new URL(databaseUrl), '');
  const env = {
    ...process.env,
    ...{ SQL_PLUGIN: DB, SQL_HOST: POSTGRES_SEEDS, SQL_PORT: DB_PORT, SQL_USER: POSTGRES_USER, SQL_PASSWORD: POSTGRES_PWD },
  };
  for (const [schema, database] of [
    ['temporal', databases.main],
    ['visibility', databases.visibility],
  ] as const) {
    await beginDatabase(databaseUrl, database);
    for (const step of [
      ['setup-schema', '-v', '0.0'],
      ['update-schema', '--schema-name', `postgresql/v12/${schema}`],
    ])
      await promisify(execFile)(binaries.schemaTool, ['--db', database, ...step], { env, maxBuffer: 64 * 1024 * 1024 });
    await withClient(databaseUrl, (client) => client.query(`COMMENT ON DATABASE ${database} IS NULL`));
  }
}

/** Creates the database unless it exists; one whose first tables were half made is made anew, as nobody has used it. */
async function beginDatabase(databaseUrl: string, name: string): Promise<void> {
  const mark = 'being made';
  await withClient(databaseUrl, async (client) => {
    const asked = `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1`;
    const [found] = (await client.query<{ mark: string | null }>(asked, [name])).rows;
    if (found && found.mark !== mark) return;
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
    await client.query(`COMMENT ON DATABASE ${name} IS '${mark}'`);
  });
}

/** A starting server waits long for dead servers that are listed here. Only our server uses this database. */
async function forgetFormerServers(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  url.pathname = `/${databases.main}`;
  await withClient(url.href, (client) => client.query('DELETE FROM cluster_membership'));
}

/** Unlike the development server, this one starts without a namespace. @throws when it does not answer yet. */
async function registerNamespace(address: string): Promise<void> {
  await askTemporal(address, callWithinMs, ({ workflowService }) =>
    workflowService
      .registerNamespace({ namespace: temporalNamespace, workflowExecutionRetentionPeriod: msToTs(retention) })
      .catch(only(alreadyThere)),
  );
}

/** Asks matching and history, which are ready later than the frontend. @throws when one does not answer yet. */
async function everyServiceAnswers(address: string): Promise<void> {
  await askTemporal(address, callWithinMs, async ({ workflowService }) => {
    await workflowService.describeTaskQueue({ namespace: temporalNamespace, taskQueue: { name: 'none' } });
    await workflowService
      .describeWorkflowExecution({ namespace: temporalNamespace, execution: { workflowId: 'none' } })
      .catch(only(notFound));
  });
}

/** Treats an error with this code as an answer. */
const only = (code: number) => (error: unknown) => {
  if ((error as { code?: number }).code !== code) throw error;
};
