import { effect } from '../effect';
import { eraseClasses } from '../purge/erase-from-vault';

/** What was given to a case, and what people wrote about it. */
const dataClasses = ['verification', 'reasons'] as const;

/**
 * Erases what a case has sealed with its keys; the account keeps its own. A repeat finds the receipts of the first
 * time.
 */
export const eraseVerification = effect('verification', {
  kind: 'eraseVerification',
  erases: dataClasses,
  act: ({ effectId, process: { subjectId } }, services) => eraseClasses(services, { subjectId, effectId }, dataClasses),
  result: (items) => ({ type: 'RecordErasure', items }),
});
