import type { Connection } from '@temporalio/client';
import { type Child, launch, untilReady } from './child';
import { FirstStart } from './first-start';

export interface TemporalOptions {
  /** The Temporal CLI, see temporal-binary. */
  binary: string;
  databaseFile: string;
  logFile: string;
  pidFile: string;
  port: number;
  /** Without one there is no web UI. */
  uiPort?: number;
}

export interface Temporal extends Child {
  readonly address: string;
  readonly uiUrl: string | undefined;
}

const graceMs = 10_000;
const readyDeadlineMs = 60_000;
const connectWithinMs = 2_000;
const answerWithinMs = 2_000;
export const temporalNamespace = 'default';

/** Starts a Temporal development server on the loopback interface and waits until its namespace answers. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const address = `127.0.0.1:${options.port}`;
  const data = [options.databaseFile, `${options.databaseFile}-wal`, `${options.databaseFile}-shm`] as const;
  const first = new FirstStart(data);
  first.begin();
  const child = launch({
    name: 'Temporal',
    command: options.binary,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port)],
      ...(options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
      ...['--db-filename', options.databaseFile],
      // The default journal makes the server 1.7 times slower.
      ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
      ...['--dynamic-config-value', 'frontend.WorkflowTimeSkippingEnabled=true'],
      ...['--log-level', 'warn'],
    ],
    logFile: options.logFile,
    pidFile: options.pidFile,
    graceMs,
  });
  try {
    await untilReady(child, () => pingTemporal(address), readyDeadlineMs);
  } catch (error) {
    await child.stop();
    const remedy = `If its data is damaged, remove ${data.join(', ')}: Tenure starts its workflows again.`;
    throw new Error(`${(error as Error).message}\n${remedy}`, { cause: error });
  }
  first.end();
  return { ...child, address, uiUrl: options.uiPort === undefined ? undefined : `http://127.0.0.1:${options.uiPort}` };
}

/** @throws when the server does not answer, or does not know our namespace. */
export async function pingTemporal(address: string): Promise<void> {
  await askTemporal(address, answerWithinMs, ({ workflowService }) => workflowService.describeNamespace({ namespace: temporalNamespace }));
}

/** Calls the server over a connection of its own. @throws when it does not answer within this time. */
export async function askTemporal(address: string, withinMs: number, ask: (connection: Connection) => Promise<unknown>): Promise<void> {
  // Only here: pure tests and commands without Temporal load this library too.
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address, connectTimeout: connectWithinMs });
  try {
    await connection.withDeadline(Date.now() + withinMs, () => ask(connection));
  } finally {
    await connection.close();
  }
}
