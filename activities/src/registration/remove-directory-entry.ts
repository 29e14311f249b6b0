import { applicantAccount, type Account, type CommandOf, type Registration } from '#domain';
import { streamIdOf, type Engine } from '#engine';
import type { Directory } from '#providers';
import type { Performance } from '../perform';
import { Undecided } from '../undecided';

type Known = Exclude<Registration, { status: 'none' }>;

interface Services {
  engine: Pick<Engine, 'read'>;
  directory: Directory;
}

/**
 * The compensation: of somebody whose registration has ended without an account, nothing stays in the directory. It has one entry an account and company:
 * where another registration has brought the person there meanwhile, the entry is that one's, and stays.
 */
export const removeDirectoryEntry = ({ engine, directory }: Services): Performance => ({
  async act({ effectId, process }) {
    const registration = process.state as Known;
    const companyId = registration.joining?.companyId;
    const since = await membershipSince(engine, registration);
    if (since === 'joining') throw new Undecided();
    if (companyId !== undefined && since === undefined)
      await directory.removeEntry({ accountId: applicantAccount(registration), companyId, idempotencyKey: effectId });
    return { type: 'RecordDirectoryRemoval' } satisfies CommandOf<'registration'>;
  },
});

/** This registration's own membership was undone when it ended. */
async function membershipSince(engine: Services['engine'], registration: Known) {
  const account = (await engine.read(streamIdOf('account', applicantAccount(registration))))?.state as Account | undefined;
  const companyId = registration.joining?.companyId;
  return account?.status === 'living' && companyId !== undefined ? account.memberships[companyId]?.status : undefined;
}
