import { effect } from '../effect';
import { eraseClasses } from './erase-from-vault';
import { stepDone } from './record-step';

/**
 * D6: the end of the purge deletes the number and the public id. From then on nobody can ask about, message or act for
 * the person.
 */
export const destroyKeys = effect('deregistration', {
  kind: 'destroyKeys',
  act: ({ effectId, process: { subjectId, accountId } }, services) =>
    eraseClasses(services, { subjectId, effectId, userId: accountId }, ['contact']),
  result: stepDone('destroyKeys'),
});
