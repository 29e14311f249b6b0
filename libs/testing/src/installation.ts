import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareIssuers } from '#assertions';
import { prepareProviders } from '#providers';
import { type Child, freePort, runProgram, StackFolder, startProgram } from '#stack';
import { freshDatabase, type FreshDatabase } from './database';
import { freshNamespace } from './namespace';
import { temporalAddress, testStack } from './stack';

export type ProgramName = 'api' | 'worker' | 'simulator';

export interface Call {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface CallOptions {
  body?: unknown;
  key?: string;
  /** Defaults to a fresh Idempotency-Key for a POST. */
  idempotencyKey?: string;
  actingFor?: string;
  headers?: Record<string, string>;
}

/** The product's own programs, built, on a database and a Temporal namespace of their own. */
export interface Installation {
  database: FreshDatabase;
  namespace: string;
  apiUrl: string;
  workerUrl: string;
  simulatorUrl: string;
  operatorKey: string;
  /** Changes the environment of programs that start from now on. */
  environment: Record<string, string>;
  call(method: string, path: string, options?: CallOptions): Promise<Call>;
  /** By a service, whose key the first call makes, for the owner of an account. */
  asOwner(accountId: string): Promise<Pick<CallOptions, 'key' | 'actingFor'>>;
  /** The owner of an account asks for its end. */
  leave(accountId: string, options?: CallOptions): Promise<Call>;
  start(...names: ProgramName[]): Promise<void>;
  stop(name: ProgramName): Promise<void>;
  /** kill -9, and waits until it is gone. */
  kill(name: ProgramName): Promise<void>;
  /** True if the last program started under this name still runs: nothing else restarts one. */
  isRunning(name: ProgramName): boolean;
  /** Runs another program of dist to its end. @returns what it printed. */
  run(script: string, ...args: string[]): Promise<string>;
  /** Everything the programs wrote to their logs. */
  logs(): string;
  close(): Promise<void>;
}

const graceMs = 20_000;

/** More than any test needs: a test that uses one up overrides it. */
const budgets = { API_REFUSALS_PER_MINUTE: '1000000', API_REQUESTS_PER_MINUTE: '1000000', API_CODES_PER_MINUTE: '1000000' };

/** Where an installation is not its own. */
interface Own {
  /** Instead of a fresh one on the servers of this run. */
  database?: FreshDatabase;
  /** Instead of a fresh one on the servers of this run. */
  namespace?: string;
  /** The repository with the programs, built; their operator key is then not made here. */
  programs?: { repository: string; operatorKey: string };
}

export async function install(override: Record<string, string> = {}, own: Own = {}): Promise<Installation> {
  const [database, namespace, apiPort, workerPort, metricsPort, simulatorPort] = await Promise.all([
    own.database ?? freshDatabase(),
    own.namespace ?? freshNamespace(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'tenure-installation-'));
  const state = StackFolder.at(folder);
  state.secret('master-key');
  const urls = {
    api: `http://127.0.0.1:${apiPort}`,
    worker: `http://127.0.0.1:${workerPort}`,
    simulator: `http://127.0.0.1:${simulatorPort}`,
  };
  prepareProviders(join(folder, 'providers'), urls.simulator);
  prepareIssuers(join(folder, 'issuers'), urls.simulator);
  const environment: Record<string, string> = {
    DATABASE_URL: database.url,
    OWNER_DATABASE_URL: '',
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_UI_URL: '',
    TEMPORAL_METRICS_PORT: String(metricsPort),
    API_HOST: '127.0.0.1',
    API_PORT: String(apiPort),
    WORKER_HOST: '127.0.0.1',
    WORKER_PORT: String(workerPort),
    PROVIDERS_DIR: join(folder, 'providers'),
    ISSUERS_DIR: join(folder, 'issuers'),
    SIMULATOR_PORT: String(simulatorPort),
    API_URL: urls.api,
    WORKFLOW_CACHE_FOLDER: testStack().cacheFolder,
    MASTER_KEY_FILE: join(folder, 'master-key'),
    OPERATOR_KEY_FILE: join(folder, 'operator-key'),
    TENURE_MODE: 'embedded',
    ...(override['TENURE_MODE'] !== 'production' && { EMBEDDED_PEOPLE: '1' }),
    ...budgets,
    ...override,
  };
  const owner = { ...environment, OWNER_DATABASE_URL: database.ownerUrl };
  const operatorKey = own.programs?.operatorKey ?? (await runProgram('operator-key', 'apps/api/src/create-operator-key.js', owner, state));
  const running = new Map<ProgramName, Child>();
  let owners: Promise<string> | undefined;
  const asOwner: Installation['asOwner'] = async (actingFor) => {
    // One that was not made, while the API was away, is made by the next call.
    owners ??= keyForOwners(urls.api, operatorKey).catch((error: unknown) => {
      owners = undefined;
      throw error;
    });
    return { key: await owners, actingFor };
  };

  const end = async (name: ProgramName, signal: NodeJS.Signals) => {
    const child = running.get(name);
    running.delete(name);
    await child?.stop(signal);
  };

  return {
    database,
    namespace,
    apiUrl: urls.api,
    workerUrl: urls.worker,
    simulatorUrl: urls.simulator,
    operatorKey,
    environment,
    call: (method, path, options = {}) => call(urls.api + path, method, { key: operatorKey, ...options }),
    asOwner,
    leave: async (accountId, options) => {
      const body = { accountId, checklist: { appsUnbound: true, groupsLeft: true } };
      return call(`${urls.api}/v1/deregistrations`, 'POST', { ...(await asOwner(accountId)), body, ...options });
    },
    start: async (...names) => {
      const repository = own.programs && { repository: own.programs.repository };
      const started = names.map(async (name) => {
        const program = { name, script: `apps/${name}/src/main.js`, readyUrl: `${urls[name]}/readyz`, graceMs, ...repository };
        running.set(name, await startProgram(program, environment, state));
      });
      await Promise.all(started);
    },
    stop: (name) => end(name, 'SIGTERM'),
    kill: (name) => end(name, 'SIGKILL'),
    isRunning: (name) => running.get(name)?.hasExited() === false,
    run: (script, ...args) => runProgram('run', script, environment, state, args),
    logs: () =>
      readdirSync(join(folder, 'logs'))
        .map((file) => readFileSync(join(folder, 'logs', file), 'utf8'))
        .join('\n'),
    close: async () => {
      await Promise.all([...running.keys()].map((name) => end(name, 'SIGTERM')));
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function call(
  url: string,
  method: string,
  { body, key, idempotencyKey = randomUUID(), actingFor, headers }: CallOptions,
): Promise<Call> {
  const response = await fetch(url, {
    method,
    headers: {
      // A connection of its own: a kept one may be closed, or belong to a killed program.
      connection: 'close',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(method !== 'GET' && { 'idempotency-key': idempotencyKey, 'content-type': 'application/json' }),
      ...(actingFor !== undefined && { 'on-behalf-of': `user:${actingFor}` }),
      ...headers,
    },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

async function keyForOwners(api: string, operatorKey: string): Promise<string> {
  const body = { name: 'owners', companies: 'platform', roles: ['service'], scopes: ['deregistrations:write', 'act-for'] };
  const made = await call(`${api}/v1/api-keys`, 'POST', { key: operatorKey, body });
  if (made.status !== 201) throw new Error(`no key: ${JSON.stringify(made.body)}`);
  return made.body['key'] as string;
}
