import { z } from 'zod';
import { id, instant, word } from './formats';
import { page, pageQuery } from './page';
import { belonging } from './people';

/**
 * `GET /v1/security-log`: refusals that denied an authority, acts of operators, roles and rights that people got and
 * lost, memberships that ended; newest first. `companyId`: what concerns this company.
 */
export const securityLogQuery = z.strictObject({ ...pageQuery, companyId: id.optional() });

/** Random ids, codes and route templates only. `via`: the service that acted for the person. */
const securityEntry = z.strictObject({
  entryId: id,
  at: instant,
  what: word.describe('the code of the refusal, or the name of the act'),
  target: z.string().optional().describe('method and route, with the id of the process; or what the act was about'),
  principalId: id.optional(),
  via: id.optional(),
  companyId: id.optional().describe('the company that it concerns'),
  about: id.optional().describe('the principal of the person who got or lost something'),
  belonging: belonging
    .optional()
    .describe('of a role that was given: `member` of the company, has an `account` here and is no member, or is from `outside`'),
});
export const securityLogPage = page(securityEntry);
