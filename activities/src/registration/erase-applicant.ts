import type { CommandOf, KnownRegistration } from '#domain';
import type { Performance } from '../perform';
import { eraseClasses, type ErasesFromVault } from '../purge/erase-from-vault';

/** All that a registration can have sealed, or had sealed about it. */
const dataClasses = ['contact', 'profile', 'directory', 'reasons'] as const;

/**
 * What the applicant has told goes from our vault, all at once, and the keys with it; and who he was outside, by the id of the account that this was to
 * open. Who joins is known by another, which is his account's and stays. A repeat finds the receipts of the first time.
 */
export const eraseApplicant = (services: ErasesFromVault): Performance => ({
  async act({ effectId, process: { subjectId, state } }) {
    const userId = (state as KnownRegistration).accountId;
    const items = await eraseClasses(services, { subjectId, effectId, userId }, dataClasses);
    return { type: 'RecordErasure', items } satisfies CommandOf<'registration'>;
  },
});
