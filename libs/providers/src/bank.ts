import { ProviderUnavailable } from './errors';
import type { Provider } from './provider';
import { takenStatus } from './provider-client';

/** Port to the bank that knows whose an account is. */
interface Bank {
  /** @throws ProviderUnavailable, ProviderRefused */
  confirm(request: { name: string; account: string; idempotencyKey: string }): Promise<'confirmed' | 'unconfirmed' | 'pending'>;
}

/** `POST {address}/bank-accounts { name, account }` → 200 `{ outcome }`, or 202. */
export const bank = {
  name: 'bank',
  callsBack: true,
  connect: (client): Bank => ({
    async confirm({ name, account, idempotencyKey }) {
      const { status, json } = await client.post('bank-accounts', idempotencyKey, { name, account });
      if (status === takenStatus) return 'pending';
      const outcome = (json as { outcome?: unknown } | null | undefined)?.outcome;
      if (outcome !== 'confirmed' && outcome !== 'unconfirmed') throw new ProviderUnavailable('bank answered without an outcome');
      return outcome;
    },
  }),
} as const satisfies Provider<Bank>;
