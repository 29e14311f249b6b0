import { applicantAccount, type CommandOf, type KnownRegistration } from '#domain';
import type { Engine } from '#engine';
import type { Ports } from '#providers';
import { accountState } from '../account-state';
import type { Performance } from '../perform';
import { Undecided } from '../undecided';

interface Services {
  engine: Pick<Engine, 'read'>;
  directory: Ports['directory'];
}

/**
 * The compensation: of somebody whose registration has ended without an account, nothing stays in the directory. It has one entry an account and company:
 * where another registration has brought the person there meanwhile, the entry is that one's, and stays.
 */
export const removeDirectoryEntry = ({ engine, directory }: Services): Performance => ({
  async act({ effectId, process }) {
    const registration = process.state as KnownRegistration;
    const [accountId, companyId] = [applicantAccount(registration), registration.joining?.companyId];
    if (companyId !== undefined) {
      const since = await membershipSince(engine, accountId, companyId);
      if (since === 'joining') throw new Undecided();
      if (since === undefined) await directory.removeEntry({ accountId, companyId, idempotencyKey: effectId });
    }
    return { type: 'RecordDirectoryRemoval', outcome: 'removed' } satisfies CommandOf<'registration'>;
  },
  refused: (_, reason) => ({ type: 'RecordDirectoryRemoval', outcome: 'refused', reason }) satisfies CommandOf<'registration'>,
});

/** This registration's own membership was undone when it ended. */
async function membershipSince(engine: Services['engine'], accountId: string, companyId: string) {
  const account = (await accountState(engine, accountId))?.state;
  return account?.status === 'living' ? account.memberships[companyId]?.status : undefined;
}
