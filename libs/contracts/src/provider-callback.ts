import { z } from 'zod';
import { text } from './formats';

/** The call that it is about: the Idempotency-Key that Tenure called the provider with. */
const reference = text(255);
/** With `refused`: the reason, as a code. */
const reason = text(100).optional();

/** `POST /v1/provider-callbacks/<provider>`, signed: one of these outcomes, or a final no. */
export const takeCallback = (outcomes: readonly string[]) =>
  z.strictObject({ reference, outcome: z.enum([...outcomes, 'refused']), reason });
export type TakeCallback = z.infer<ReturnType<typeof takeCallback>>;

/** True if this call recorded something: a repeated one does not, nor one about an effect that is not begun. */
export const takenCallback = z.strictObject({ recorded: z.boolean() });
