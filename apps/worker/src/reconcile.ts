import { findIdle, reportAsleep, wakeAll } from '#engine';
import { openDatabase, type Database } from '#event-store';
import { isWorkflowRunning, openTemporal, runningWorkflows, signalIfRunning } from '#temporal';
import { readReconcilerConfig } from './config';

type Temporal = ReturnType<typeof openTemporal>['client'];

/**
 * `npm run reconcile`: lists the processes that need a workflow and have none running, and counts the workflows that run
 * and are not needed; with `--apply` wakes all of both.
 */
async function main(apply: boolean): Promise<void> {
  const config = readReconcilerConfig();
  const database = await openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-reconcile', poolSize: 2 });
  const temporal = openTemporal({ address: config.TEMPORAL_ADDRESS, namespace: config.TEMPORAL_NAMESPACE });
  try {
    await (apply ? wakeBoth : report)(database, temporal.client);
  } finally {
    await temporal.close();
    await database.close();
  }
}

async function report(database: Database, temporal: Temporal): Promise<void> {
  const { needy, asleep } = await reportAsleep(database, (streamId) => isWorkflowRunning(temporal, streamId));
  for (const streamId of asleep) console.log(streamId);
  const wakesThem = asleep.length === 0 ? '' : ': --apply wakes them';
  console.log(`${needy} processes need a workflow, ${asleep.length} have none that runs${wakesThem}`);
  const idle = await eachIdle(database, temporal, async () => undefined);
  if (idle > 0) console.log(`${idle} workflows run and have nothing to wait for: --apply ends them`);
}

async function wakeBoth(database: Database, temporal: Temporal): Promise<void> {
  console.log(`${await wakeAll(database)} processes woken: the worker's relay sends the wakes`);
  const idle = await eachIdle(database, temporal, (streamId) => signalIfRunning(temporal, streamId, 'Reconciled'));
  if (idle > 0) console.log(`${idle} workflows with nothing to wait for signalled: they end`);
}

/** Calls `work` for each process whose workflow runs and is not needed. @returns how many there are. */
async function eachIdle(database: Database, temporal: Temporal, work: (streamId: string) => Promise<void>): Promise<number> {
  let count = 0;
  for await (const page of runningWorkflows(temporal)) {
    const idle = await findIdle(database, page);
    count += idle.length;
    for (const streamId of idle) await work(streamId);
  }
  return count;
}

main(process.argv.includes('--apply')).catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
