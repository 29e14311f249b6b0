import { Assertions, readIssuers } from '#assertions';
import { openKernel, type Kernel } from '#kernel';
import { connectProvider, readCallbackSecrets, type CallbackSecrets, type Messaging } from '#providers';
import { inspectWorkflow, tryActivitiesNow } from '#temporal';
import type { Config } from './config';
import { Metrics } from './metrics/metrics';
import type { TryActivities } from './operator-tasks/operator-tasks';
import type { WorkflowInspector } from './process/workflows';
import { PartLog } from './http/log';

/** What the API stands on, opened once and closed last. Its reads have the kernel's second pool: a flood of commands does not starve them. */
export interface Parts extends Kernel {
  config: Config;
  /** The only provider that the API itself calls; the worker calls the others. */
  messaging: Messaging;
  /** The secrets of the providers' callback signatures. */
  callbackSecrets: CallbackSecrets;
  /** What the identity providers of this installation say of people. */
  assertions: Assertions;
  inspector: WorkflowInspector;
  tryActivities: TryActivities;
  metrics: Metrics;
}

const log = new PartLog('clock');
const startLog = new PartLog('start');

const pools = { commands: { name: 'tenure-api', size: 10 }, database: { name: 'tenure-api-reads', size: 10 } };

/**
 * Needs no Temporal to be there.
 * @throws like {@link openKernel}, and when the configuration of a provider or an issuer cannot be read.
 */
export async function openParts(config: Config): Promise<Parts> {
  const messaging = connectProvider(config.PROVIDERS_DIR, 'messaging');
  const callbackSecrets = readCallbackSecrets(config.PROVIDERS_DIR);
  const assertions = new Assertions(readIssuers(config.ISSUERS_DIR));
  const metrics = new Metrics();
  const kernel = await openKernel({
    settings: config,
    pools,
    commandDone: (command, answer, ms) => metrics.commandDone(command, answer, ms),
    wakeSent: (sent) => metrics.wakeSent(sent),
    clockChanged: (agreement) => log[agreement === 'agrees' ? 'info' : 'error']('clock', { agreement }),
    attributes: { registers: false },
    logLeaks: (settings) => startLog.warn('postgresql-logs-values', { settings }),
  });
  return {
    ...kernel,
    config,
    messaging,
    callbackSecrets,
    assertions,
    inspector: { inspect: (workflowId) => inspectWorkflow(kernel.temporal, workflowId) },
    tryActivities: (workflowId) => tryActivitiesNow(kernel.temporal, workflowId),
    metrics,
  };
}
