import { z } from 'zod';
import { id, instant, word } from './formats';
import { page, pageQuery } from './page';

/** `GET /v1/security-log`: refusals that denied an authority, and acts of operators; newest first. */
export const securityLogQuery = z.strictObject(pageQuery);

/** Random ids, codes and route templates only. `via`: the service that acted for the person. */
const securityEntry = z.strictObject({
  entryId: id,
  at: instant,
  what: word.describe('the code of the refusal, or the name of the act'),
  target: z.string().optional().describe('method and route, with the id of the process; or what the act was about'),
  principalId: id.optional(),
  via: id.optional(),
});
export const securityLogPage = page(securityEntry);
