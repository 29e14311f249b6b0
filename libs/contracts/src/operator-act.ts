import { z } from 'zod';
import { platformGrants } from '#domain';
import { body } from './face';
import { exampleId, id, label, personId, text } from './formats';

/** `POST /v1/platform-grants`: asks a second operator to give a person a right over the platform. */
export const grantPlatformRole = body(z.strictObject({ grant: z.enum(platformGrants), userId: personId }), {
  grant: 'auditor',
  userId: exampleId,
});
export type GrantPlatformRole = z.infer<typeof grantPlatformRole>;

/**
 * `POST /v1/forced-deregistrations`: asks a second operator to end an account. The code of the reason is kept with the
 * deregistration; its text is for the second operator alone.
 */
export const forceDeregistration = body(
  z.strictObject({ accountId: id, reason: z.strictObject({ code: label, text: text(500).optional() }) }),
  { accountId: exampleId, reason: { code: 'court-order', text: 'Order 12 of the district court' } },
);
export type ForceDeregistration = z.infer<typeof forceDeregistration>;
