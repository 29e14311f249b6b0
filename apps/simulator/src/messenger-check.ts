import { z } from 'zod';
import type { Stage } from './taking';

const checkSchema = z.strictObject({ phone: z.string().regex(/^\+\d{5,15}$/) });

/** A number that ends in 0008 is used with both messengers. It keeps nothing. */
export function messengerCheck({ take }: Stage): void {
  take('messenger-checks', {
    body: checkSchema,
    perform: ({ phone }) => ({ status: 200, body: { usedWithBoth: phone.endsWith('0008') } }),
  });
}
