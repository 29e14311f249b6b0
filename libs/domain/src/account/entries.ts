import type { Effect } from '../decider';
import type { Account, KnownAccount } from './account';

/** R7, G11: directories are told how the entry of a member is now. */
export const entryEffects = ['updateDirectoryEntries'] as const;

/** The newest change alone: what a directory is told is how things are when it is told. */
export const owedForEntries = (account: KnownAccount): readonly Effect<(typeof entryEffects)[number]>[] =>
  account.status === 'living' && account.entryChanges !== undefined && entriesOf(account).length > 0
    ? [{ kind: 'updateDirectoryEntries', n: account.entryChanges }]
    : [];

/** The entries that directories have of a person now: of active members, and of those who sleep. */
export const entriesOf = (account: Account) =>
  account.status === 'living'
    ? Object.entries(account.memberships).flatMap(([companyId, { status, registrationId, positionId, departmentId }]) =>
        status === 'joining' ? [] : [{ companyId, entryId: registrationId, positionId, departmentId }],
      )
    : [];
