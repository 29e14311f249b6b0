import type { Step } from '#domain';
import type { Vault } from '#vault';
import type { Performance } from '../perform';
import type { Transaction } from '../transaction';
import { stepDone } from './record-step';

interface Services {
  transaction: Transaction;
  vault: Pick<Vault, 'erase'>;
}

/** D4, D5, D6: classes of the person's data in our own vault go, and their keys with them. A repeat finds the receipts of the first time. */
export const eraseFromVault = ({ transaction, vault }: Services, step: Step, ...dataClasses: readonly string[]): Performance => ({
  async act({ effectId, process: { subjectId } }) {
    if (subjectId === undefined) return stepDone(step, 0);
    const items = await transaction(async (tx) => {
      let rows = 0;
      for (const dataClass of dataClasses) rows += (await vault.erase(tx, { subjectId, dataClass, effectId })).rows;
      return rows;
    });
    return stepDone(step, items);
  },
});
