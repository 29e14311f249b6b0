import { ProviderUnavailable } from './errors';
import type { Provider } from './provider';

/** Port to the operators of phone numbers: whether a number has gone to somebody else. */
interface NumberRecycling {
  /**
   * True if the number was taken back and given out again since this day, `2026-01-31`.
   * @throws ProviderUnavailable, ProviderRefused
   */
  wasRecycled(request: { phone: string; since: string; companyId?: string; idempotencyKey: string }): Promise<boolean>;
}

/**
 * CAMARA Number Recycling: `POST {address}/check { phoneNumber, specifiedDate }` → 200 `{ phoneNumberRecycled }`. A
 * refusal names itself by `code`, as every API of CAMARA does.
 */
export const numberRecycling = {
  name: 'number-recycling',
  callsBack: false,
  optional: true,
  refusesBy: 'code',
  connect: (client): NumberRecycling => ({
    async wasRecycled({ phone, since, idempotencyKey }) {
      const { json } = await client.post('check', idempotencyKey, { phoneNumber: phone, specifiedDate: since });
      const recycled = (json as { phoneNumberRecycled?: unknown } | null | undefined)?.phoneNumberRecycled;
      if (typeof recycled !== 'boolean') throw new ProviderUnavailable('number-recycling answered without a yes or no', 'answer-unusable');
      return recycled;
    },
  }),
} as const satisfies Provider<NumberRecycling>;
