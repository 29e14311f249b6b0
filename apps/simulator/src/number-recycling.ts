import { z } from 'zod';
import type { Stage } from './taking';

const checkSchema = z.strictObject({ phoneNumber: z.string().regex(/^\+\d{5,15}$/), specifiedDate: z.iso.date() });

/** CAMARA Number Recycling. A number that ends in 0002 has gone to somebody else; it refuses in CAMARA's words. */
export function numberRecycling({ take }: Stage): void {
  take('check', {
    body: checkSchema,
    refusal: (reason) => ({ status: 404, body: { status: 404, code: reason, message: 'simulated' } }),
    perform: ({ phoneNumber }) => ({ status: 200, body: { phoneNumberRecycled: phoneNumber.endsWith('0002') } }),
  });
}
