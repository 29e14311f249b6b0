import { ProviderUnavailable } from './errors';
import type { Provider } from './provider';

/** Port to the systems that hold a person's data outside Tenure: each purge step has one. */
export interface DataHolders {
  /**
   * Removes an account's data of one step, and returns how many items were deleted. `companyId`: only what belongs to
   * this company.
   * The same `idempotencyKey` returns the same number.
   * @throws ProviderUnavailable, ProviderRefused
   */
  purge(request: { step: string; accountId: string; companyId?: string; idempotencyKey: string }): Promise<{ items: number }>;
}

/** `POST {address}/data-holders/{step} { accountId, companyId? }` → 200 `{ items }`. */
export const dataHolders = {
  name: 'data-holders',
  callsBack: false,
  connect: (client): DataHolders => ({
    async purge({ step, idempotencyKey, ...whose }) {
      const { json } = await client.post(`data-holders/${encodeURIComponent(step)}`, idempotencyKey, whose);
      const items = (json as { items?: unknown } | null | undefined)?.items;
      // Without a count there is no receipt.
      if (!Number.isSafeInteger(items) || (items as number) < 0)
        throw new ProviderUnavailable('data-holders answered without a count of items', 'answer-unusable');
      return { items: items as number };
    },
  }),
} as const satisfies Provider<DataHolders>;
