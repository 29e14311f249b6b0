import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { ownLevel } from '#activities';
import { identityOf, taskQueues } from '#temporal';
import type { Config } from './config';
import { workPoolSize, type Parts } from './parts';
import { log } from './log';

/**
 * Milliseconds: good, slow, too slow. The SDK's own lists have up to 14, a line each for every kind of effect, and the
 * page would grow beyond what a scraper likes.
 */
const latencyBuckets = [100, 5_000];

const latencies = [
  ...['request_latency', 'long_request_latency', 'workflow_endtoend_latency'],
  ...['workflow_task_schedule_to_start_latency', 'workflow_task_execution_latency', 'workflow_task_replay_latency'],
  ...['activity_schedule_to_start_latency', 'activity_execution_latency', 'activity_succeed_endtoend_latency'],
  ...['local_activity_execution_latency', 'local_activity_succeed_endtoend_latency', 'nexus_task_schedule_to_start_latency'],
];

/** Comes before anything uses the SDK: otherwise the SDK takes SIGTERM for itself, and nothing drains. */
export function installRuntime(metricsPort: number): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      log[level === 'ERROR' ? 'error' : 'warn'](message, {
        part: 'temporal-sdk',
        process: text(meta?.workflowId),
        kind: text(meta?.activityType),
      }),
    ),
    // The native part of the SDK would write lines of its own.
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      // Each line would name the SDK, a sixth of the page.
      metrics: { attachServiceName: false, prometheus: { bindAddress: `127.0.0.1:${metricsPort}`, histogramBucketOverrides: overrides() } },
    },
  });
}

const overrides = () => Object.fromEntries(latencies.map((name) => [name, latencyBuckets]));

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

const connectDeadlineMs = 10_000;

/** One try, bounded. */
export async function connect({ TEMPORAL_ADDRESS }: Config): Promise<NativeConnection> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Temporal does not answer')), connectDeadlineMs);
  });
  try {
    return await Promise.race([NativeConnection.connect({ address: TEMPORAL_ADDRESS }), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The SDK cuts off a task that takes longer than 5 s, such as ten thousand signals at once.
 * Node then ends the whole process (its stack of async hooks is corrupt), again at every try.
 * The SDK reads this option without documenting it.
 */
const uncut = { isolateExecutionTimeout: '60 s' } as object;

const shutdown = { shutdownGraceTime: '20 s', shutdownForceTime: '30 s' } as const;

/** Two workers: one for workflows alone, and one for the effects. */
export async function createWorkers(
  connection: NativeConnection,
  namespace: string,
  bundle: WorkflowBundleOption,
  parts: Parts,
): Promise<Workers> {
  const identity = identityOf(ownLevel);
  const processes = await Worker.create({
    ...shutdown,
    identity,
    ...uncut,
    connection,
    namespace,
    taskQueue: taskQueues.processes,
    workflowBundle: bundle,
    activities: parts.activities.control,
    // A foreign call that schedules `look` gets no answer here.
    enableNonLocalActivities: false,
    // About 1 MB each. Sleeping workflows need no place here: to wake an evicted one costs a few milliseconds.
    maxCachedWorkflows: 300,
    maxConcurrentLocalActivityExecutions: workPoolSize / 2,
  });
  const effects = await Worker.create({
    ...shutdown,
    identity,
    connection,
    namespace,
    taskQueue: taskQueues.effects,
    activities: parts.activities.effects,
    maxConcurrentActivityTaskExecutions: 2 * workPoolSize,
  });
  return new Workers(processes, effects);
}

export class Workers {
  constructor(
    private readonly processes: Worker,
    private readonly effects: Worker,
  ) {}

  /** Polls until `stop`. Settles when both have drained; when one ends by itself the other is stopped too. */
  async run(): Promise<void> {
    const runs = [this.processes, this.effects].map((worker) => worker.run().finally(() => this.stop()));
    const results = await Promise.allSettled(runs);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  stop(): void {
    for (const worker of [this.processes, this.effects]) if (worker.getState() === 'RUNNING') worker.shutdown();
  }

  /** Returns the queues that no worker of this process polls at this moment. */
  unready(): string[] {
    const [processes, effects] = [this.processes.getStatus(), this.effects.getStatus()];
    return [
      ...(processes.runState === 'RUNNING' && processes.hasOutstandingWorkflowPoll ? [] : [taskQueues.processes]),
      ...(effects.runState === 'RUNNING' && effects.hasOutstandingActivityPoll ? [] : [taskQueues.effects]),
    ];
  }
}
