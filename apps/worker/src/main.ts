import { connectWithRetry, taskQueues, workflowBundle } from '#temporal';
import { readConfig, type Config } from './config';
import { serveHealth } from './health';
import { hearOwed } from './hearing';
import { createKeepers, type Keepers } from './keepers';
import { createMetrics, metricsText } from './metrics';
import { assemble, type Parts } from './parts';
import { kindOf } from '#log';
import { log } from './log';
import { connect, createWorkers, installRuntime, type Workers } from './temporal-workers';

async function main(): Promise<void> {
  const config = readConfig();
  installRuntime(config.TEMPORAL_METRICS_PORT);
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

  const metrics = createMetrics();
  const parts = await assemble(config, metrics);
  const keepers = createKeepers(parts, metrics);
  const polling: { workers?: Workers } = {};
  const health = await serveHealth(
    {
      unready: () => unready(parts, keepers, polling.workers, stopping.signal),
      ages: keepers.ages,
      metrics: () => metricsText(metrics, config.TEMPORAL_METRICS_PORT),
    },
    config.WORKER_HOST,
    config.WORKER_PORT,
  );
  const keeping = keepers.run(stopping.signal);
  const endHearing = hearOwed(config, parts);
  log.info('started', { port: config.WORKER_PORT });
  try {
    await work(config, parts, polling, stopping.signal);
  } finally {
    stopping.abort();
    await Promise.all([keeping, endHearing(), parts.activities.firstTries.close()]);
    await parts.close();
    health.close();
    health.closeAllConnections();
  }
  log.info('stopped');
}

/**
 * Connects, however long Temporal takes to appear, and polls until the signal. Rejects when the workers end without it.
 */
async function work(config: Config, parts: Parts, polling: { workers?: Workers }, signal: AbortSignal): Promise<void> {
  const bundle = await workflowBundle(config.WORKFLOW_CACHE_FOLDER, (message) => log.warn(message, { part: 'temporal-sdk' }));
  const failed = (error: Error, tries: number) => log.warn('Temporal does not answer', { tries, error: kindOf(error) });
  const connection = await connectWithRetry(() => connect(config), { signal, failed }).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (!connection) return;
  await parts.levels.begin(signal);
  try {
    const workers = (polling.workers = await createWorkers(connection, config.TEMPORAL_NAMESPACE, bundle, parts));
    signal.addEventListener('abort', () => workers.stop());
    if (signal.aborted) return;
    await workers.run();
    if (!signal.aborted) throw new Error('the Temporal workers ended by themselves');
  } finally {
    await connection.close();
  }
}

async function unready(
  { database, witness }: Parts,
  keepers: Keepers,
  workers: Workers | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const away = await database.querySoon('SELECT 1').then(
    () => [],
    () => ['database'],
  );
  const clock = witness.agreement === 'agrees' ? [] : [witness.agreement];
  return [
    ...(signal.aborted ? ['draining'] : []),
    ...away,
    ...clock,
    ...keepers.late(),
    ...(workers?.unready() ?? Object.values(taskQueues)),
  ];
}

main().catch((error: unknown) => {
  log.error(`ended: ${(error as Error).message.split('\n')[0]}`, { error: kindOf(error) });
  process.exit(1);
});
