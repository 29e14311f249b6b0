import { effect } from '../effect';
import { eraseClasses } from './erase-from-vault';
import { stepDone } from './record-step';

/** D6: the end of the purge: the number, and who the person was outside. From now on nobody can ask, tell or act for that person. */
export const destroyKeys = effect('deregistration', {
  kind: 'destroyKeys',
  act: ({ effectId, process: { subjectId, accountId } }, services) =>
    eraseClasses(services, { subjectId, effectId, userId: accountId }, ['contact']),
  result: stepDone('destroyKeys'),
});
