import type { Performance } from '../perform';
import { eraseClasses, type ErasesFromVault } from './erase-from-vault';
import { stepDone } from './record-step';

/** D6: the last of the purge: the number, and who the person was outside. Afterwards nobody can be asked, told or acted for in his name. */
export const destroyKeys = (services: ErasesFromVault): Performance => ({
  async act({ effectId, process: { subjectId, accountId } }) {
    const of = { subjectId, effectId, userId: accountId };
    return stepDone('destroyKeys', await eraseClasses(services, of, ['contact']));
  },
});
