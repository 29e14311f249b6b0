import { z } from 'zod';
import { checkOutcomes } from './scripted';
import type { Stage } from './taking';

const number = z.string().min(1).max(100);
const lastDay = z.string().max(100).optional();
const documentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('id-card'), number }),
  z.strictObject({
    kind: z.literal('passport'),
    mrz: z.union([z.tuple([number, number]), z.tuple([number, number, number])]),
    visaUntil: lastDay,
    permitUntil: lastDay,
  }),
  z.strictObject({ kind: z.literal('residence-permit'), number, validUntil: lastDay }),
]);
const checkSchema = z.strictObject({ name: z.string().min(1).max(200), document: documentSchema });

/**
 * The register and the authority of passports: both confirm every identity unless a fault says otherwise, and keep
 * nothing.
 */
export function identityRegistry({ take }: Stage): void {
  take('passport-checks', {
    body: checkSchema,
    later: { provider: 'passport-check', outcomes: checkOutcomes },
    perform: (_, { outcome }) => ({ status: 200, body: { outcome } }),
  });
  take('identity-checks', {
    body: checkSchema,
    later: { provider: 'identity-registry', outcomes: checkOutcomes },
    perform: (_, { outcome }) => ({ status: 200, body: { outcome } }),
  });
}
