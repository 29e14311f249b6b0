import { ProviderUnavailable } from './errors';
import type { Provider } from './provider';
import { takenStatus } from './provider-client';

/** The document of a person. `mrz` are the two lines of a passport's machine-readable zone. */
export type IdentityDocument =
  | { kind: 'id-card'; number: string }
  | { kind: 'passport'; mrz: readonly [string, string]; visaUntil?: string }
  | { kind: 'residence-permit'; number: string };

/** Port to the register that knows whether a name and a document belong together. */
interface IdentityRegistry {
  /**
   * `pending`: accepted; the answer comes by a signed callback, or when the same `idempotencyKey` asks again.
   * The registry does not say what did not match.
   * @throws ProviderUnavailable, ProviderRefused
   */
  check(request: { name: string; document: IdentityDocument; idempotencyKey: string }): Promise<'confirmed' | 'unconfirmed' | 'pending'>;
}

/** `POST {address}/identity-checks { name, document }` → 200 `{ outcome }`, or 202. */
export const identityRegistry = {
  name: 'identity-registry',
  callsBack: true,
  connect: (client): IdentityRegistry => ({
    async check({ name, document, idempotencyKey }) {
      const { status, json } = await client.post('identity-checks', idempotencyKey, { name, document });
      if (status === takenStatus) return 'pending';
      const outcome = (json as { outcome?: unknown } | null | undefined)?.outcome;
      if (outcome !== 'confirmed' && outcome !== 'unconfirmed')
        throw new ProviderUnavailable('identity-registry answered without an outcome', 'answer-unusable');
      return outcome;
    },
  }),
} as const satisfies Provider<IdentityRegistry>;
