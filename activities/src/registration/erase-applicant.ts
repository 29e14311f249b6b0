import { effect } from '../effect';
import { eraseClasses } from '../purge/erase-from-vault';

/** Every data class that a registration can have sealed, or others about it. */
const dataClasses = ['contact', 'profile', 'directory', 'reasons'] as const;

/**
 * Erases the applicant's data in our vault with its keys, and their public id, which is that of the planned account.
 * A joining person has the id of their own account, which stays. A repeat finds the receipts of the first time.
 */
export const eraseApplicant = effect('registration', {
  kind: 'eraseApplicant',
  erases: dataClasses,
  act: ({ effectId, process: { subjectId, state } }, services) =>
    eraseClasses(services, { subjectId, effectId, userId: state.accountId }, dataClasses),
  result: (items) => ({ type: 'RecordErasure', items }),
});
