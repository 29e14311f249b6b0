import { reportAsleep, wakeAll } from '#engine';
import { openDatabase } from '#event-store';
import { isWorkflowRunning, openTemporal } from '#temporal';
import { readReconcilerConfig } from './config';

/**
 * `npm run reconcile`: lists the processes that need a workflow and have none running; with `--apply` wakes all that
 * need one.
 */
async function main(apply: boolean): Promise<void> {
  const config = readReconcilerConfig();
  const database = await openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-reconcile', poolSize: 2 });
  const temporal = openTemporal({ address: config.TEMPORAL_ADDRESS, namespace: config.TEMPORAL_NAMESPACE });
  try {
    if (apply) return console.log(`${await wakeAll(database)} processes woken: the worker's relay sends the wakes`);
    const { needy, asleep } = await reportAsleep(database, (streamId) => isWorkflowRunning(temporal.client, streamId));
    for (const streamId of asleep) console.log(streamId);
    console.log(
      `${needy} processes need a workflow, ${asleep.length} have none that runs${asleep.length === 0 ? '' : ': --apply wakes them'}`,
    );
  } finally {
    await temporal.close();
    await database.close();
  }
}

main(process.argv.includes('--apply')).catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
