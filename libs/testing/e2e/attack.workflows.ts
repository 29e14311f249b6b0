import { condition, proxyActivities, rootCause, setDefaultSignalHandler } from '@temporalio/workflow';

export interface Assault {
  queue: string;
  activity: string;
  argument?: string;
  copies?: number;
  /** For what nobody takes; without it the queue may be as long as it likes. */
  startWithinMs?: number;
}

/** What somebody with every right in the namespace can write: activities of any name, on any queue, in any number. Tells how each ended. */
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

/** Under the names of the product's own: it claims that all is over. */
export async function deregistration(): Promise<string> {
  return 'closed';
}

export async function account(): Promise<string> {
  return 'purged';
}

/** Takes an id, hears everything and does nothing. */
export async function squatter(): Promise<void> {
  setDefaultSignalHandler(() => undefined);
  await condition(() => false);
}
