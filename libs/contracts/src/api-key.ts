import { z } from 'zod';
import { sentInstant, text } from './formats';

export const roles = ['service', 'operator', 'auditor'] as const;
export type Role = (typeof roles)[number];

export const scopes = [
  'accounts:write',
  'accounts:read',
  'deregistrations:write',
  'deregistrations:read',
  'registrations:write',
  'registrations:read',
  'companies:write',
  'companies:read',
  'approvals:write',
  'approvals:read',
  'identifiers:check',
  'events:read',
  'keys:write',
  'act-for',
] as const;
export type Scope = (typeof scopes)[number];

/** Each name once. */
const some = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .max(20)
    .refine((items) => new Set(items).size === items.length, { message: 'must not repeat' });

/**
 * `POST /v1/api-keys`. Nobody grants a scope that they do not hold.
 * A key that acts for people is a service's: it never lends an operator's or auditor's rights.
 */
export const createApiKey = z
  .strictObject({ name: text(80), roles: some(z.enum(roles)).min(1), scopes: some(z.enum(scopes)), expiresAt: sentInstant.optional() })
  .refine((key) => !key.scopes.includes('act-for') || key.roles.every((role) => role === 'service'), {
    message: 'act-for is for the role service alone',
    path: ['scopes'],
  });
export type CreateApiKey = z.infer<typeof createApiKey>;

/** The only answer that shows the key. */
export const apiKey = z.strictObject({ keyId: z.string(), key: z.string() });
