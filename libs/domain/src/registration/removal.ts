import { internal, refuse } from '../decider';
import { isIn, accounts, type Account } from '../account/account';
import { code, count, either, group, optional } from '../events';
import { accept, known, rule } from './conditions';
import { applicantAccount, isEnded, removalIsRefused, type KnownRegistration } from './registration';

/** R17: the membership goes on with another account, and so does its entry. */
const wentOver = (account: Account | undefined, companyId: string): boolean =>
  account?.status === 'merged' && account.companies.includes(companyId);

const hasEntry = (state: KnownRegistration) => isEnded(state) && state.directory === 'made';

export const removalRules = {
  /**
   * D4: the directory has made an entry that it had accepted, after its answer counted already: when the removal had
   * gone out, or under a call of a past that a restored backup knows nothing of. It is taken back by one more removal,
   * by ids alone. The entry of a member stays.
   */
  RecordLateDirectoryEntry: rule({
    origin: 'effect',
    given: known.when(
      (state) => isEnded(state) || (state.status === 'active' && state.directory === 'made'),
      internal('entry-not-asked-for'),
    ),
    needs: (_, state) => ({ account: accounts.read(applicantAccount(state)) }),
    emits: ['DirectoryEntryMade', 'DirectoryRemovalRetried'],
    decide: ({ state, facts: { account } }) => {
      const { joining, removalRetries = 0 } = state;
      if (isEnded(state)) return accept({ type: 'DirectoryEntryMade' }, { type: 'DirectoryRemovalRetried', attempt: removalRetries + 1 });
      const isMembers = joining !== undefined && (isIn(account, joining.companyId) || wentOver(account, joining.companyId));
      return refuse(isMembers ? internal('entry-of-member') : internal('entry-of-nobody'));
    },
  }),
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
    takes: either(group({ outcome: code('removed'), attempt: optional(count) }), group({ outcome: code('refused'), reason: code() })),
    given: known.when(hasEntry, internal('entry-not-there')),
    emits: ['DirectoryEntryRemoved', 'DirectoryEntryMade', 'DirectoryRemovalRefused'],
    decide: ({ state, command }) => {
      if (command.outcome === 'removed') {
        const isNewest = (command.attempt ?? Infinity) > (state.removalRetries ?? 0);
        // A removal that was on its way when the entry came late has not removed that one: the next removal does.
        return isNewest
          ? accept({ type: 'DirectoryEntryRemoved' })
          : accept({ type: 'DirectoryEntryRemoved' }, { type: 'DirectoryEntryMade' });
      }
      if (removalIsRefused(state)) return refuse(internal('removal-refused'));
      return accept({ type: 'DirectoryRemovalRefused', reason: command.reason });
    },
  }),
};
