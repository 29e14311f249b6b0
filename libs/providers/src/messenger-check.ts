import { ProviderUnavailable } from './errors';
import type { Provider } from './provider';

/** Port to the system that knows with which of two outside messengers a number is used. */
interface MessengerCheck {
  /**
   * True if the number is used with both. It learns the number alone, and says nothing else. `companyId` chooses the
   * provider.
   * @throws ProviderUnavailable, ProviderRefused
   */
  isUsedWithBoth(request: { phone: string; companyId?: string; idempotencyKey: string }): Promise<boolean>;
}

/** `POST {address}/messenger-checks { phone }` → 200 `{ usedWithBoth }`. */
export const messengerCheck = {
  name: 'messenger-check',
  callsBack: false,
  optional: true,
  connect: (client): MessengerCheck => ({
    async isUsedWithBoth({ phone, idempotencyKey }) {
      const { json } = await client.post('messenger-checks', idempotencyKey, { phone });
      const both = (json as { usedWithBoth?: unknown } | null | undefined)?.usedWithBoth;
      if (typeof both !== 'boolean') throw new ProviderUnavailable('messenger-check answered without a yes or no', 'answer-unusable');
      return both;
    },
  }),
} as const satisfies Provider<MessengerCheck>;
