import type { Step } from '#domain';
import { effect, type Effect } from '../effect';
import { absorbedBy } from './absorbed';
import { stepDone, stepGoesOn, stepRefused } from './record-step';

/**
 * D4: a step at the system that holds the data. The holder knows the step by its name and answers a repeat with the
 * same count. R17: also of what is kept under an account that a merge has closed.
 */
export const purgeHeldData = (step: Step): Effect =>
  effect('deregistration', {
    kind: step,
    provider: 'dataHolders',
    async act({ effectId, process: { accountId } }, { dataHolders, engine }) {
      if (accountId === undefined) return 0;
      let { items } = await dataHolders.purge({ step, accountId, idempotencyKey: effectId });
      for (const closedId of await absorbedBy(engine, accountId)) {
        const more = await dataHolders.purge({ step, accountId: closedId, idempotencyKey: `${effectId}:${closedId}` });
        items += more.items;
      }
      return items;
    },
    result: stepDone(step),
    refused: stepRefused(step),
    goesOn: stepGoesOn(step),
  });
