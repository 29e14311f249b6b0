import type { Step } from '#domain';
import type { Vault } from '#vault';
import type { Performance } from '../perform';
import type { Transaction } from '../transaction';
import { stepDone } from './record-step';

export interface ErasesFromVault {
  transaction: Transaction;
  vault: Pick<Vault, 'erase'>;
}

/** D4, D5, D6: classes of the person's data in our own vault go, and their keys with them. A repeat finds the receipts of the first time. */
export const eraseFromVault = (services: ErasesFromVault, step: Step, ...dataClasses: readonly string[]): Performance => ({
  async act({ effectId, process: { subjectId } }) {
    return stepDone(step, subjectId === undefined ? 0 : await eraseClasses(services, { subjectId, effectId }, dataClasses));
  },
});

/** @returns how many rows went, now or the first time. */
export const eraseClasses = (
  { transaction, vault }: ErasesFromVault,
  of: { subjectId: string; effectId: string },
  dataClasses: readonly string[],
): Promise<number> =>
  transaction(async (tx) => {
    let rows = 0;
    for (const dataClass of dataClasses) rows += (await vault.erase(tx, { ...of, dataClass })).rows;
    return rows;
  });
