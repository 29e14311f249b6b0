import type { Log } from '#log';
import { createControl, type ControlActivities, type ControlEngine, type ControlParts } from './control/control';
import type { Services } from './effect';
import { createEffects, createTry } from './effects';
import { FirstTries } from './first-tries';
import type { EffectActivity, EffectEngine } from './perform';
import { Tries } from './tries';

/**
 * All activities of one worker: those of the workflows' own tasks, and each effect; and the tries that come before.
 * They share their tries. `served`: what Temporal and the workers of now can take. `temporalNow`: what Temporal's clock
 * showed when it scheduled an effect's try.
 */
export function createActivities(
  services: Services & { engine: EffectEngine & ControlEngine },
  served: Pick<ControlParts, 'knownAttributes' | 'level'>,
  temporalNow?: () => number,
  log?: Log,
): { control: ControlActivities; effects: Record<string, EffectActivity>; firstTries: FirstTries } {
  const tries = new Tries();
  const attempt = createTry(services, tries, log);
  return {
    control: createControl({ engine: services.engine, attempt, tries, ...served }),
    firstTries: new FirstTries(attempt, tries),
    effects: createEffects(services, temporalNow, tries, log),
  };
}
