import { effect } from '../effect';
import { eraseClasses } from './erase-from-vault';
import { eraseObserved } from './erase-observed';
import { stepDone } from './record-step';

const erases = ['contact'] as const;

/**
 * D6: the end of the purge deletes the number and the public id. From then on nobody can ask about, message or act for
 * the person. What was observed between the erasure of the profile and the end of the account goes too.
 */
export const destroyKeys = effect('deregistration', {
  kind: 'destroyKeys',
  erases,
  erasesObservations: true,
  act: async ({ effectId, process: { subjectId, accountId } }, services) => {
    const observed = await eraseObserved(services, accountId);
    return observed + (await eraseClasses(services, { subjectId, effectId, userId: accountId }, erases));
  },
  result: stepDone('destroyKeys'),
});
