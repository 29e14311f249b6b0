import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ControlActivities } from '#activities';
import { pausePolicy } from '#pauses';

const retry = { initialInterval: '100 ms', backoffCoefficient: 2, maximumInterval: '60 s' } as const;

/** Retries for ever, because nothing can be done without the state. */
export const { look } = proxyLocalActivities<ControlActivities>({
  startToCloseTimeout: '10 s',
  retry,
  localRetryThreshold: '5 s',
  summary: 'where does it stand?',
});

/** One try, and nothing that waits for the next: what is still owed then is performed by an activity of its own. */
export const { attempt } = proxyLocalActivities<ControlActivities>({ startToCloseTimeout: '10 s', retry: { maximumAttempts: 1 } });

/** These activities give up after a while, so that one that cannot succeed does not delay the rest. */
export const { elapse, raise } = proxyLocalActivities<ControlActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '30 s',
  retry,
  localRetryThreshold: '5 s',
});

/**
 * Activity type = kind of effect, input = effect id, on a queue of their own.
 * A process never fails because a provider does: no limit of attempts.
 */
export const effects = proxyActivities<Record<string, (effectId: string) => Promise<void>>>({
  taskQueue: 'tenure-effects',
  startToCloseTimeout: '10 s',
  retry: { initialInterval: pausePolicy.firstMs, backoffCoefficient: pausePolicy.growsBy, maximumInterval: pausePolicy.longestMs },
});
