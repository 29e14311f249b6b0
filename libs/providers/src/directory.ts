import type { Provider } from './provider';
import { takenStatus } from './provider-client';

/** Port to the directories of the companies: members with name and number. */
interface Directory {
  /**
   * Enters a person, once for each company.
   * `pending`: accepted; the answer comes by a signed callback, or when the same `idempotencyKey` asks again.
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
   * Resolves when the entry is gone, also if it never existed.
   * @throws ProviderUnavailable, ProviderRefused
   */
  removeEntry(entry: { accountId: string; companyId: string; idempotencyKey: string }): Promise<void>;
}

/**
 * `POST {address}/directory-entries { … }` → 2xx, 202 is pending.
 * `POST {address}/directory-removals { accountId, companyId }` → 2xx.
 */
export const directory = {
  name: 'directory',
  callsBack: true,
  connect: (client): Directory => ({
    async addEntry({ accountId, companyId, positionId, name, phone, idempotencyKey }) {
      const { status } = await client.post('directory-entries', idempotencyKey, { accountId, companyId, positionId, name, phone });
      return status === takenStatus ? 'pending' : 'made';
    },
    async removeEntry({ accountId, companyId, idempotencyKey }) {
      await client.post('directory-removals', idempotencyKey, { accountId, companyId });
    },
  }),
} as const satisfies Provider<Directory>;
