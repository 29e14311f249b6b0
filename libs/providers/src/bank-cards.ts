import { outcomeIn, type Outcome } from './outcome';
import type { Person } from './face-check';
import type { Provider } from './provider';

/** Port to the system that knows whose bank card a number is. */
export interface BankCards {
  /**
   * Whether this card is this person's, and with `phone` whether the bank has this number for it. `companyId` chooses
   * the provider.
   * @throws ProviderUnavailable, ProviderRefused
   */
  check(request: { person: Person; card: string; phone?: string; companyId?: string; idempotencyKey: string }): Promise<Outcome>;
}

/** `POST {address}/bank-card-checks { person, card, phone? }` → 200 `{ outcome }`, or 202. */
export const bankCards = {
  name: 'bank-card-check',
  callsBack: true,
  optional: true,
  connect: (client): BankCards => ({
    async check({ person, card, phone, idempotencyKey }) {
      const body = { person, card, ...(phone !== undefined && { phone }) };
      return outcomeIn('bank-card-check', await client.post('bank-card-checks', idempotencyKey, body));
    },
  }),
} as const satisfies Provider<BankCards>;
