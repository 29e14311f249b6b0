import type { Deregistration } from '#domain';
import { spokenInstant } from './spoken-instant';

/** D1: there is still time to undo it. */
export function remindOfCoolingOff(state: unknown): string | undefined {
  const deregistration = state as Deregistration;
  if (deregistration.status !== 'cooling_off') return undefined;
  return `Reminder: your account will be deleted on ${spokenInstant(deregistration.coolingOffEndsAt)}. Until then you can undo this from this phone.`;
}
