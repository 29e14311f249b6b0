import { effect } from '../effect';
import { eraseClasses } from '../purge/erase-from-vault';

const dataClasses = ['context', 'reasons'] as const;

/**
 * Erases what the requester and the approvers wrote, where no process waits for the approval: its subject is its own.
 */
export const eraseApproval = effect('approval', {
  kind: 'eraseApproval',
  erases: dataClasses,
  act: ({ effectId, process: { subjectId } }, services) => eraseClasses(services, { subjectId, effectId }, dataClasses),
  result: (items) => ({ type: 'RecordErasure', items }),
});
