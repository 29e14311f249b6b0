import type { IdentityDocument } from './identity-registry';
import { outcomeIn, type Outcome } from './outcome';
import type { Provider } from './provider';

/** Port to the authority that knows passports and permits: no police register has them (R9). */
interface Passports {
  /**
   * Whether name and document belong together. `companyId` chooses the provider.
   * @throws ProviderUnavailable, ProviderRefused
   */
  check(request: {
    name: string;
    document: Exclude<IdentityDocument, { kind: 'id-card' }>;
    companyId?: string;
    idempotencyKey: string;
  }): Promise<Outcome>;
}

/** `POST {address}/passport-checks { name, document }` → 200 `{ outcome }`, or 202. */
export const passports = {
  name: 'passport-check',
  callsBack: true,
  optional: true,
  standIn: 'identityRegistry',
  connect: (client): Passports => ({
    async check({ name, document, idempotencyKey }) {
      return outcomeIn('passport-check', await client.post('passport-checks', idempotencyKey, { name, document }));
    },
  }),
} as const satisfies Provider<Passports>;
