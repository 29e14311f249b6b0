import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { gatherOfEach } from './gather-of-each';
import { signalWithinMs } from './connection';
import type { KnownAttributes } from './known-attributes';
import { newestOfEach } from './newest-of-each';
import { attributesOf, pairsOf, type Standing } from './search-attributes';
import { taskQueues } from './task-queues';

/** A process whose workflow must read it again; the engine calls this a wake. */
export interface Signal {
  /** `<process>:<uuid>`: the workflow's type and id. */
  streamId: string;
  version: number;
  /** The event that moved the process: the name of the signal, for readers of the history. */
  reason: string;
  /** The process is over: its workflow gets the signal if it is there, and no other is started. */
  finished: boolean;
  /** What the commit of the wake knew: by it a workflow that does not run begins late, or not at all. */
  outlook?: Outlook;
  /** It stands also for an earlier wake, which would have started a workflow. */
  starts?: boolean;
}

interface Outlook extends Standing {
  nextDueAt: number | null;
  /** So many milliseconds from the commit nothing falls due; Infinity if there never is anything. */
  idleForMs: number;
}

export interface SignallerOptions {
  client: Client;
  /** Deletes the wake of this stream and version. */
  forget(signal: Signal): Promise<void>;
  /** What lists find a new workflow by; without it, by nothing of ours. */
  attributes?: KnownAttributes;
  observe?(sent: { latencyMs: number; ok: boolean }): void;
}

export interface Signaller {
  /** Signals, then deletes the wake. False: not sent, and the relay sends it later. Never rejects. */
  send(signal: Signal): Promise<boolean>;
  /** The same for all wakes of a commit, off the path of the caller; those of one process within a moment are one. */
  sendAll(signals: readonly Signal[]): void;
}

/**
 * Of one version, that without an outlook: it was written after the commit, by somebody who knows that there is more to
 * do than the commit knew, such as an operator who tries a refused effect again.
 */
const isNewer = (signal: Signal, than: Signal) =>
  signal.version > than.version || (signal.version === than.version && signal.outlook === undefined);

/**
 * Nothing waits for a workflow to read so soon: a try of what is owed is made meanwhile (`FirstTries`), and a deadline
 * may be late by this.
 */
const gatherMs = 100;

/** A process that is over by now, or rests, had a workflow to be found by; so it is started all the same. */
function join(earlier: Signal, later: Signal): Signal {
  const newest = isNewer(later, earlier) ? later : earlier;
  return { ...newest, starts: startsOne(earlier) || startsOne(later) };
}

const startsOne = ({ finished, outlook, starts }: Signal): boolean => starts ?? !(finished || outlook?.idleForMs === Infinity);

const noneKnown: KnownAttributes = { known: () => new Set(), doubt: () => undefined };

const inFlightMax = 40;

/**
 * There is no queue: when Temporal is slow or away the wakes wait in PostgreSQL, not in memory. Of one process a single
 * signal is under way; all that come meanwhile are one.
 */
export function createSignaller({ client, forget, observe, attributes = noneKnown }: SignallerOptions): Signaller {
  async function work(signal: Signal): Promise<boolean> {
    const started = performance.now();
    try {
      await client.withDeadline(Date.now() + signalWithinMs, () => deliver(client, signal, attributes));
      observe?.({ latencyMs: performance.now() - started, ok: true });
      await forget(signal);
      return true;
    } catch {
      observe?.({ latencyMs: performance.now() - started, ok: false });
      return false;
    }
  }
  const send = newestOfEach({
    keyOf: ({ streamId }: Signal) => streamId,
    isNewer,
    work,
    max: inFlightMax,
  });
  const gather = gatherOfEach({ keyOf: ({ streamId }: Signal) => streamId, join, forMs: gatherMs, pass: (signal) => void send(signal) });
  // Without an outlook somebody asked for it who watches, such as an operator.
  return { send, sendAll: (signals) => signals.forEach((signal) => (signal.outlook ? gather(signal) : void send(signal))) };
}

/** A workflow for what is due in days begins then, or with the next signal: until then it costs Temporal one row. */
const begunAtOnceMs = 60_000;

async function deliver(client: Client, signal: Signal, attributes: KnownAttributes): Promise<void> {
  const { streamId, reason, outlook } = signal;
  if (!startsOne(signal)) return signalIfRunning(client, streamId, reason);
  const type = streamId.slice(0, streamId.indexOf(':'));
  const replace = reason === overdue && (await isUnreachable(client, type, streamId));
  const start = (more: object) =>
    client.workflow.signalWithStart(type, {
      ...common(streamId, reason),
      ...(outlook && beginsLate(outlook)),
      ...(replace && replacing),
      ...more,
    });
  const pairs = outlook ? pairsOf(attributesOf(outlook, attributes.known())) : [];
  const unlisted = () => start({}).catch(unlessInvalid(() => start(replacing)));
  if (pairs.length === 0) return void (await unlisted());
  const doubtful = () => {
    // The namespace may lack an attribute by now: nobody needs one.
    attributes.doubt();
    return unlisted();
  };
  await start({ typedSearchAttributes: pairs }).catch(unlessInvalid(doubtful));
}

/** A run that has had as many signals as Temporal allows (10,000) takes no other: it holds nothing, and is replaced. */
const replacing = { workflowIdConflictPolicy: 'TERMINATE_EXISTING' } as const;

const invalidArgument = 3;
const isInvalid = (error: unknown) => (error as { cause?: { code?: unknown } }).cause?.code === invalidArgument;

const unlessInvalid = (otherwise: () => Promise<unknown>) => (error: unknown) => {
  if (!isInvalid(error)) throw error;
  return otherwise();
};

function beginsLate({ idleForMs, nextDueAt }: Outlook) {
  if (nextDueAt === null || idleForMs < begunAtOnceMs) return {};
  const until = new Date(nextDueAt).toISOString();
  return {
    startDelay: idleForMs,
    staticDetails: `When it was started, nothing was owed and nothing fell due before ${until}: it begins then, or with the next change.`,
  };
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

/**
 * Signals a workflow that is open, and starts none. It is a signal with start, because a signal alone does not begin one
 * that is to begin late.
 */
export async function signalIfRunning(client: Client, streamId: string, reason: string): Promise<void> {
  const found = await client.workflow.getHandle(streamId).describe().catch(undefinedIfGone);
  if (found?.status.name !== 'RUNNING') return;
  const type = streamId.slice(0, streamId.indexOf(':'));
  const start = (policy: object) => client.workflow.signalWithStart(type, { ...common(streamId, reason), ...policy });
  await start({ workflowIdReusePolicy: 'REJECT_DUPLICATE' })
    .catch(unlessInvalid(() => start(replacing)))
    .catch((error: unknown) => {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    });
}

const common = (streamId: string, reason: string) => ({
  workflowId: streamId,
  taskQueue: taskQueues.processes,
  args: [] as [],
  signal: reason,
  signalArgs: [] as [],
  staticSummary: `started by ${reason}`,
});

function undefinedIfGone(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
