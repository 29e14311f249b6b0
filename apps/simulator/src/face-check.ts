import { z } from 'zod';
import { checkOutcomes, scriptedOutcome } from './scripted';
import type { Stage } from './taking';

const text = z.string().min(1).max(200);
const checkSchema = z.strictObject({
  result: text,
  subject: text,
  person: z.strictObject({ name: text, number: text }).optional(),
});

/** Finds a living, right person in every recording whose reference does not say otherwise. It keeps nothing. */
export function faceCheck({ take }: Stage): void {
  take('face-checks', {
    body: checkSchema,
    later: { provider: 'face-check', outcomes: checkOutcomes },
    scripted: ({ result }) => scriptedOutcome(result),
    perform: (_, { outcome }) => ({ status: 200, body: { outcome } }),
  });
}
