import { z } from 'zod';
import { roles } from './access';
import { body } from './face';
import { scopesOfFaces } from './faces';
import { sentInstant, text } from './formats';

export const scopes = [...scopesOfFaces, 'identifiers:check', 'events:read', 'keys:write', 'act-for'] as const;
export type Scope = (typeof scopes)[number];

/** Each name once. */
const some = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .max(20)
    .refine((items) => new Set(items).size === items.length, { message: 'must not repeat' });

/** `POST /v1/api-keys`. Nobody grants a scope that he does not hold. A key that acts for people is a service's: it never lends an operator's or auditor's rights. */
export const createApiKey = body(
  z
    .strictObject({ name: text(80), roles: some(z.enum(roles)).min(1), scopes: some(z.enum(scopes)), expiresAt: sentInstant.optional() })
    .refine((key) => !key.scopes.includes('act-for') || key.roles.every((role) => role === 'service'), {
      message: 'act-for is for the role service alone',
      path: ['scopes'],
    }),
  { name: 'backend', roles: ['service'], scopes: ['act-for'], expiresAt: '2030-01-01T00:00:00Z' },
);
export type CreateApiKey = z.infer<typeof createApiKey>;

/** The only answer that shows the key. */
export const apiKey = z.strictObject({ keyId: z.string(), key: z.string() });
