import { z } from 'zod';
import { roles } from './access';
import { body } from './face';
import { scopesOfFaces } from './faces';
import { exampleId, id, instant, sentInstant, word } from './formats';
import { title } from './typed';
import { page, pageQuery } from './page';

export const scopes = [
  ...scopesOfFaces,
  'identifiers:check',
  'scans:write',
  'events:read',
  'keys:write',
  'act-for',
  'people:read',
  'lookup-people',
] as const;
export type Scope = (typeof scopes)[number];

/** Each name once. */
const some = <T extends z.ZodType>(item: T, most: number) =>
  z
    .array(item)
    .max(most)
    .refine((items) => new Set(items).size === items.length, { message: 'must not repeat' });

/** The id of a calling system: its keys share what it has opened, and its idempotency keys. */
const client = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { message: 'must be 1 to 64 of a-z, 0-9 and -' });
const companies = z
  .union([z.literal('platform'), some(id, 100).min(1)])
  .describe('what the key is for: these companies, or the whole platform');
// A key may hold every one of them, however many there will be.
const grants = { client, companies, roles: some(z.enum(roles), roles.length).min(1), scopes: some(z.enum(scopes), scopes.length) };

const made = { name: title(80), ...grants, client: client.optional(), expiresAt: sentInstant.optional() };
type Made = z.infer<z.ZodObject<typeof made>>;

type Check = [(key: Made) => boolean, { message: string; path: string[] }];

const isService = ({ roles: granted }: Made) => granted.every((role) => role === 'service');
const actsAsService = [
  (key: Made) => !key.scopes.includes('act-for') || isService(key),
  { message: 'act-for is for the role service alone', path: ['scopes'] },
] satisfies Check;
const isForPlatform = [
  (key: Made) => key.companies === 'platform' || isService(key),
  { message: 'operators and auditors are for the whole platform', path: ['companies'] },
] satisfies Check;

/**
 * `POST /v1/api-keys`. Nobody grants a scope or a company that they do not hold. A key that acts for people is a
 * service's: it never lends an operator's or auditor's rights. `client`: left out, the key is a client of its own.
 * `expiresAt`: 90 days from now at most, and where it is left out.
 */
export const createApiKey = body(
  z
    .strictObject({
      ...made,
      approvalId: id.describe('of `POST /v1/operator-keys`, for a key with rights over the platform').optional(),
    })
    .refine(...actsAsService)
    .refine(...isForPlatform),
  { name: 'backend', client: 'hr-suite', companies: 'platform', roles: ['service'], scopes: ['act-for'] },
  { name: 'backend', companies: [exampleId], roles: ['service'], scopes: [], expiresAt: '2030-01-01T00:00:00Z', approvalId: exampleId },
);
export type CreateApiKey = z.infer<typeof createApiKey>;

/**
 * `POST /v1/operator-keys`: asks a second operator for a key with rights over the platform. The same body, with the id
 * of the approval, then makes it.
 */
export const askForKey = body(
  z
    .strictObject(made)
    .refine(...actsAsService)
    .refine(...isForPlatform)
    .refine((key) => !isService(key), { message: 'a key of the role service alone takes nobody else', path: ['roles'] }),
  { name: 'nightly', companies: 'platform', roles: ['auditor'], scopes: ['accounts:read'] },
  { name: 'nightly', client: 'audit', companies: 'platform', roles: ['auditor'], scopes: [], expiresAt: '2030-01-01T00:00:00Z' },
);
export type AskForKey = z.infer<typeof askForKey>;

/** The only answer that shows the key. */
export const apiKey = z.strictObject({ keyId: z.string(), client: z.string(), key: z.string(), expiresAt: instant });

/** The life of a key: what is revoked or has expired works no more. */
export const listedKey = z.strictObject({
  keyId: z.string(),
  note: z.string().describe('the name that it was made with'),
  ...grants,
  client: z.string(),
  state: z.enum(['active', 'expired', 'revoked']),
  createdAt: instant,
  createdBy: word.optional().describe('the principal of the caller who made it'),
  expiresAt: instant.optional(),
  revokedAt: instant.optional(),
  lastUsedAt: instant.optional().describe('to the minute'),
  rotatedTo: z.string().optional().describe('the id of the key that takes its place'),
});

/** `GET /v1/api-keys`: all keys, newest first, or those of one client. */
export const apiKeyQuery = z.strictObject({ ...pageQuery, client: client.optional() });
export const apiKeyPage = page(listedKey);

/** `POST /v1/api-keys/{keyId}/rotation`: until when the old key works beside the new one, and when the new one ends. */
export const rotateApiKey = body(z.strictObject({ oldEndsAt: sentInstant.optional(), expiresAt: sentInstant.optional() }).optional(), {
  oldEndsAt: '2030-01-01T00:00:00Z',
  expiresAt: '2030-03-01T00:00:00Z',
});
export type RotateApiKey = z.infer<typeof rotateApiKey>;
