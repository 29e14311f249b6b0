import { applicantAccount } from '#domain';
import { accountState } from '../account-state';
import { effect, type Services } from '../effect';

/**
 * The compensation: removes the directory entry of a person whose registration ended without an account.
 * The directory has one entry for each account and company: an entry that another registration has made since stays.
 * The call names the registration, so that it stays also where this call arrives late.
 */
export const removeDirectoryEntry = effect('registration', {
  kind: 'removeDirectoryEntry',
  provider: 'directory',
  async act({ effectId, process: { id: entryId, state } }, { directory, engine }) {
    const [accountId, companyId] = [applicantAccount(state), state.joining?.companyId];
    if (companyId === undefined) return 'removed';
    const since = await membershipSince(engine, accountId, companyId);
    if (since === 'joining') return 'pending';
    if (since === undefined) await directory.removeEntry({ entryId, accountId, companyId, idempotencyKey: effectId });
    return 'removed';
  },
  result: (outcome, { n }) => ({ type: 'RecordDirectoryRemoval', outcome, attempt: n }),
  refused: (reason) => ({ type: 'RecordDirectoryRemoval', outcome: 'refused', reason }),
  goesOn: (registrationId) => `POST /v1/registrations/${registrationId}/directory-removal`,
});

/** This registration's own membership was undone when it ended. */
async function membershipSince(engine: Services['engine'], accountId: string, companyId: string) {
  const account = (await accountState(engine, accountId))?.state;
  return account?.status === 'living' ? account.memberships[companyId]?.status : undefined;
}
