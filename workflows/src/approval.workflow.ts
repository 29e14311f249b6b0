import { follow } from './follow';

const over = 'over; what is still owed is performed';

/**
 * A confirmation by several people: approvers are notified and reminded until the last one decides or the time is over.
 */
export function approval(): Promise<string> {
  return follow('approval', {
    pending: 'approvers are notified and reminded; the last decision, a withdrawal or its expiry ends it',
    approved: over,
    rejected: over,
    expired: over,
    withdrawn: over,
  });
}
