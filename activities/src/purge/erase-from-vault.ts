import type { SealedClass, Step } from '#domain';
import { effect, type Effect, type Services } from '../effect';
import { eraseObserved } from './erase-observed';
import { stepDone } from './record-step';

/**
 * D4, D5: erases classes of the person's data in our own vault, with their keys, and what was observed of the account.
 * A repeat finds the receipts of the first time.
 */
export const eraseFromVault = (step: Step, ...dataClasses: readonly SealedClass[]): Effect =>
  effect('deregistration', {
    kind: step,
    erases: dataClasses,
    erasesObservations: true,
    act: async ({ effectId, process: { subjectId, accountId } }, services) => {
      const observed = await eraseObserved(services, accountId);
      return observed + (await eraseClasses(services, { subjectId, effectId }, dataClasses));
    },
    result: stepDone(step),
  });

/** With `userId` also deletes the public id of the subject. @returns how many rows went, now or the first time. */
export const eraseClasses = async (
  { transaction, vault }: Pick<Services, 'transaction' | 'vault'>,
  { subjectId, effectId, userId }: { subjectId: string | undefined; effectId: string; userId?: string | undefined },
  dataClasses: readonly SealedClass[],
): Promise<number> => {
  if (subjectId === undefined) return 0;
  return transaction(async (tx) => {
    let rows = userId === undefined ? 0 : (await vault.forget(tx, { subjectId, userId, effectId })).rows;
    for (const dataClass of dataClasses) rows += (await vault.erase(tx, { subjectId, effectId, dataClass })).rows;
    return rows;
  });
};
