import type { Step } from '#domain';
import { effect, type Effect } from '../effect';
import { stepDone, stepGoesOn, stepRefused } from './record-step';

/**
 * D4: a step at the system that holds the data. The holder knows the step by its name and answers a repeat with the
 * same count.
 */
export const purgeHeldData = (step: Step): Effect =>
  effect('deregistration', {
    kind: step,
    provider: 'dataHolders',
    async act({ effectId, process: { accountId } }, { dataHolders }) {
      return accountId === undefined ? 0 : (await dataHolders.purge({ step, accountId, idempotencyKey: effectId })).items;
    },
    result: stepDone(step),
    refused: stepRefused(step),
    goesOn: stepGoesOn(step),
  });
