import { Provider, takenStatus, type ProviderOptions } from './provider';

/** Port to the directories of the companies: who works where, under which name and number. */
export interface Directory {
  /**
   * Enters a person once a company. `pending`: taken, and the answer comes by a signed callback, or when the same `idempotencyKey` asks again.
   * @throws ProviderUnavailable, ProviderRefused
   */
  addEntry(entry: {
    accountId: string;
    companyId: string;
    positionId: string;
    name: string;
    phone: string;
    idempotencyKey: string;
  }): Promise<'made' | 'pending'>;
  /**
   * Resolves when the entry is not there any more; one that never was is as good.
   * @throws ProviderUnavailable, ProviderRefused
   */
  removeEntry(entry: { accountId: string; companyId: string; idempotencyKey: string }): Promise<void>;
}

/** `POST {baseUrl}/directory-entries { accountId, companyId, positionId, name, phone }` and `POST {baseUrl}/directory-removals { accountId, companyId }` → 2xx; of the first, 202 is pending. */
export function httpDirectory(baseUrl: string, options: ProviderOptions = {}): Directory {
  const provider = new Provider('directory', baseUrl, options);
  return {
    async addEntry({ accountId, companyId, positionId, name, phone, idempotencyKey }) {
      const { status } = await provider.post('directory-entries', idempotencyKey, { accountId, companyId, positionId, name, phone });
      return status === takenStatus ? 'pending' : 'made';
    },
    async removeEntry({ accountId, companyId, idempotencyKey }) {
      await provider.post('directory-removals', idempotencyKey, { accountId, companyId });
    },
  };
}
