import type { Connection } from '@temporalio/client';
import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { choosePorts } from './choose-ports';
import { enableApplicationRole, ensureDatabase } from './database';
import type { PortName, StackOptions } from './options';
import { embeddedOperators } from './operators';
import { freePort } from './ports';
import { type Postgres, startPostgres, throughSocket } from './postgres';
import { messagesOf, runProgram, startProgram } from './program';
import type { StackFile } from './stack-file';
import type { StackFolder } from './stack-folder';
import { type PartName, stopOrder } from './stop-order';
import { type Events, type Part, SupervisedPart } from './supervised-part';
import { askTemporal, pingTemporal, startTemporal, type Temporal, temporalNamespace } from './temporal';
import { temporalBinary, temporalServerBinaries } from './temporal-binary';
import { startTemporalOnPostgres } from './temporal-on-postgres';

const databaseName = 'tenure';
/** A little more time than each program gives itself to end. */
const graceMs = { worker: 35_000, api: 15_000, simulator: 5_000 };

const registerWithinMs = 5_000;

/** A key works for 90 days: before that the stack makes itself another. */
const keyIsOldMs = 60 * 86_400_000;
const isOld = (keyFile: string): boolean => Date.now() - statSync(keyFile).mtimeMs > keyIsOldMs;

/** What a stack needs of Tenure's own code. Its starter passes it in: this library imports nothing of ours. */
export interface OwnCode {
  /** Writes the folder that says of every provider that it is at this address. */
  prepareProviders(folder: string, address: string): void;
  /** Writes the folder that says that the simulator at this address speaks for all people. */
  prepareIssuers(folder: string, simulator: string): void;
  /** Adds the search attributes that operators filter workflows by. */
  registerAttributes(connection: Connection, namespace: string): Promise<void>;
  /** Writes lines in the schema of all programs to this file. */
  logTo(file: string): Record<'info' | 'error', (message: string) => void>;
}

/** Everything that `npm start` starts, watches and stops. */
export class Stack {
  private readonly parts = new Map<PartName, SupervisedPart>();
  private file: StackFile | undefined;
  private port!: Record<PortName, number>;
  /** Where our own PostgreSQL has its socket. */
  private socketFolder: string | undefined;
  private stopping = false;

  constructor(
    private readonly state: StackFolder,
    private readonly options: StackOptions,
    private readonly ownCode: OwnCode,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly events: Pick<Events, 'say' | 'gaveUp'>,
  ) {}

  /** Settles when every part is ready. @throws when one cannot be started. */
  async start(): Promise<StackFile> {
    const orphans = await this.state.endOrphans();
    if (orphans.length > 0) this.events.say(`ended what an earlier run left behind: ${orphans.join(', ')}`);
    this.port = await choosePorts(this.ownServers(), this.options);
    const database = this.ownerDatabase();
    const [ownerUrl, temporal] = await Promise.all([database, this.temporal(database)]);
    await this.registerAttributes(temporal.address);
    const databaseUrl = await this.migrateSchema(ownerUrl);
    const environment = await this.programEnvironment(databaseUrl, temporal);
    const operatorKeyFile = await this.operatorKey(environment, ownerUrl);
    await this.nameOperators(environment);
    const file: StackFile = {
      apiUrl: environment.API_URL,
      operatorKeyFile,
      temporalAddress: temporal.address,
      temporalUiUrl: temporal.uiUrl,
      databaseUrl,
      ownerDatabaseUrl: ownerUrl,
      simulatorUrl: this.simulatorUrl(),
      workerUrl: `http://${environment.WORKER_HOST}:${environment.WORKER_PORT}`,
      anchorFolder: environment.ANCHOR_DIR,
      signingKeyFile: environment.SIGNING_KEY_FILE,
      people: this.options.people,
      pids: {},
    };
    await this.programs(file, environment);
    // Only now, so that every reader of the file finds a stack that answers.
    this.file = file;
    this.writeFile();
    return file;
  }

  /** Lets every part finish its work, in order, and ends those that are still starting. */
  async stop(): Promise<void> {
    // From now on this is no running stack.
    this.stopping = true;
    this.file = undefined;
    this.state.withdrawStackFile();
    for (const { name } of stopOrder) {
      const part = this.parts.get(name);
      if (part?.pid !== undefined) this.events.say(`stopping ${name}`);
      await part?.stop();
    }
    await this.state.endOrphans();
  }

  private ownServers(): PortName[] {
    return [
      'api',
      'worker',
      ...(this.environment.TEMPORAL_ADDRESS ? [] : (['temporal'] as const)),
      ...(this.environment.TEMPORAL_ADDRESS || this.options.temporal === 'postgres' ? [] : (['temporalUi'] as const)),
      ...(this.environment.DATABASE_URL ? [] : (['postgres'] as const)),
      ...(this.environment.PROVIDERS_URL ? [] : (['simulator'] as const)),
    ];
  }

  private async supervise(name: PartName, start: Part['start']): Promise<void> {
    // A signal may arrive while earlier parts are still starting.
    if (this.stopping) throw new Error('stopped while starting');
    const part = new SupervisedPart({ name, start }, { ...this.events, changed: () => this.writeFile() });
    this.parts.set(name, part);
    await part.start();
  }

  private async ownerDatabase(): Promise<string> {
    const { DATABASE_URL, OWNER_DATABASE_URL } = this.environment;
    if (DATABASE_URL) return OWNER_DATABASE_URL || DATABASE_URL;
    let server!: Postgres;
    await this.supervise('postgres', async () => {
      server = await startPostgres({
        dataFolder: this.state.file('pgdata'),
        passwordFile: this.state.file('postgres-password'),
        logFile: this.state.log('postgres'),
        pidFile: this.state.pid('postgres'),
        port: this.port.postgres,
      });
      return server;
    });
    if (server.folder !== this.state.file('pgdata'))
      this.events.say(`PostgreSQL, which may not enter the state folder, keeps its data in ${server.folder}`);
    this.socketFolder = server.socketFolder;
    await ensureDatabase(server.url(), databaseName);
    return server.url(databaseName);
  }

  private async temporal(database: Promise<string>): Promise<Pick<Temporal, 'address' | 'uiUrl'>> {
    const { TEMPORAL_ADDRESS: address, TEMPORAL_UI_URL: uiUrl } = this.environment;
    if (address) {
      await pingTemporal(address).catch((error: Error) => {
        throw new Error(`TEMPORAL_ADDRESS=${address} does not answer: ${error.message}`);
      });
      return { address, uiUrl: uiUrl || undefined };
    }
    const start = await (this.options.temporal === 'postgres' ? this.fullTemporal(database) : this.developmentTemporal());
    let server!: Temporal;
    await this.supervise('temporal', async () => (server = await start()));
    return server;
  }

  /** Before the programs start; where they may not be added, the worker says what an operator can do. */
  private async registerAttributes(address: string): Promise<void> {
    const register = (connection: Connection) => this.ownCode.registerAttributes(connection, temporalNamespace);
    await askTemporal(address, registerWithinMs, register).catch(() => undefined);
  }

  private async developmentTemporal(): Promise<() => Promise<Temporal>> {
    const binary = await temporalBinary(this.events.say);
    const files = {
      databaseFile: this.state.file('temporal.db'),
      logFile: this.state.log('temporal'),
      pidFile: this.state.pid('temporal'),
    };
    return () => startTemporal({ binary, ...files, port: this.port.temporal, uiPort: this.port.temporalUi });
  }

  private async fullTemporal(database: Promise<string>): Promise<() => Promise<Temporal>> {
    const binaries = await temporalServerBinaries(this.events.say);
    const databaseUrl = await database;
    const files = {
      configFile: this.state.file('temporal.yaml'),
      logFile: this.state.log('temporal'),
      pidFile: this.state.pid('temporal'),
    };
    return () => startTemporalOnPostgres({ binaries, databaseUrl, ...files, port: this.port.temporal });
  }

  /** Migrates the schema. @returns the application's URL. */
  private async migrateSchema(ownerUrl: string): Promise<string> {
    const done = await runProgram(
      'migrate',
      'apps/api/src/migrate.js',
      { OWNER_DATABASE_URL: ownerUrl, DATABASE_URL: ownerUrl, TENURE_MODE: 'embedded' },
      this.state,
      [],
      this.events.say,
    );
    if (done !== '') this.events.say(messagesOf(done));
    const { DATABASE_URL, OWNER_DATABASE_URL } = this.environment;
    if (DATABASE_URL && OWNER_DATABASE_URL) return DATABASE_URL;
    return enableApplicationRole(
      ownerUrl,
      this.state.secret('application-password', () => randomBytes(24).toString('base64url')),
    );
  }

  private async programEnvironment(databaseUrl: string, temporal: Pick<Temporal, 'address' | 'uiUrl'>) {
    for (const key of ['master-key', 'signing-key']) this.state.secret(key);
    mkdirSync(this.state.file('anchors'), { recursive: true });
    this.ownCode.prepareProviders(this.state.file('providers'), this.simulatorUrl());
    this.ownCode.prepareIssuers(this.state.file('issuers'), this.simulatorUrl());
    return {
      DATABASE_URL: throughSocket(databaseUrl, this.socketFolder),
      // The programs do not need the owner's rights.
      OWNER_DATABASE_URL: '',
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporalNamespace,
      TEMPORAL_UI_URL: temporal.uiUrl ?? '',
      TEMPORAL_METRICS_PORT: String(await freePort()),
      // Nobody pays for a simulated message, and a benchmark is no attack.
      API_REQUESTS_PER_MINUTE: this.environment.API_REQUESTS_PER_MINUTE || '1000000',
      API_CODES_PER_MINUTE: this.environment.API_CODES_PER_MINUTE || '1000000',
      API_LOOKUPS_PER_MINUTE: this.environment.API_LOOKUPS_PER_MINUTE || '1000000',
      API_HOST: this.environment.API_HOST || '127.0.0.1',
      API_PORT: String(this.port.api),
      WORKER_HOST: '127.0.0.1',
      WORKER_PORT: String(this.port.worker),
      PROVIDERS_DIR: this.state.file('providers'),
      ISSUERS_DIR: this.state.file('issuers'),
      EMBEDDED_PEOPLE: this.options.people === 'named' ? '1' : '',
      SIMULATOR_PORT: String(this.port.simulator),
      API_URL: `http://${this.environment.API_HOST || '127.0.0.1'}:${this.port.api}`,
      MASTER_KEY_FILE: this.state.file('master-key'),
      SIGNING_KEY_FILE: this.state.file('signing-key'),
      ANCHOR_DIR: this.state.file('anchors'),
      OPERATOR_KEY_FILE: this.state.file('operator-key'),
      TENURE_MODE: 'embedded',
    };
  }

  /** Ours, or a server that the environment names. */
  private simulatorUrl(): string {
    return this.environment.PROVIDERS_URL || `http://127.0.0.1:${this.port.simulator}`;
  }

  private async operatorKey(environment: Record<string, string>, ownerUrl: string): Promise<string> {
    const file = this.state.file('operator-key');
    if (this.state.holds('operator-key') && !isOld(file)) return file;
    const key = await runProgram(
      'operator-key',
      'apps/api/src/create-operator-key.js',
      { ...environment, OWNER_DATABASE_URL: ownerUrl },
      this.state,
    );
    this.state.write('operator-key', key + '\n');
    return file;
  }

  /** Once for each database: whoever they are then, they stay. */
  private async nameOperators(environment: Record<string, string>): Promise<void> {
    if (this.state.holds('operators')) return;
    const named = await runProgram('name-operators', 'apps/api/src/name-operators.js', environment, this.state, embeddedOperators);
    this.state.write('operators', named + '\n');
  }

  private async programs(file: StackFile, environment: Record<string, string>): Promise<void> {
    const start = (name: 'api' | 'worker' | 'simulator', url: string) =>
      this.supervise(name, () =>
        startProgram(
          { name, script: `apps/${name}/src/main.js`, readyUrl: `${url}/readyz`, graceMs: graceMs[name] },
          environment,
          this.state,
        ),
      );
    if (!this.environment.PROVIDERS_URL) await start('simulator', file.simulatorUrl);
    await Promise.all([start('api', file.apiUrl), start('worker', file.workerUrl)]);
  }

  private writeFile(): void {
    if (!this.file) return;
    const pids = [...this.parts].flatMap(([name, part]) => (part.pid === undefined ? [] : [[name, part.pid] as const]));
    this.file.pids = { ...Object.fromEntries(pids), supervisor: process.pid };
    this.state.write('stack.json', JSON.stringify(this.file, null, 2) + '\n');
  }
}
