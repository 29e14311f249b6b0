import { forgetTogether, refusePastLimit, tellOwed, type Engine, type EngineOptions, type SendWake } from '#engine';
import {
  ClockWitness,
  isAtHead,
  logLeaks,
  openDatabase,
  refuseMovedClock,
  type Agreement,
  type ClockMode,
  type Database,
} from '#event-store';
import type { AttributesWatch, KnownAttributes, openTemporal, SignallerOptions } from '#temporal';
import { Keys, type Challenges, type Vault } from '#vault';
import { assembleEngine } from './assemble-engine';
import type { KernelSettings } from './environment';
import { watchClock } from './watch-clock';

/** What API and worker share; opened first and closed last. */
export interface Kernel {
  clock: ClockMode;
  /** Compares the database's clock with another one, every few seconds. */
  witness: ClockWitness;
  keys: Keys;
  vault: Vault;
  challenges: Challenges;
  engine: Engine;
  /** The pool of the engine. */
  commands: Database;
  /** A separate pool for everything else, so that neither starves the other. */
  database: Database;
  temporal: ReturnType<typeof openTemporal>['client'];
  /** The search attributes that Temporal takes. */
  attributes: KnownAttributes;
  /** Signals the workflow of a wake. False: not sent, and the relay sends it later. */
  sendWake: SendWake;
  close(): Promise<void>;
}

interface Pool {
  /** The name of the connections in PostgreSQL. */
  name: string;
  size: number;
}

export interface KernelOptions {
  settings: KernelSettings;
  pools: { commands: Pool; database: Pool };
  /** Measures each command. */
  commandDone: NonNullable<EngineOptions['observe']>;
  /** Measures each signal of a wake, sent or failed. */
  wakeSent: NonNullable<SignallerOptions['observe']>;
  /** Whether this program adds search attributes that Temporal lacks, and what hears of those that are missing. */
  attributes: Pick<AttributesWatch, 'registers' | 'changed'>;
  /** Receives what each commit owes; without it, workers are told. */
  owed?: NonNullable<EngineOptions['owed']>;
  /** Temporal has a clock of its own, which may vouch for the database's. */
  temporalVouches?: boolean;
  /** Logs that the database's clock agrees with the witness no longer, or again. */
  clockChanged: (agreement: Agreement) => void;
  /** Warns of settings by which PostgreSQL's log would hold personal values. */
  logLeaks: (settings: string) => void;
}

/**
 * Connects to PostgreSQL at once, and to Temporal at its first use.
 * @throws when a key is missing, PostgreSQL does not answer, lacks a migration or was sealed under another master key,
 * or
 * its clock was moved and this is production, or was moved past its last instant.
 */
export async function openKernel(options: KernelOptions): Promise<Kernel> {
  const { settings, pools, commandDone, wakeSent } = options;
  const clock: ClockMode = settings.TENURE_MODE === 'embedded' ? 'offset' : 'system';
  const keys = Keys.fromFile(settings.MASTER_KEY_FILE);
  // Imported only here, so that tests of the engine do not load Temporal's client.
  const { createSignaller, openTemporal, watchAttributes } = await import('#temporal');
  const [commands, database] = await openPools(settings.DATABASE_URL, [pools.commands, pools.database]);
  const temporal = openTemporal({ address: settings.TEMPORAL_ADDRESS, namespace: settings.TEMPORAL_NAMESPACE });
  const witness = witnessOf(options);
  const watching = new AbortController();
  const attributes = watchAttributes({
    ...options.attributes,
    connection: temporal.connection,
    namespace: settings.TEMPORAL_NAMESPACE,
    signal: watching.signal,
  });
  const close = async () => {
    watching.abort();
    await temporal.close();
    await Promise.all([commands.close(), database.close()]);
  };
  const signaller = createSignaller({
    client: temporal.client,
    forget: forgetTogether(database),
    observe: wakeSent,
    attributes,
  });
  const assembled = assembleEngine({
    database: commands,
    keys,
    clock,
    witness,
    buildId: settings.BUILD_ID,
    afterCommit: signaller.sendAll,
    owed: options.owed ?? tellOwed(database),
    observe: commandDone,
  });
  try {
    if (!(await isAtHead(database))) throw new Error('the schema is older than this program: run the migrations first');
    await (clock === 'system' ? refuseMovedClock : refusePastLimit)(database);
    await assembled.vault.refuseForeignKey(database);
    const leaks = await logLeaks(database);
    if (leaks.length > 0) options.logLeaks(leaks.join(', '));
    await watchClock(witness, database, watching.signal);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...assembled, clock, witness, keys, commands, database, temporal: temporal.client, attributes, sendWake: signaller.send, close };
}

/** The embedded stack sleeps when its owner does, and need not wait for an operator in the morning. */
function witnessOf({ settings, temporalVouches = false, clockChanged }: KernelOptions): ClockWitness {
  const embedded = settings.TENURE_MODE === 'embedded';
  return new ClockWitness({ temporalVouches: embedded || temporalVouches, trustsGaps: embedded, changed: clockChanged });
}

/** Opens both or none: when one fails, the other is closed again. */
async function openPools(url: string, [first, second]: readonly [Pool, Pool]): Promise<[Database, Database]> {
  const open = ({ name, size }: Pool, plansOnce: boolean) => openDatabase({ url, applicationName: name, poolSize: size, plansOnce });
  const opened = await open(first, true);
  try {
    return [opened, await open(second, false)];
  } catch (error) {
    await opened.close();
    throw error;
  }
}
