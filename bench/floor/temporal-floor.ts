import { writeFileSync } from 'node:fs';
import { freePort, StackFolder, startTemporal, temporalBinary, temporalNamespace } from '#stack';
import { openTemporal, registerAttributes } from '#temporal';
import type { Workshop } from '../stacks/workshop';
import { workflowCosts, type WorkflowCost } from '../measure/workflows';
import { Forked } from './forked';
import { usedBetween, type Used } from './meter';
import type { Recording } from './recording';

/** What the turns of workflows cost alone. */
export interface TemporalFloor {
  /** For all of them: Temporal, the worker, and the program that starts and signals them. */
  used: Used;
  /** What Temporal did for them, so that it can be compared with the recording. */
  done: WorkflowCost;
}

/** Nothing happens for so long before the first signal. */
const quietMs = 6_000;

/** Starts and signals workflows that make the turns of the recorded ones, when those were. */
export async function temporalFloor(recording: Recording, workshop: Workshop): Promise<TemporalFloor> {
  const state = StackFolder.at(workshop.state('floor-temporal'));
  const runs = state.file('runs.json');
  writeFileSync(runs, JSON.stringify(recording.runs));
  const server = await startTemporal({
    binary: await temporalBinary(() => undefined),
    databaseFile: state.file('temporal.db'),
    logFile: state.log('temporal'),
    pidFile: state.pid('temporal'),
    port: await freePort(),
  });
  const { address } = server;
  const temporal = openTemporal({ address, namespace: temporalNamespace });
  const parts: Forked[] = [];
  try {
    await registerAttributes(temporal.connection, temporalNamespace);
    const [worker, client] = [await Forked.part('worker', { address }), await Forked.part('signals', { address, runs })];
    parts.push(worker, client);
    const began = new Date();
    const laterMs = Date.now() + 2 * quietMs - recording.from;
    const times = { quietFrom: began.getTime() + quietMs, from: recording.from + laterMs, to: recording.to + laterMs };
    const pids = { temporal: server.pid, worker: worker.pid, client: client.pid };
    const [used] = await Promise.all([usedBetween(pids, times), client.run({ laterMs })]);
    const costs = await workflowCosts({ temporal: temporal.client }, new Set(recording.runs.map(({ workflowId }) => workflowId)), began);
    return { used, done: costs.bare ?? { runs: 0, transitions: 0, events: 0 } };
  } finally {
    parts.forEach((part) => part.end());
    await temporal.close();
    await server.stop();
  }
}
