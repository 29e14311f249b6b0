import type { Engine } from '#engine';
import type { Ports } from '#providers';
import { accountState } from '../account-state';
import type { Performance } from '../perform';
import { eraseClasses, type ErasesFromVault } from './erase-from-vault';
import { stepDone, stepRefused } from './record-step';

interface Services extends ErasesFromVault {
  engine: Pick<Engine, 'read'>;
  directory: Ports['directory'];
}

const step = 'eraseDirectoryEntry';

/** D5: on its day the person goes from the directory of each company he belonged to, and then what we kept of the entry. */
export const eraseDirectoryEntry = ({ engine, directory, ...services }: Services): Performance => ({
  async act({ effectId, process: { accountId, subjectId } }) {
    const companies = accountId === undefined ? [] : await companiesOf(engine, accountId);
    for (const companyId of companies)
      await directory.removeEntry({ accountId: accountId!, companyId, idempotencyKey: `${effectId}:${companyId}` });
    const rows = await eraseClasses(services, { subjectId, effectId }, ['directory']);
    return stepDone(step, rows + companies.length);
  },
  refused: (_, reason) => stepRefused(step, reason),
});

async function companiesOf(engine: Services['engine'], accountId: string): Promise<readonly string[]> {
  const account = (await accountState(engine, accountId))?.state;
  return account?.status === 'purged' ? account.companies : [];
}
