import { accountState } from '../account-state';
import { effect, type Services } from '../effect';
import { eraseClasses } from './erase-from-vault';
import { stepDone, stepGoesOn, stepRefused } from './record-step';

const step = 'eraseDirectoryEntry';
const erases = ['directory'] as const;

/**
 * D5: on its day removes the person from the directory of each of their companies, and then erases our copy of the
 * entry.
 */
export const eraseDirectoryEntry = effect('deregistration', {
  kind: step,
  provider: 'directory',
  erases,
  async act({ effectId, process: { accountId, subjectId } }, { directory, engine, ...services }) {
    const companies = accountId === undefined ? [] : await companiesOf(engine, accountId);
    for (const companyId of companies)
      await directory.removeEntry({ accountId: accountId!, companyId, idempotencyKey: `${effectId}:${companyId}` });
    return companies.length + (await eraseClasses(services, { subjectId, effectId }, erases));
  },
  result: stepDone(step),
  refused: stepRefused(step),
  goesOn: stepGoesOn(step),
});

async function companiesOf(engine: Services['engine'], accountId: string): Promise<readonly string[]> {
  const account = (await accountState(engine, accountId))?.state;
  return account?.status === 'purged' ? account.companies : [];
}
