import type { Step } from '#domain';
import type { Vault } from '#vault';
import type { Performance } from '../perform';
import type { Transaction } from '../transaction';
import { stepDone } from './record-step';

export interface ErasesFromVault {
  transaction: Transaction;
  vault: Pick<Vault, 'erase' | 'forget'>;
}

/** D4, D5: classes of the person's data in our own vault go, and their keys with them. A repeat finds the receipts of the first time. */
export const eraseFromVault = (services: ErasesFromVault, step: Step, ...dataClasses: readonly string[]): Performance => ({
  async act({ effectId, process: { subjectId } }) {
    return stepDone(step, await eraseClasses(services, { subjectId, effectId }, dataClasses));
  },
});

/** With `userId` also who the subject is outside. @returns how much went, now or the first time. */
export const eraseClasses = async (
  { transaction, vault }: ErasesFromVault,
  { subjectId, effectId, userId }: { subjectId: string | undefined; effectId: string; userId?: string | undefined },
  dataClasses: readonly string[],
): Promise<number> => {
  if (subjectId === undefined) return 0;
  return transaction(async (tx) => {
    let rows = userId === undefined ? 0 : (await vault.forget(tx, { subjectId, userId, effectId })).rows;
    for (const dataClass of dataClasses) rows += (await vault.erase(tx, { subjectId, effectId, dataClass })).rows;
    return rows;
  });
};
