import { z } from 'zod';
import type { PlatformGrant } from '#domain';
import { body } from './face';
import { exampleId, id, label, personId } from './formats';
import { prose } from './typed';
import { page, pageQuery } from './page';
import { whoIs } from './people';

const grants = {
  operator: 'operator',
  'key-maker': 'key-maker',
  'reviewer-appointer': 'reviewer-appointer',
  auditor: 'auditor',
} as const satisfies { [Grant in PlatformGrant]: Grant };

/** `POST /v1/platform-grants`: asks a second operator to give a person a right over the platform. */
export const grantPlatformRole = body(z.strictObject({ grant: z.enum(grants), userId: personId }), {
  grant: 'auditor',
  userId: exampleId,
});
export type GrantPlatformRole = z.infer<typeof grantPlatformRole>;

/**
 * `POST /v1/forced-deregistrations`: asks a second operator to end an account. The code of the reason is kept with the
 * deregistration; its text is for the second operator alone.
 */
export const forceDeregistration = body(
  z.strictObject({ accountId: id, reason: z.strictObject({ code: label, text: prose(500).optional() }) }),
  { accountId: exampleId, reason: { code: 'court-order', text: 'Order 12 of the district court' } },
);
export type ForceDeregistration = z.infer<typeof forceDeregistration>;

/** `GET /v1/platform-grants`: one for each holder, by right. */
export const platformGrantQuery = z.strictObject({ ...pageQuery, grant: z.enum(grants).optional() });
export const platformGrantPage = page(z.strictObject({ grant: z.enum(grants), ...whoIs }));

/** `POST /v1/platform-grants/revocation`. */
export const takeGrantBack = body(z.strictObject({ grant: z.enum(grants), userId: id }), { grant: 'auditor', userId: exampleId });
export type TakeGrantBack = z.infer<typeof takeGrantBack>;

/** `principalId` stands for the person in every answer. */
export const takenGrant = z.strictObject({ grant: z.enum(grants), principalId: id });
