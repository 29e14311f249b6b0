import { effect } from '../effect';
import { eraseClasses } from '../purge/erase-from-vault';

/** All that a registration can have sealed, or had sealed about it. */
const dataClasses = ['contact', 'profile', 'directory', 'reasons'] as const;

/**
 * The applicant's data goes from our vault, all at once, and its keys with it; and who the applicant was outside, by the id of the account that
 * was to be opened. A joining person has another id, their account's, which stays. A repeat finds the receipts of the first time.
 */
export const eraseApplicant = effect('registration', {
  kind: 'eraseApplicant',
  act: ({ effectId, process: { subjectId, state } }, services) =>
    eraseClasses(services, { subjectId, effectId, userId: state.accountId }, dataClasses),
  result: (items) => ({ type: 'RecordErasure', items }),
});
