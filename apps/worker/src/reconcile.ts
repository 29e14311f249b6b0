import { findIdle, reportAsleep, wakeAll } from '#engine';
import { countRows, openDatabase, type Database } from '#event-store';
import { readOptions, reportProgress } from '#progress';
import { isWorkflowRunning, openTemporal, runningWorkflows, signalIfRunning } from '#temporal';
import { readReconcilerConfig } from './config';

type Temporal = ReturnType<typeof openTemporal>['client'];

const report = reportProgress((line) => console.error(`reconcile: ${line}`));

/** Says how far the walk through all processes is, whose number may be an estimate. */
async function walk(database: Database): Promise<(done: number) => void> {
  const total = await countRows(database, 'SELECT FROM es.streams');
  return (done) => report('processes looked at', done, total);
}

const usage = `npm run reconcile -- [options]

  Lists the processes that need a workflow and have none that runs, and counts the workflows that run and are not needed.
  It uses DATABASE_URL and TEMPORAL_ADDRESS, else the stack that TENURE_STACK names, else that of this folder.

  --apply  wakes all of both`;

async function main(): Promise<void> {
  const { apply } = readOptions(usage, { apply: { type: 'boolean', default: false } });
  const config = readReconcilerConfig();
  const database = await openDatabase({ url: config.DATABASE_URL, applicationName: 'tenure-reconcile', poolSize: 2 });
  const temporal = openTemporal({ address: config.TEMPORAL_ADDRESS, namespace: config.TEMPORAL_NAMESPACE });
  try {
    await (apply ? wakeBoth : tell)(database, temporal.client);
  } finally {
    await temporal.close();
    await database.close();
  }
}

async function tell(database: Database, temporal: Temporal): Promise<void> {
  const { needy, asleep } = await reportAsleep(database, (streamId) => isWorkflowRunning(temporal, streamId), await walk(database));
  for (const streamId of asleep) console.log(streamId);
  const wakesThem = asleep.length === 0 ? '' : ': --apply wakes them';
  console.log(`${needy} processes need a workflow, ${asleep.length} have none that runs${wakesThem}`);
  const idle = await eachIdle(database, temporal, async () => undefined);
  if (idle > 0) console.log(`${idle} workflows run and have nothing to wait for: --apply ends them`);
}

async function wakeBoth(database: Database, temporal: Temporal): Promise<void> {
  const woken = await wakeAll(database, await walk(database));
  console.log(`${woken} processes woken: the worker's relay sends the wakes`);
  const idle = await eachIdle(database, temporal, (streamId) => signalIfRunning(temporal, streamId, 'Reconciled'));
  if (idle > 0) console.log(`${idle} workflows with nothing to wait for signalled: they end`);
}

/** Calls `work` for each process whose workflow runs and is not needed. @returns how many there are. */
async function eachIdle(database: Database, temporal: Temporal, work: (streamId: string) => Promise<void>): Promise<number> {
  const { count: total } = await temporal.workflow.count(`ExecutionStatus = 'Running'`);
  let count = 0;
  let looked = 0;
  for await (const page of runningWorkflows(temporal)) {
    const idle = await findIdle(database, page);
    count += idle.length;
    for (const streamId of idle) await work(streamId);
    looked += page.length;
    report('workflows looked at', looked, total);
  }
  return count;
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
