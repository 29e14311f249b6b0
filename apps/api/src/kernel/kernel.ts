import { Engine, forgetWake, type SendWake } from '#engine';
import { openDatabase, refuseMovedClock, type ClockMode, type Database } from '#event-store';
import { connectProviders, readCallbackSecrets, type CallbackSecrets, type Messaging } from '#providers';
import { projections } from '#read-models';
import { createSignaller, inspectWorkflow, openTemporal } from '#temporal';
import { Challenges, Keys, Vault } from '#vault';
import type { Config } from '../config';
import { Metrics } from '../metrics/metrics';
import type { WorkflowInspector } from '../process/workflows';

/** What the API stands on, opened once and closed last. */
export interface Kernel {
  config: Config;
  clock: ClockMode;
  keys: Keys;
  vault: Vault;
  challenges: Challenges;
  /** Commands and reads have pools of their own: a flood of the one does not starve the other. */
  engine: Engine;
  database: Database;
  messaging: Messaging;
  /** What each provider signs its callbacks with. */
  callbackSecrets: CallbackSecrets;
  inspector: WorkflowInspector;
  sendWake: SendWake;
  metrics: Metrics;
  close(): Promise<void>;
}

const pools = { commands: 10, reads: 10 };

/**
 * Connects to PostgreSQL, and to Temporal only when it is first needed: the API serves without.
 * @throws when a key, an address or a secret of a provider is missing, PostgreSQL does not answer, was sealed under another master key, or its clock was moved and this is production.
 */
export async function openKernel(config: Config): Promise<Kernel> {
  const clock: ClockMode = config.TENURE_MODE === 'embedded' ? 'offset' : 'system';
  const keys = Keys.fromFile(config.MASTER_KEY_FILE);
  const { messaging } = connectProviders(config.PROVIDERS_DIR);
  const callbackSecrets = readCallbackSecrets(config.PROVIDERS_DIR);
  const metrics = new Metrics();
  const [commands, database] = await Promise.all([
    openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-api', poolSize: pools.commands }),
    openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-api-reads', poolSize: pools.reads }),
  ]);
  const closeDatabases = () => Promise.all([commands.close(), database.close()]);
  const vault = new Vault(keys);
  try {
    if (clock === 'system') await refuseMovedClock(database);
    await vault.refuseForeignKey(database);
  } catch (error) {
    await closeDatabases();
    throw error;
  }
  const temporal = openTemporal({ address: config.TEMPORAL_ADDRESS, namespace: config.TEMPORAL_NAMESPACE });
  const signaller = createSignaller({
    client: temporal.client,
    forget: (wake) => forgetWake(database, wake),
    observe: (sent) => metrics.wakeSent(sent),
  });
  const challenges = new Challenges();
  const engine = new Engine({
    database: commands,
    keys,
    vault,
    challenges,
    clock,
    projections,
    buildId: config.BUILD_ID,
    afterCommit: (wakes) => signaller.sendAll(wakes),
    observe: (command, answer, ms) => metrics.commandDone(command, answer, ms),
  });
  return {
    config,
    clock,
    keys,
    vault,
    challenges,
    engine,
    database,
    messaging,
    callbackSecrets,
    inspector: { inspect: (workflowId) => inspectWorkflow(temporal.client, workflowId) },
    sendWake: (wake) => signaller.send(wake),
    metrics,
    close: async () => {
      await temporal.close();
      await closeDatabases();
    },
  };
}
