import { z } from 'zod';
import { checkOutcomes } from './scripted';
import type { Stage } from './taking';

const text = z.string().min(1).max(200);
const checkSchema = z.strictObject({
  person: z.strictObject({ name: text, number: text }),
  card: z.string().regex(/^\d{12,19}$/),
  phone: z.string().min(1).max(32).optional(),
});

/** The endings of card numbers that do not get the usual outcome. */
const endings: Readonly<Record<string, string>> = { '0002': 'unconfirmed', '0003': 'pending' };

/**
 * Every card is the person's own, but for one that ends in 0002; the bank takes its time for one in 0003. It keeps
 * nothing.
 */
export function bankCards({ take }: Stage): void {
  take('bank-card-checks', {
    body: checkSchema,
    later: { provider: 'bank-card-check', outcomes: checkOutcomes },
    scripted: ({ card }) => endings[card.slice(-4)] ?? 'confirmed',
    perform: (_, { outcome }) => ({ status: 200, body: { outcome } }),
  });
}
