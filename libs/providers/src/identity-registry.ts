import { ProviderUnavailable } from './errors';
import { Provider, takenStatus, type ProviderOptions } from './provider';

/** What a person shows of himself. `mrz` are the two lines of a passport's machine-readable zone. */
export type IdentityDocument =
  | { kind: 'id-card'; number: string }
  | { kind: 'passport'; mrz: readonly [string, string]; visaUntil?: string }
  | { kind: 'residence-permit'; number: string };

/** Port to whoever knows whether a name and a document belong together. */
export interface IdentityRegistry {
  /**
   * `pending`: taken, and the answer comes by a signed callback, or when the same `idempotencyKey` asks again. What did not fit is not told.
   * @throws ProviderUnavailable, ProviderRefused
   */
  check(request: { name: string; document: IdentityDocument; idempotencyKey: string }): Promise<'confirmed' | 'unconfirmed' | 'pending'>;
}

/** `POST {baseUrl}/identity-checks { name, document }` → 200 `{ outcome }`, or 202. */
export function httpIdentityRegistry(baseUrl: string, options: ProviderOptions = {}): IdentityRegistry {
  const provider = new Provider('identity registry', baseUrl, options);
  return {
    async check({ name, document, idempotencyKey }) {
      const { status, json } = await provider.post('identity-checks', idempotencyKey, { name, document });
      if (status === takenStatus) return 'pending';
      const outcome = (json as { outcome?: unknown } | null | undefined)?.outcome;
      if (outcome !== 'confirmed' && outcome !== 'unconfirmed')
        throw new ProviderUnavailable('identity registry answered without an outcome');
      return outcome;
    },
  };
}
