import { follow } from './follow';

/** An account from the day it is taken in: it waits and its tier grows, until a purge ends it. */
export function account(): Promise<string> {
  return follow('account', {
    opening: 'its registration makes it active, or undoes it',
    undone: 'undone by its registration',
    active: 'its tier grows on the recorded days',
    frozen: 'its tier grows on; the deregistration that froze it frees or purges it',
    purged: 'gone; what is still owed is performed',
  });
}
