import { internal, refuse } from '../decider';
import { code, either, group } from '../events';
import { accept, known, rule } from './conditions';
import { isEnded, removalIsRefused, type KnownRegistration } from './registration';

const hasEntry = (state: KnownRegistration) => isEnded(state) && state.directory === 'made';

export const removalRules = {
  /** By an operator, after settling the matter with the directory: an effect of its own asks again. */
  RetryDirectoryRemoval: rule({
    origin: 'caller',
    right: 'retryDirectoryRemoval',
    given: known.in(removalIsRefused, 'removal-not-refused'),
    atMost: { times: (policy) => policy.removalRetries, soFar: ({ removalRetries = 0 }) => removalRetries },
    emits: ['DirectoryRemovalRetried'],
    decide: ({ state: { removalRetries = 0 } }) => accept({ type: 'DirectoryRemovalRetried', attempt: removalRetries + 1 }),
  }),
  /** The compensation is never silent: the entry is gone, or an operator sees that the directory keeps it. */
  RecordDirectoryRemoval: rule({
    origin: 'effect',
    takes: either(group({ outcome: code('removed') }), group({ outcome: code('refused'), reason: code() })),
    given: known.when(hasEntry, internal('entry-not-there')),
    emits: ['DirectoryEntryRemoved', 'DirectoryRemovalRefused'],
    decide: ({ state, command }) => {
      if (command.outcome === 'removed') return accept({ type: 'DirectoryEntryRemoved' });
      if (removalIsRefused(state)) return refuse(internal('removal-refused'));
      return accept({ type: 'DirectoryRemovalRefused', reason: command.reason });
    },
  }),
};
