import { z } from 'zod';
import { text } from './formats';

/** Which call it is about: the Idempotency-Key that Tenure called the provider with. */
const reference = text(255);
/** With `refused`: why, as a code. */
const reason = text(100).optional();

/** `POST /v1/provider-callbacks/identity-registry`, signed. */
export const takeIdentityCheck = z.strictObject({ reference, outcome: z.enum(['confirmed', 'unconfirmed', 'refused']), reason });
export type TakeIdentityCheck = z.infer<typeof takeIdentityCheck>;

/** `POST /v1/provider-callbacks/directory`, signed. */
export const takeDirectoryEntry = z.strictObject({ reference, outcome: z.enum(['made', 'refused']), reason });
export type TakeDirectoryEntry = z.infer<typeof takeDirectoryEntry>;

/** Whether this very call recorded something: a repeated one does not, nor one about what nobody waits for. */
export const takenCallback = z.strictObject({ recorded: z.boolean() });
