import { effect } from '../effect';
import { eraseClasses } from './erase-from-vault';
import { stepDone } from './record-step';

const erases = ['contact'] as const;

/**
 * D6: the end of the purge deletes the number and the public id. From then on nobody can ask about, message or act for
 * the person.
 */
export const destroyKeys = effect('deregistration', {
  kind: 'destroyKeys',
  erases,
  act: ({ effectId, process: { subjectId, accountId } }, services) =>
    eraseClasses(services, { subjectId, effectId, userId: accountId }, erases),
  result: stepDone('destroyKeys'),
});
