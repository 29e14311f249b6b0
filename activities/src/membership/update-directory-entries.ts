import { entriesOf } from '#domain';
import { effect } from '../effect';
import { openApplicant } from '../registration/open-applicant';

/**
 * R7, G11: tells the directory of each company of a person how their entry is now. Repeated, it tells the same: each
 * company has a key of its own within the effect.
 */
export const updateDirectoryEntries = effect('account', {
  kind: 'updateDirectoryEntries',
  provider: 'directory',
  async act(begun, { directory, ...services }) {
    const { id: accountId, state } = begun.process;
    const { phone } = await openApplicant(services, begun, 'contact', ['phone']);
    for (const entry of entriesOf(state))
      await directory.updateEntry({ ...entry, accountId, phone, idempotencyKey: `${begun.effectId}:${entry.companyId}` });
    return undefined;
  },
});
