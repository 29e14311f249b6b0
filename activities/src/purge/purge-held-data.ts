import type { Step } from '#domain';
import type { DataHolders } from '#providers';
import type { Performance } from '../perform';
import { stepDone, stepRefused } from './record-step';

/** D4: a step at the system that holds the data. It knows the step by its name and answers a repeat with the same count. */
export const purgeHeldData = (holders: DataHolders, step: Step): Performance => ({
  async act({ effectId, process: { accountId } }) {
    if (accountId === undefined) return stepDone(step, 0);
    const { items } = await holders.purge({ step, accountId, idempotencyKey: effectId });
    return stepDone(step, items);
  },
  refused: (_, reason) => stepRefused(step, reason),
});
