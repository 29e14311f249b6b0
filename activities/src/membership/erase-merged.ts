import { effect } from '../effect';
import { eraseClasses } from '../purge/erase-from-vault';
import { eraseObserved } from '../purge/erase-observed';

/** What an account has sealed, and others about its person. */
const dataClasses = ['contact', 'profile', 'directory', 'reasons'] as const;

/**
 * R17: erases what a closed account has sealed, with its keys, and what was observed of it. Its public id stays: it is
 * one more of the person who goes on, and goes with them.
 */
export const eraseMerged = effect('account', {
  kind: 'eraseMerged',
  erases: dataClasses,
  erasesObservations: true,
  act: async ({ effectId, process: { id, subjectId } }, services) => {
    const observed = await eraseObserved(services, id);
    return observed + (await eraseClasses(services, { subjectId, effectId }, dataClasses));
  },
  result: (items) => ({ type: 'RecordMergedErasure', items }),
});
