import { outcomeIn, type Outcome } from './outcome';
import type { Provider } from './provider';

/** The document of a person. `mrz` are the lines of a machine-readable zone: two of a booklet, three of a card. */
export type IdentityDocument =
  | { kind: 'id-card'; number: string }
  | { kind: 'passport'; mrz: readonly [string, string] | readonly [string, string, string]; visaUntil?: string; permitUntil?: string }
  | { kind: 'residence-permit'; number: string; validUntil?: string };

/** Port to the register that knows whether a name and a document belong together. */
export interface IdentityRegistry {
  /**
   * `pending`: accepted; the answer comes by a signed callback, or when the same `idempotencyKey` asks again.
   * The registry does not say what did not match. `companyId` chooses the provider.
   * @throws ProviderUnavailable, ProviderRefused
   */
  check(request: { name: string; document: IdentityDocument; companyId?: string; idempotencyKey: string }): Promise<Outcome>;
}

/** `POST {address}/identity-checks { name, document }` → 200 `{ outcome }`, or 202. */
export const identityRegistry = {
  name: 'identity-registry',
  callsBack: true,
  connect: (client): IdentityRegistry => ({
    async check({ name, document, idempotencyKey }) {
      return outcomeIn('identity-registry', await client.post('identity-checks', idempotencyKey, { name, document }));
    },
  }),
} as const satisfies Provider<IdentityRegistry>;
