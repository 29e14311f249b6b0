import type { CommandOf } from '#domain';
import type { Vault } from '#vault';
import type { Performance } from '../perform';
import type { Transaction } from '../transaction';

/** All that a registration can have sealed, or had sealed about it. */
const dataClasses = ['contact', 'profile', 'directory', 'reasons'] as const;

interface Services {
  transaction: Transaction;
  vault: Pick<Vault, 'erase'>;
}

/** What the applicant has told goes from our vault, all at once, and the keys with it. A repeat finds the receipts of the first time. */
export const eraseApplicant = ({ transaction, vault }: Services): Performance => ({
  async act({ effectId, process: { subjectId } }) {
    let items = 0;
    if (subjectId !== undefined)
      await transaction(async (tx) => {
        for (const dataClass of dataClasses) items += (await vault.erase(tx, { subjectId, dataClass, effectId })).rows;
      });
    return { type: 'RecordErasure', items } satisfies CommandOf<'registration'>;
  },
});
