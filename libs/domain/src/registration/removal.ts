import { accept, refuse, type Decision } from '../decider';
import { isEnded, removalIsRefused, type KnownRegistration, type RegistrationEvent } from './registration';
import type { RegistrationCommand } from './registration.decide';

/** The compensation is never silent: the entry is gone, or an operator sees that the directory keeps it. */
export function recordDirectoryRemoval(
  state: KnownRegistration,
  command: RegistrationCommand & { type: 'RecordDirectoryRemoval' },
): Decision<RegistrationEvent> {
  if (!isEnded(state) || state.directory !== 'made') return refuse('entry-not-there');
  if (command.outcome === 'removed') return accept({ type: 'DirectoryEntryRemoved' });
  return removalIsRefused(state) ? refuse('removal-refused') : accept({ type: 'DirectoryRemovalRefused', reason: command.reason });
}

/** By an operator, when the matter is settled with the directory: it is asked again by an effect of its own. */
export const retryRemoval = (state: KnownRegistration): Decision<RegistrationEvent> =>
  removalIsRefused(state)
    ? accept({ type: 'DirectoryRemovalRetried', attempt: (state.removalRetries ?? 0) + 1 })
    : refuse('removal-not-refused');
