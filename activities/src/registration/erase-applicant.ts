import type { CommandOf } from '#domain';
import type { Performance } from '../perform';
import { eraseClasses, type ErasesFromVault } from '../purge/erase-from-vault';

/** All that a registration can have sealed, or had sealed about it. */
const dataClasses = ['contact', 'profile', 'directory', 'reasons'] as const;

/** What the applicant has told goes from our vault, all at once, and the keys with it. A repeat finds the receipts of the first time. */
export const eraseApplicant = (services: ErasesFromVault): Performance => ({
  async act({ effectId, process: { subjectId } }) {
    const items = subjectId === undefined ? 0 : await eraseClasses(services, { subjectId, effectId }, dataClasses);
    return { type: 'RecordErasure', items } satisfies CommandOf<'registration'>;
  },
});
