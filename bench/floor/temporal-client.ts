import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { temporalNamespace } from '#stack';
import { openTemporal } from '#temporal';
import type { Go } from './forked';
import { floorQueue } from './temporal-worker';
import type { Turn } from './turns';

/** A run of a workflow of the recording. */
export interface Run {
  workflowId: string;
  turns: Turn[];
  /** It began so long after its start. */
  lateMs: number;
  /** When its signals were sent; the first of them has started it. */
  signalledAt: number[];
}

/** Starts and signals workflows when those of the recording were. @param runs a file with them, as JSON */
export async function client({ address, runs }: { address: string; runs: string }): Promise<(go: Go) => Promise<number>> {
  const { client } = openTemporal({ address, namespace: temporalNamespace });
  const all = JSON.parse(readFileSync(runs, 'utf8')) as Run[];
  return async ({ laterMs }) => {
    const sent = all.flatMap((run) => run.signalledAt.map((at) => send(run, at + laterMs)));
    return (await Promise.all(sent)).length;
  };

  async function send({ workflowId, turns, lateMs }: Run, at: number): Promise<void> {
    await delay(Math.max(0, at - Date.now()));
    const options = { workflowId, taskQueue: floorQueue, signal: 'wake', signalArgs: [] as [], args: [turns] as [Turn[]] };
    await client.workflow.signalWithStart('bare', { ...options, ...(lateMs > 0 && { startDelay: lateMs }) });
  }
}
