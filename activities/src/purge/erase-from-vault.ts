import type { Step } from '#domain';
import type { Vault } from '#vault';
import type { Performance } from '../perform';
import type { Transaction } from '../transaction';
import { stepDone } from './record-step';

interface Services {
  transaction: Transaction;
  vault: Pick<Vault, 'erase'>;
}

/** D4, D5, D6: a class of the person's data in our own vault goes, and its key with it. A repeat finds the receipt of the first time. */
export const eraseFromVault = ({ transaction, vault }: Services, step: Step, dataClass: string): Performance => ({
  async act({ effectId, process: { subjectId } }) {
    if (subjectId === undefined) return stepDone(step, 0);
    const { rows } = await transaction((tx) => vault.erase(tx, { subjectId, dataClass, effectId }));
    return stepDone(step, rows);
  },
});
