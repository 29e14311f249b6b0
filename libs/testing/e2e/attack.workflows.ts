import { condition, proxyActivities, rootCause, setDefaultSignalHandler } from '@temporalio/workflow';

export interface Assault {
  queue: string;
  activity: string;
  argument?: string;
  copies?: number;
  /** For tasks that no worker takes; without it the wait in the queue has no limit. */
  startWithinMs?: number;
}

/**
 * The workflow of an attacker with every right in the namespace: activities of any name, on any queue, in any number.
 * Returns how each ended.
 */
export async function assault(plan: readonly Assault[]): Promise<string[]> {
  const run = ({ queue, activity, argument, copies = 1, startWithinMs }: Assault) => {
    const activities = proxyActivities<Record<string, (argument?: string) => Promise<unknown>>>({
      taskQueue: queue,
      startToCloseTimeout: '20 s',
      ...(startWithinMs !== undefined && { scheduleToStartTimeout: startWithinMs }),
      retry: { maximumAttempts: 1 },
    });
    return Array.from({ length: copies }, () =>
      activities[activity]!(argument).then(
        (answer) => `${activity} answered ${JSON.stringify(answer)}`,
        (error: unknown) => `${activity} failed: ${rootCause(error)}`,
      ),
    );
  };
  return Promise.all(plan.flatMap(run));
}

/** Under the names of the product's own activities: claims that all is over. */
export async function deregistration(): Promise<string> {
  return 'closed';
}

export async function account(): Promise<string> {
  return 'purged';
}

/** Takes an id, receives every signal and does nothing. */
export async function squatter(): Promise<void> {
  setDefaultSignalHandler(() => undefined);
  await condition(() => false);
}
