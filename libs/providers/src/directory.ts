import type { Provider } from './provider';
import { takenStatus } from './provider-client';

/** Port to the directories of the companies: members with name and number. */
interface Directory {
  /**
   * Enters a person, once for each company. `entryId`: ours for this entry, which its removal names.
   * `pending`: accepted; the answer comes by a signed callback, or when the same `idempotencyKey` asks again.
   * @throws ProviderUnavailable, ProviderRefused
   */
  addEntry(entry: {
    entryId: string;
    accountId: string;
    companyId: string;
    positionId: string;
    name: string;
    phone: string;
    idempotencyKey: string;
  }): Promise<'made' | 'pending'>;
  /**
   * Says how the entry of a member is now: what is left out is not known here, and stays.
   * @throws ProviderUnavailable, ProviderRefused
   */
  updateEntry(entry: {
    entryId?: string | undefined;
    accountId: string;
    companyId: string;
    positionId?: string | undefined;
    departmentId?: string | undefined;
    phone?: string | undefined;
    idempotencyKey: string;
  }): Promise<void>;
  /**
   * Resolves when the entry is gone, also if it never existed. With `entryId` an entry that another registration has
   * made since stays; without it every entry of the account goes.
   * @throws ProviderUnavailable, ProviderRefused
   */
  removeEntry(entry: { entryId?: string; accountId: string; companyId: string; idempotencyKey: string }): Promise<void>;
}

/**
 * `POST {address}/directory-entries { … }` → 2xx, 202 is pending.
 * `POST {address}/directory-updates { entryId?, accountId, companyId, positionId?, departmentId?, phone? }` → 2xx.
 * `POST {address}/directory-removals { entryId?, accountId, companyId }` → 2xx.
 */
export const directory = {
  name: 'directory',
  callsBack: true,
  connect: (client): Directory => ({
    async addEntry({ idempotencyKey, ...entry }) {
      const { status } = await client.post('directory-entries', idempotencyKey, entry);
      return status === takenStatus ? 'pending' : 'made';
    },
    async updateEntry({ idempotencyKey, ...entry }) {
      await client.post('directory-updates', idempotencyKey, entry);
    },
    async removeEntry({ idempotencyKey, ...entry }) {
      await client.post('directory-removals', idempotencyKey, entry);
    },
  }),
} as const satisfies Provider<Directory>;
