import { hour, type Instant } from '../decider';

export interface PhoneChangePolicy {
  /** How often a person may begin to change the number; left out: by the limit of the stream alone. */
  begun?: number;
}

/** How a person changes their number. */
export const phoneChangePolicy = {
  /** Our choice: what was begun with the old number is finished with the new one within an hour. */
  hours: 1,
  /** Our choice: so often a change is begun, at most. */
  begun: 100,
} as const satisfies PhoneChangePolicy & { hours: number };

export const phoneChangeEnd = (begunAt: Instant): Instant => begunAt + phoneChangePolicy.hours * hour;
