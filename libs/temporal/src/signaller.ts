import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { taskQueues } from './task-queues';

/** A process whose workflow must read it again; the engine calls this a wake. */
export interface Signal {
  /** `<process>:<uuid>`: the workflow's type and id. */
  streamId: string;
  version: number;
  /** The event that moved the process: the name of the signal, for readers of the history. */
  reason: string;
  /** The process is over: its workflow gets the signal if it still runs, and is not started. */
  finished: boolean;
}

export interface SignallerOptions {
  client: Client;
  /** Deletes the wake of this stream and version. */
  forget(signal: Signal): Promise<void>;
  observe?(sent: { latencyMs: number; ok: boolean }): void;
}

export interface Signaller {
  /** Signals, then deletes the wake. False: not sent, and the relay sends it later. Never rejects. */
  send(signal: Signal): Promise<boolean>;
  /** The same for all wakes of a commit, off the path of the caller. */
  sendAll(signals: readonly Signal[]): void;
}

const inFlightMax = 40;
const deadlineMs = 2_000;

/** There is no queue: when Temporal is slow or away the wakes wait in PostgreSQL, not in memory. */
export function createSignaller({ client, forget, observe }: SignallerOptions): Signaller {
  let inFlight = 0;
  async function send(signal: Signal): Promise<boolean> {
    if (inFlight >= inFlightMax) return false;
    inFlight += 1;
    const started = performance.now();
    try {
      await client.withDeadline(Date.now() + deadlineMs, () => deliver(client, signal));
      observe?.({ latencyMs: performance.now() - started, ok: true });
      await forget(signal);
      return true;
    } catch {
      observe?.({ latencyMs: performance.now() - started, ok: false });
      return false;
    } finally {
      inFlight -= 1;
    }
  }
  return { send, sendAll: (signals) => signals.forEach((signal) => void send(signal)) };
}

async function deliver(client: Client, { streamId, reason, finished }: Signal): Promise<void> {
  if (finished) return signalIfRunning(client, streamId, reason);
  const type = streamId.slice(0, streamId.indexOf(':'));
  const replace = reason === overdue && (await isUnreachable(client, type, streamId));
  await client.workflow.signalWithStart(type, {
    workflowId: streamId,
    taskQueue: taskQueues.processes,
    args: [],
    signal: reason,
    signalArgs: [],
    staticSummary: `started by ${reason}`,
    ...(replace && { workflowIdConflictPolicy: 'TERMINATE_EXISTING' }),
  });
}

/** The signal of the sweeper to a process whose workflow is lost. */
const overdue = 'Swept';
const failuresMax = 2;
const unansweredMs = 60_000;

/**
 * True for a run that no signal reaches: one under our id that is not ours, or one whose tasks keep failing or are not
 * taken (an unreadable signal, a history that does not replay).
 * A workflow holds nothing that its stream does not, so it may be replaced at any moment.
 */
async function isUnreachable(client: Client, type: string, streamId: string): Promise<boolean> {
  const found = await client.workflow.getHandle(streamId).describe().catch(undefinedIfGone);
  if (found?.status.name !== 'RUNNING') return false;
  if (found.type !== type || found.taskQueue !== taskQueues.processes) return true;
  const task = found.raw.pendingWorkflowTask;
  const since = Number(task?.originalScheduledTime?.seconds ?? Infinity) * 1_000;
  return task != null && ((task.attempt ?? 0) > failuresMax || Date.now() - since > unansweredMs);
}

/** Signals a workflow, and starts none. */
export const signalIfRunning = (client: Client, streamId: string, reason: string): Promise<void> =>
  client.workflow.getHandle(streamId).signal(reason).catch(undefinedIfGone);

function undefinedIfGone(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
