import { z } from 'zod';
import type { Stage } from './taking';

const accountSchema = z.strictObject({ name: z.string().min(1).max(200), account: z.string().min(1).max(34) });

/** Confirms every account, where no fault says otherwise. It keeps nothing. */
export function bank({ take }: Stage): void {
  take('bank-accounts', {
    body: accountSchema,
    later: { provider: 'bank', outcomes: ['confirmed', 'unconfirmed'] },
    perform: (_, { outcome }) => ({ status: 200, body: { outcome } }),
  });
}
